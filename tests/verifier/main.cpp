// SPDX-License-Identifier: Apache-2.0
// The room runs its own program in a cell to walk through media, to unpack sources, to seal build roots and to look
// into what is compared: here that is the test program.
#include "base/cell/worker.hpp"
#include "storage/intake/workers.hpp"
#include "verifier/action/workers.hpp"
#include "verifier/environment/root_seal.hpp"
#include "verifier/room/room.hpp"

#include <catch2/catch_session.hpp>

int main(int argc, char** argv) {
    using namespace assay;
    auto workers = storage::intake_workers();
    workers.merge(verifier::compare_workers());
    workers.emplace(verifier::kExportWorker, verifier::export_worker);
    workers.emplace(verifier::kSealRootWorker, verifier::seal_root_worker);
    if (const auto status = cell::run_worker_if_asked(argc, argv, workers)) return *status;
    return Catch::Session().run(argc, argv);
}
