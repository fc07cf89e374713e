// SPDX-License-Identifier: Apache-2.0
#include "base/cell/worker.hpp"
#include "storage/intake/workers.hpp"
#include "verifier/action/workers.hpp"
#include "verifier/cli/commands.hpp"
#include "verifier/environment/archive_signature.hpp"
#include "verifier/environment/root_seal.hpp"
#include "verifier/room/room.hpp"
#include "verifier/signer/signer_process.hpp"

namespace {

/// Everything this program has run in cells.
assay::cell::WorkerTable workers() {
    auto table = assay::storage::intake_workers();
    table.merge(assay::verifier::compare_workers());
    table.emplace(assay::verifier::kVouchWorker, assay::verifier::vouch_worker);
    table.emplace(assay::verifier::kExportWorker, assay::verifier::export_worker);
    table.emplace(assay::verifier::kSealRootWorker, assay::verifier::seal_root_worker);
    return table;
}

}  // namespace

int main(int argc, char** argv) {
    using namespace assay;
    if (const auto status = cell::run_worker_if_asked(argc, argv, workers())) return *status;
    if (const auto status = verifier::run_signer_if_asked(argc, argv)) return *status;
    return run(verifier::verifier_command(), argc, argv);
}
