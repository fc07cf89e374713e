// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string_view>

namespace assay::process {

/// The path of the program that runs; empty where /proc does not show it.
std::filesystem::path own_program();

/// Another program of ours that lies in the same folder as `own` and may be run.
std::optional<std::filesystem::path> program_beside(const std::filesystem::path& own, std::string_view name);

}  // namespace assay::process
