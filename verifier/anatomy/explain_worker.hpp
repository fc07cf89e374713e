// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/cell/worker.hpp"
#include "verifier/finding/finding.hpp"

namespace assay::verifier {

constexpr std::string_view kExplainWorker = "explain";

/// The worker's side of explain(): two files, deployed and rebuilt, and their sizes as 8 bytes each; gives the Finding
/// for the whole as JSON, or `null`.
Result<Bytes> explain_in_worker(cell::Request& request);

}  // namespace assay::verifier
