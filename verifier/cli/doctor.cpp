// SPDX-License-Identifier: Apache-2.0
#include "base/cell/preflight.hpp"
#include "base/core/text.hpp"
#include "base/terminal/checklist.hpp"
#include "base/terminal/exit_status.hpp"
#include "verifier/cli/commands.hpp"
#include "verifier/cli/doctor.md.hpp"
#include "verifier/cli/session.hpp"
#include "verifier/environment/archive_signature.hpp"
#include "verifier/machine/machine_image.hpp"
#include "verifier/machine/qemu_machine.hpp"
#include "verifier/machine/room_machine.hpp"

#include <unistd.h>

namespace assay::verifier {

namespace {

constexpr auto kMachine = "machine for each build";

void add(Checklist& checks, const Error& error) { checks.add(kMachine, Mark::Bad, error.message(), error.hints()); }

/// What a room's machine needs; where it has none, whether it could.
void check_machine(Checklist& checks, const std::filesystem::path& data) {
    const auto found = read_machine_settings(data);
    if (!found) return add(checks, found.error());
    const auto& settings = *found;
    std::vector<std::string> missing;
    for (const auto& [path, package] : kMachinePrograms) {
        if (settings && std::string_view(path) != kQemuProgram) checks.add_file(path, package, Mark::Bad);
        if (::access(path, X_OK) != 0) missing.emplace_back(package);
    }
    if (!settings) {
        const auto words = std::string("not asked for: there is no machine.toml in the room's data folder");
        if (missing.empty())
            checks.add(kMachine, Mark::Good, words + "; what it needs is here");
        else
            checks.add(kMachine, Mark::Note, words, {"to have one: apt install " + join(missing, " ")});
        return;
    }
    const auto version = QemuMachine(*settings).program_version();
    if (!version) return add(checks, version.error());
    if (const auto package = open_kernel_package(*settings); !package) return add(checks, package.error());
    checks.add(kMachine, Mark::Good, *version + " (tcg), kernel " + quote(settings->kernel.filename().string()));
}

}  // namespace

Command doctor_command() {
    auto options = std::make_shared<RoomOptions>();
    Command command(kDoctorPage);
    options->add_data(command);
    command.handler([options](Invocation& call) -> Result<int> {
        Checklist checks;
        for (const auto& facility : cell::preflight()) {
            const auto missing = facility.is_required ? Mark::Bad : Mark::Caution;
            checks.add(facility.name, facility.is_there ? Mark::Good : missing, facility.detail, facility.hints);
        }
        const bool is_root = ::geteuid() == 0;
        checks.add("signer's user", is_root ? Mark::Good : Mark::Caution,
                   is_root ? "the signer runs as a user of its own"
                           : "the signer runs as this user: another process of it could reach the room's keys; run the "
                             "room as root to give the signer a user of its own");
        // What the room starts in cells, and whom it trusts to sign packages.
        for (const auto& [path, package] : {std::pair{"/usr/bin/mmdebstrap", "mmdebstrap"},
                                            {"/usr/bin/apt-ftparchive", "apt-utils"},
                                            {"/usr/bin/gpgv", "gpgv"},
                                            {"/usr/bin/dpkg-source", "dpkg-dev"},
                                            {kDebianKeyring, "debian-archive-keyring"}})
            checks.add_file(path, package, Mark::Bad);
        check_machine(checks, TRY(data_folder(*options)));
        checks.put(call.console);
        return checks.is_well() ? kExitYes : kExitSandboxRefused;
    });
    return command;
}

}  // namespace assay::verifier
