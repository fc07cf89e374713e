// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/evidence/policy.hpp"
#include "escrow/client/custodian.hpp"

#include <filesystem>

namespace assay::escrow {

/// An outbox after its statements were sent.
struct Submitted {
    struct Taken {
        crypto::StatementId id;
        crypto::StatementKind kind;
    };
    std::vector<Taken> statements;
    struct Refused {
        crypto::StatementId id;
        crypto::StatementKind kind;
        Error why;  ///< names the statement
    };
    std::vector<Refused> refused;
    std::vector<SubmissionAnswer::Flagged> flagged;  ///< as the custodian says
    std::vector<crypto::Evidence> evidence;          ///< that of the outbox, with the proofs it lacked
    std::vector<std::optional<Error>>
        faults;  ///< one for each of these: why it proves nothing, naming product and file
};

Result<storage::Outbox> read_outbox(const std::filesystem::path& path);

/// Whether the evidence in an outbox will prove its claim once the statements are logged, one after the other: it holds
/// but for proofs, and lacks the proof of none that the outbox does not have. Of the policy only whom it trusts counts,
/// not what it asks beyond soundness. With the carrier's copy of the agreement, newer endorsements of its parties count
/// too. A fault is Untrusted, Unproven or Equivocation and names product and file.
/// Errors: Untrusted for an outbox that is not what its room packed.
Result<std::vector<std::optional<Error>>> check_outbox(const storage::Outbox& outbox, const crypto::Policy& policy,
                                                       Time now,
                                                       const std::optional<crypto::AgreementFile>& agreement = {});

/// Has the statements logged, and completes the evidence once every one of them is proven to be in a log of the policy.
/// A statement that the custodian refuses holds back only those that rest on it, and evidence with a fault neither
/// the statements nor other evidence; where all of it has one, nothing is
/// sent. Errors: those of check_outbox and of the custodian; the first fault where all evidence has one; Untrusted,
/// Unproven, PolicyUnmet for proofs that do not show it.
Result<Submitted> submit(const storage::Outbox& outbox, Custodian& custodian, const crypto::Policy& policy, Time now,
                         const std::optional<crypto::AgreementFile>& agreement = {});

/// The same without a policy: nothing is checked, neither what is sent nor what is answered. The evidence has
/// the proofs that came, whatever they are worth. Errors: those of the custodian.
Result<Submitted> send_unchecked(const storage::Outbox& outbox, Custodian& custodian);

/// What may be overwritten by evidence of a claim: evidence of the same claim, or nothing.
enum class EvidencePlace { SameClaim, Empty };
/// Whether evidence of a claim may be written there. Errors: Conflict for what must stay; those of check_can_write.
Status check_evidence_place(const std::filesystem::path& path, const crypto::StatementId& claim,
                            EvidencePlace may_be = EvidencePlace::SameClaim);

}  // namespace assay::escrow
