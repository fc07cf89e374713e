// SPDX-License-Identifier: Apache-2.0
#include "base/process/own_program.hpp"

#include <unistd.h>

namespace assay::process {

std::filesystem::path own_program() {
    std::error_code hidden;
    return std::filesystem::read_symlink("/proc/self/exe", hidden);
}

std::optional<std::filesystem::path> program_beside(const std::filesystem::path& own, std::string_view name) {
    auto beside = own.parent_path() / name;
    return !own.empty() && ::access(beside.c_str(), X_OK) == 0 ? std::optional(std::move(beside)) : std::nullopt;
}

}  // namespace assay::process
