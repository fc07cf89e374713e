// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

namespace assay {

/// The first bytes of a regular file, `most` at most; empty where it cannot be read. For the words of an error about
/// it.
std::string head_of_file(const std::filesystem::path& path, std::size_t most);

}  // namespace assay
