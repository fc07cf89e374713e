// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/cell/worker.hpp"

namespace assay::storage {

/// What this folder has run in cells; to be put into the table that a program's main gives to run_worker_if_asked.
cell::WorkerTable intake_workers();

}  // namespace assay::storage
