// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "verifier/machine/build_machine.hpp"
#include "verifier/machine/machine_settings.hpp"

namespace assay::verifier {

/// The settings in a room's data folder; none where there is no `machine.toml`, or no room. Errors: those of
/// MachineSettings::parse; io_error's.
Result<std::optional<MachineSettings>> read_machine_settings(const std::filesystem::path& data);

/// What a room's builds run in: a machine where it has settings of one, else a cell. Errors: as above.
Result<std::shared_ptr<const BuildMachine>> machine_of_room(const std::filesystem::path& data);

}  // namespace assay::verifier
