// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/cell/outcome.hpp"
#include "base/cell/spec.hpp"
#include "base/core/interrupt.hpp"

namespace assay::cell {

/// Runs a command in a cell and waits for its end. When this returns, every process of the cell is dead; when our
/// program dies meanwhile, the cell is killed.
///
/// `interrupt`, where given, stops the cell as soon as it is requested.
///
/// That the command failed or passed a limit is an Outcome. Errors: Sandbox when the cell cannot be built as promised,
/// Usage for a spec that contradicts itself, Full when a file system it can write to has no space left (a command that
/// fails then need not be at fault), Interrupted, and those of the sinks.
Result<Outcome> run(CellSpec spec, const Interrupt* interrupt = nullptr);

}  // namespace assay::cell
