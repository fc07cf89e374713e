// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/primitive/digest.hpp"

#include <filesystem>

namespace assay::verifier {

/// What a room's `machine.toml` says of the machine that each build gets. Page: machine.md.
struct MachineSettings {
    static constexpr std::size_t kBytesMax = 64U << 10;
    static constexpr std::string_view kFile = "machine.toml";  ///< in the room's data folder

    std::filesystem::path kernel;  ///< a Debian package of a kernel with its modules
    crypto::Sha256 kernel_sha256;
    std::filesystem::path program;  ///< QEMU

    /// Errors: Invalid, with the place; Unsupported for another format.
    static Result<MachineSettings> parse(std::string_view toml);
};

inline constexpr auto kQemuProgram = "/usr/bin/qemu-system-x86_64";

}  // namespace assay::verifier
