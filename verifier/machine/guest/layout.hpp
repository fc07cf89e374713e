// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "verifier/machine/guest/job.hpp"

/// What is mounted where, and what the build may take.
namespace assay::verifier::guest {

/// The machine's own file systems, the kernel's modules, the share and the scratch disk.
void mount_outside();
/// The source: what the build changes of it lies on the scratch disk.
void mount_work(const Job& job);
void raise_loopback();
/// A control group for the build, below `/cgroup/build`.
void set_bounds(const Job& job);
/// What the build sees, below `/new`. As in a cell: each entry of the root's top folder, read-only; around them a file
/// system of mount points only.
void lay_root(const Job& job);

}  // namespace assay::verifier::guest
