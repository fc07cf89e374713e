// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "verifier/machine/build_machine.hpp"
#include "verifier/machine/machine_settings.hpp"

namespace assay::verifier {

/// A machine of the build's own: QEMU with a kernel that the room names, itself run in a cell. Page: machine.md.
///
/// What the guest writes is a stranger's, whatever became of its kernel: a log, and an answer (MachineAnswer). Once the
/// build has begun, all that the guest does is the build's doing: a machine that ends without an answer is a failed
/// build.
class QemuMachine final : public BuildMachine {
public:
    /// From QEMU's start to the build's, and from the build's end to QEMU's.
    static constexpr double kAroundSeconds = 600;

    explicit QemuMachine(MachineSettings settings, double around_seconds = kAroundSeconds)
        : settings_(std::move(settings)), around_seconds_(around_seconds) {}
    bool has_own_kernel() const override { return true; }
    Result<BuildEnd> run(const BuildPlan& plan, cell::Sink log, const Interrupt& interrupt) const override;

    /// What QEMU says of its version. Errors: Sandbox, with what to install.
    Result<std::string> program_version() const;

private:
    MachineSettings settings_;
    double around_seconds_;
};

}  // namespace assay::verifier
