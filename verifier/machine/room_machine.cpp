// SPDX-License-Identifier: Apache-2.0
#include "verifier/machine/room_machine.hpp"

#include "base/core/text.hpp"
#include "base/files/read.hpp"
#include "verifier/machine/cell_machine.hpp"
#include "verifier/machine/qemu_machine.hpp"

namespace assay::verifier {

Result<std::optional<MachineSettings>> read_machine_settings(const std::filesystem::path& data) {
    const auto path = data / MachineSettings::kFile;
    const auto text = read_file(path, MachineSettings::kBytesMax);
    if (!text && text.error().kind() == ErrorKind::NotFound) return std::optional<MachineSettings>();
    if (!text) return fail(text.error());
    return std::optional(TRY_WITHIN(quote(path.string()), MachineSettings::parse(text_of(*text))));
}

Result<std::shared_ptr<const BuildMachine>> machine_of_room(const std::filesystem::path& data) {
    using Machine = std::shared_ptr<const BuildMachine>;
    if (auto settings = TRY(read_machine_settings(data)))
        return Machine(std::make_shared<QemuMachine>(std::move(*settings)));
    return Machine(std::make_shared<CellMachine>());
}

}  // namespace assay::verifier
