// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/cell/worker.hpp"

namespace assay::verifier {

/// What this folder has run in cells; to be put into the table that a program's main gives to run_worker_if_asked.
cell::WorkerTable compare_workers();

}  // namespace assay::verifier
