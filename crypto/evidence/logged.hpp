// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/evidence/policy.hpp"
#include "crypto/evidence/proof_set.hpp"
#include "crypto/statement/statement.hpp"
#include "crypto/tlog/tlog_policy.hpp"

#include <optional>

namespace assay::crypto {

/// A statement's place in a log, as proven.
struct LoggedAt {
    std::string origin;
    TreeHead head;
    std::uint64_t index;
    std::optional<Time> time;  ///< by which the quorum had cosigned
};

/// Whether a set of proofs shows one statement in a log of the policy, under a checkpoint that satisfies it. Errors:
/// Unproven when there is no proof, Untrusted, PolicyUnmet.
Result<LoggedAt> check_logged(const SaltedEnvelope& statement, const ProofSet& proofs, const Policy& policy);

/// Whether a log is the custodian's: every key that the policy lists for its origin is a `log` key of that identity, by
/// the key's bytes, and the identity publishes it for that origin. A name alone binds nothing; and a key under a second
/// name would be a second log. Errors: Untrusted, naming the key.
Status check_log_keys(const TlogPolicy& tlog, const std::string& origin, const Identity& custodian);

/// The largest tree of each log that a set's checkpoints speak of, all signatures of the policy's keys checked.
Result<std::map<std::string, TreeHead>> newest_heads(const ProofSet& proofs, const Policy& policy);

}  // namespace assay::crypto
