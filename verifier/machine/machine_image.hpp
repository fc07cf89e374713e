// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/cell/host_ids.hpp"
#include "base/core/interrupt.hpp"
#include "base/files/folder.hpp"
#include "verifier/machine/machine_settings.hpp"

#include <memory>
#include <utility>

namespace assay::verifier {

/// Programs of the room's own system, and the Debian packages that bring them.
inline constexpr std::pair<const char*, const char*> kMachinePrograms[] = {{kQemuProgram, "qemu-system-x86"},
                                                                           {"/usr/bin/cpio", "cpio"},
                                                                           {"/usr/sbin/mke2fs", "e2fsprogs"},
                                                                           {"/usr/bin/xz", "xz-utils"},
                                                                           {"/usr/bin/dpkg-deb", "dpkg"}};

/// What a machine starts with.
struct MachineImage {
    std::string release;  ///< of its kernel, as `6.1.0-56-amd64`
};

/// Takes the kernel and the modules that a machine needs out of the settings' package, whose digest is checked first;
/// packs the initramfs; makes an empty ext4 file system in `disks/scratch`, which exists and has its size. Done in a
/// cell: what it writes, `vmlinuz` and `initramfs` in `kernel`, is the cell's user's. Both folders are ours before.
/// Errors: Sandbox, naming what is missing or wrong; NotFound; Interrupted; Full.
Result<MachineImage> make_machine_image(const MachineSettings& settings, const Folder& kernel, const Folder& disks,
                                        const std::shared_ptr<const cell::HostIds>& ids, const Interrupt& interrupt);

/// The kernel's package, held against its digest. Errors: NotFound; Sandbox where it is another.
Result<Descriptor> open_kernel_package(const MachineSettings& settings);

}  // namespace assay::verifier
