// SPDX-License-Identifier: Apache-2.0
#include "base/cell/worker.hpp"
#include "base/console/completion.hpp"
#include "base/console/manual.hpp"
#include "storage/intake/workers.hpp"
#include "verifier/cli/commands.hpp"
#include "verifier/cli/completion.md.hpp"
#include "verifier/cli/manual.md.hpp"
#include "verifier/cli/verifier.md.hpp"
#include "verifier/compare/workers.hpp"
#include "verifier/environment/archive_signature.hpp"
#include "verifier/keeper/keeper_process.hpp"
#include "verifier/room/room.hpp"

namespace {

/// Everything this program has run in cells.
assay::cell::WorkerTable workers() {
    auto table = assay::storage::intake_workers();
    table.merge(assay::verifier::compare_workers());
    table.emplace(assay::verifier::kVouchWorker, assay::verifier::vouch_worker);
    table.emplace(assay::verifier::kExportWorker, assay::verifier::export_worker);
    return table;
}

}  // namespace

int main(int argc, char** argv) {
    using namespace assay;
    if (const auto status = cell::run_worker_if_asked(argc, argv, workers())) return *status;
    if (const auto status = verifier::run_keeper_if_asked(argc, argv)) return *status;
    Command root(kVerifierPage);
    root.add(verifier::import_command());
    root.add(verifier::accept_command());
    root.add(verifier::rebuild_command());
    root.add(verifier::verify_command());
    root.add(verifier::outbox_command());
    root.add(verifier::list_command());
    root.add(verifier::doctor_command());
    root.add(completion_command(kCompletionPage));
    root.add(manual_command(kManualPage));
    return run(root, argc, argv);
}
