// SPDX-License-Identifier: Apache-2.0
#include "base/cell/worker.hpp"
#include "escrow/cli/commands.hpp"
#include "storage/intake/workers.hpp"

int main(int argc, char** argv) {
    using namespace assay;
    // This program runs itself in a cell to unpack what strangers made.
    if (const auto status = cell::run_worker_if_asked(argc, argv, storage::intake_workers())) return *status;
    return run(escrow::escrow_command(), argc, argv);
}
