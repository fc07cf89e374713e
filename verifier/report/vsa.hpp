// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/record/verdict.hpp"

namespace assay::verifier {

/// A verdict as a SLSA Verification Summary Attestation v1: its closed field `vsa`. It says nothing that the verdict
/// does not say. Source: slsa.dev/verification_summary/v1.
struct Vsa {
    crypto::IdentityId room;
    std::string version;  ///< of this program
    Time time;
    crypto::StatementLink deposit, rebuild;
    crypto::Sha256 policy;  ///< of the room's policy, as it renders
    crypto::VerdictKind verdict;

    Json render() const;
};

}  // namespace assay::verifier
