// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/cell/worker.hpp"

namespace assay::verifier {

constexpr std::string_view kReachWorker = "reach";
constexpr std::string_view kReachFormat = "assay-reach-1";
/// Opaque inputs in one call.
constexpr std::size_t kReachInputsMax = 64;
/// Members listed for one input.
constexpr std::size_t kReachMembersMax = 100;

/// The worker's side of find_reached(): the artifact, then the opaque inputs; as bytes, for each of them its size (8)
/// and its SHA-256 digest (32; that of the artifact is not used). Gives `{"format", "incomplete", "reached": [{"input",
/// "how", "member", "found", "sampled"}]}`.
Result<Bytes> find_reached_in_worker(cell::Request& request);

}  // namespace assay::verifier
