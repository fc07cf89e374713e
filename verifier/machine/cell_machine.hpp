// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "verifier/machine/build_machine.hpp"

namespace assay::verifier {

/// A cell: namespaces, filters and limits of the room's own kernel.
class CellMachine final : public BuildMachine {
public:
    bool has_own_kernel() const override { return false; }
    Result<BuildEnd> run(const BuildPlan& plan, cell::Sink log, const Interrupt& interrupt) const override;
};

}  // namespace assay::verifier
