// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/evidence/proof_set.hpp"
#include "crypto/statement/commitment.hpp"
#include "crypto/statement/statement.hpp"

namespace assay::crypto {

/// What an evidence file is to prove.
enum class ClaimKind { Held, Verdict };
std::string_view name_of(ClaimKind kind);

struct ReadEvidence;

/// Everything needed to check one claim from policy to deployed byte, in one JSON file. Page: evidence.md.
///
/// - Objects are sorted by StatementId and are there once each; identities and endorsements are objects too.
/// - Reading checks form, counts and sizes only: what it proves is for check.hpp, against a policy.
/// - `render(parse(x)) == x`.
class Evidence {
public:
    static constexpr std::size_t kBytesMax = 32U << 20;
    static constexpr std::size_t kObjectsMax = 600;

    Evidence(ClaimKind kind, StatementId claim) : kind_(kind), claim_(claim) {}

    /// Errors: Invalid, Limit; Unsupported for a newer format.
    static Result<Evidence> parse(std::string_view text);
    /// The same from JSON of any layout: for a caller that reports all that is wrong with it.
    static Result<ReadEvidence> read(std::string_view text);
    std::string render() const;
    Json to_json() const;

    ClaimKind kind() const { return kind_; }
    const StatementId& claim() const { return claim_; }

    /// Adds a statement; the same one twice is no error. Errors: Invalid when it is no envelope.
    Status add(SaltedEnvelope object);
    void add(UnverifiedStatement object);
    void disclose(const StatementId& statement, const std::string& field, Disclosure disclosure);
    void prove(const StatementId& statement, std::uint64_t index, std::vector<MerkleHash> path,
               const std::string& checkpoint) {
        proofs_.prove(statement, index, std::move(path), checkpoint);
    }
    /// Takes over proofs of statements that are here and have none yet.
    void prove(const ProofSet& proofs);
    /// Takes over all that `other` holds and this does not: objects, disclosures, proofs.
    void merge(const Evidence& other);

    const std::map<StatementId, UnverifiedStatement>& objects() const { return objects_; }
    const SaltedEnvelope* find(const StatementId& id) const;
    const std::map<StatementId, std::map<std::string, Disclosure>>& disclosures() const { return disclosures_; }
    const ProofSet& proofs() const { return proofs_; }

private:
    ClaimKind kind_;
    StatementId claim_;
    std::map<StatementId, UnverifiedStatement> objects_;
    std::map<StatementId, std::map<std::string, Disclosure>> disclosures_;
    ProofSet proofs_;
};

struct ReadEvidence {
    Evidence evidence;
    Status form;  ///< whether it has the one form of evidence files; Invalid
};

}  // namespace assay::crypto
