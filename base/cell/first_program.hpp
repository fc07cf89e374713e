// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/files/descriptor.hpp"

namespace assay::cell {

/// The program of a cell's first process (first.hpp), in a sealed file in memory that can be executed; the same one for
/// all cells. Errors: Sandbox.
Result<int> first_program();

/// The Landlock ABI of the running kernel that first.cpp makes use of; 0 where there is none or too old a one.
int landlock_abi();

}  // namespace assay::cell
