// SPDX-License-Identifier: Apache-2.0
#include "verifier/action/workers.hpp"

#include "verifier/anatomy/explain_worker.hpp"
#include "verifier/influence/reach_worker.hpp"

namespace assay::verifier {

cell::WorkerTable compare_workers() {
    return {{std::string(kExplainWorker), explain_in_worker}, {std::string(kReachWorker), find_reached_in_worker}};
}

}  // namespace assay::verifier
