// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/evidence/evidence.hpp"

#include <string>
#include <vector>

namespace assay::escrow {

/// What evidence of a verdict is about, as it says itself; empty where it does not say.
struct EvidenceSubject {
    std::string product, version;
    std::string file;      ///< the first that was judged
    std::size_t more = 0;  ///< files judged beside it
};
EvidenceSubject subject_of(const crypto::Evidence& evidence);

/// `"router 1.2", file "routerd" and 2 files more`; `a verdict` where it does not say.
std::string described(const EvidenceSubject& subject);

/// A file name for each piece of evidence, after product, version and file: `router-1.2-routerd.evidence`. Letters,
/// digits and `.+~_-` only. Where two would have one name, each has the beginning of its claim at the end; so a piece
/// has the same name whenever the same pieces are named.
std::vector<std::string> evidence_names(const std::vector<crypto::Evidence>& evidence);

}  // namespace assay::escrow
