// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/json.hpp"
#include "crypto/primitive/digest.hpp"

namespace assay::crypto {

/// The machine of its own that a build ran in, as the room says it: `machine` of an environment. Without it the build
/// ran in a cell, on the room's own kernel.
///
/// - Texts are of 1 to kTextBytesMax printable ASCII characters.
/// - JSON form: {"kind": "qemu", "accelerator", "program", "kernel": {"name", "sha256", "release"}}.
struct MachineRecord {
    static constexpr std::size_t kTextBytesMax = 200;

    std::string accelerator;  ///< `kvm`, or `tcg` where it was emulated
    std::string program;      ///< QEMU's own words of its version
    std::string kernel_name;  ///< file name of the kernel's Debian package
    Sha256 kernel;            ///< of that package
    std::string release;      ///< that this kernel gives itself

    /// `QEMU emulator version 7.2 (tcg), kernel "linux-image-….deb"`.
    std::string words() const;
    Json render() const;
    /// Errors: Invalid.
    static Result<MachineRecord> parse(const Json& json);

    friend bool operator==(const MachineRecord&, const MachineRecord&) = default;
};

}  // namespace assay::crypto
