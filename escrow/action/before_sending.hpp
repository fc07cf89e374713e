// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/evidence/policy.hpp"
#include "crypto/evidence/proof_set.hpp"
#include "crypto/record/agreement_file.hpp"

#include <filesystem>

/// What a client checks before it sends a piece, so that nothing fails after an upload that could have failed before.
namespace assay::escrow {

/// Whether an agreement may be acted on now under one's own policy, and the log of its custodian is one of the
/// policy's, by its keys. Sends nothing. Errors: as crypto::check_agreement and crypto::check_log_keys, Invalid for a
/// log policy that does not parse.
Status check_parties(const crypto::AgreementFile& agreement, const crypto::Policy& policy, Time now);

/// Whether the custodian's proof of the agreement is one that a receipt could rest on: logged as the policy asks, at a
/// time at which every party counted. Errors: Untrusted, Unproven, PolicyUnmet.
Status check_admitted(const crypto::AgreementFile& agreement, const crypto::ProofSet& proofs,
                      const crypto::Policy& policy);

/// Whether a file can be written there, as far as can be known without writing it. What is there already is not looked
/// at. Errors: NotFound when there is no such folder, Refused when it cannot be written to, Invalid when a folder has
/// the name.
Status check_can_write(const std::filesystem::path& path, std::string_view what);

}  // namespace assay::escrow
