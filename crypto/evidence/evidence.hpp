// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/statement/commitment.hpp"
#include "crypto/statement/salted_envelope.hpp"

namespace assay::crypto {

/// What an evidence file is to prove.
enum class ClaimKind { Held, Verdict };
std::string_view name_of(ClaimKind kind);

/// A statement's place in the log, as of one of the evidence's checkpoints.
struct EvidenceProof {
    StatementId statement;
    std::uint64_t index;
    std::vector<MerkleHash> path;  ///< leaf to root
    std::size_t checkpoint;        ///< position in Evidence::checkpoints
};

/// Everything needed to check one claim from policy to deployed byte, in one JSON file. Page: evidence.md.
///
/// - Objects are sorted by StatementId and stand once each; identities and endorsements are objects too.
/// - Reading checks form, counts and sizes only: what it proves is for check.hpp, against a policy.
/// - `render(parse(x)) == x`.
class Evidence {
public:
    static constexpr std::size_t kBytesMax = 32U << 20;
    static constexpr std::size_t kObjectsMax = 600;
    static constexpr std::size_t kCheckpointsMax = 64;

    Evidence(ClaimKind kind, StatementId claim) : kind_(kind), claim_(claim) {}

    /// Errors: Invalid, Limit; Unsupported for a newer format.
    static Result<Evidence> parse(std::string_view text);
    std::string render() const;

    ClaimKind kind() const { return kind_; }
    const StatementId& claim() const { return claim_; }

    /// Adds a statement; the same one twice is no error. Errors: Invalid when it is no envelope.
    Status add(SaltedEnvelope object);
    void disclose(const StatementId& statement, const std::string& field, Disclosure disclosure);
    /// Adds a proof under a checkpoint (a note's text), replacing an earlier proof of the same statement.
    void prove(const StatementId& statement, std::uint64_t index, std::vector<MerkleHash> path, const std::string& checkpoint);
    /// Takes over all that `other` holds and this does not: objects, disclosures, proofs.
    void merge(const Evidence& other);

    const std::map<StatementId, SaltedEnvelope>& objects() const { return objects_; }
    const SaltedEnvelope* find(const StatementId& id) const;
    const std::map<StatementId, std::map<std::string, Disclosure>>& disclosures() const { return disclosures_; }
    const std::vector<EvidenceProof>& proofs() const { return proofs_; }
    const std::vector<std::string>& checkpoints() const { return checkpoints_; }

private:
    void drop_unused_checkpoints();

    ClaimKind kind_;
    StatementId claim_;
    std::map<StatementId, SaltedEnvelope> objects_;
    std::map<StatementId, std::map<std::string, Disclosure>> disclosures_;
    std::vector<EvidenceProof> proofs_;
    std::vector<std::string> checkpoints_;
};

}  // namespace assay::crypto
