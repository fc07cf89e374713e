// SPDX-License-Identifier: Apache-2.0
#include "base/core/text.hpp"
#include "crypto/evidence/examiner.hpp"

#include <algorithm>

namespace assay::crypto {

namespace {

constexpr std::int64_t kClocksApartSeconds = 300;  // so much may a witness's clock be ahead of the reader's

/// The evidence's checkpoints, each judged once.
struct Checkpoints {
    std::vector<Result<CheckedCheckpoint>> checked;
};

std::string checkpoint_name(std::size_t position) { return "checkpoint " + std::to_string(position + 1); }

Checkpoints judge_checkpoints(const Evidence& evidence, const TlogPolicy& tlog, Findings& findings) {
    Checkpoints out;
    std::map<std::pair<std::string, std::uint64_t>, MerkleHash> roots;
    for (std::size_t i = 0; i < evidence.proofs().checkpoints().size(); ++i) {
        const auto judge = [&]() -> Result<CheckedCheckpoint> {
            return tlog.evaluate(TRY(Note::parse(evidence.proofs().checkpoints()[i])));
        };
        auto checked = judge();
        if (!checked) {
            findings.error(checkpoint_name(i), checked.error());
        } else {
            const auto& head = checked->head();
            const auto [at, fresh] =
                roots.try_emplace({checked->checkpoint().origin().text(), head.size.value()}, head.root);
            if (!fresh && at->second != head.root)
                findings.add(
                    checkpoint_name(i), LinkState::Equivocates,
                    "two checkpoints of size " + head.size.render() + " signed by one log have different roots");
            if (const auto enough = checked->satisfies(LogKeys::All); !enough)
                findings.add(checkpoint_name(i), LinkState::PolicyUnmet, enough.error().message());
            else
                findings.holds(checkpoint_name(i),
                               quote(checked->checkpoint().origin().text()) + ", size " + head.size.render() +
                                   ", signed with every key of the policy and cosigned by " +
                                   count_of(checked->cosigned().size(), "listed key") +
                                   (checked->quorum_time() ? ", quorum at " + checked->quorum_time()->render() : ""));
        }
        out.checked.push_back(std::move(checked));
    }
    return out;
}

Status check_inclusion(const SaltedEnvelope& object, const StatementProof& proof, const CheckedCheckpoint& checkpoint) {
    const auto index = TRY(LeafIndex::from(proof.index));
    return verify_inclusion({index, leaf_hash(object.leaf())}, proof.path, checkpoint.head());
}

/// A witness in the custodian's own hand is no witness.
void check_independence(const TlogPolicy& tlog, const Identity& custodian, Findings& findings) {
    for (const auto& witness : tlog.witnesses())
        for (const auto& key : custodian.keys())
            if (key.public_key == encode_base64(witness.key.key().bytes()))
                findings.fails("witnesses", "the witness " + quote(witness.name) + " is a key of the custodian " +
                                                custodian.describe());
}

}  // namespace

void check_log(const Evidence& evidence, const CheckInput& input, const TlogPolicy& tlog, const Chain& chain,
               const Trust& trust, Findings& findings, ClaimFacts& facts) {
    const auto checkpoints = judge_checkpoints(evidence, tlog, findings);
    for (const auto& proof : evidence.proofs().proofs())
        if (evidence.find(proof.statement) == nullptr)
            findings.fails("log", "there is a proof of a statement that is not in the evidence");
    const Identity* custodian = chain.agreement ? trust.book().find(chain.agreement->custodian) : nullptr;
    if (custodian != nullptr) check_independence(tlog, *custodian, findings);

    std::optional<std::uint64_t> before;
    for (const auto* statement : chain.in_order()) {
        const auto kind = std::string(name_of(statement->kind()));
        const auto name = "log: " + kind;
        StatementFact fact{statement->kind(), statement->id(),           "",
                           std::nullopt,      statement->claimed_time(), std::nullopt};
        for (const auto& signer : statement->signers()) {
            const auto* identity = trust.book().find(signer);
            fact.signer +=
                (fact.signer.empty() ? "" : ", ") + (identity != nullptr ? identity->describe() : short_id(signer));
        }
        const auto* proof = evidence.proofs().find(statement->id());
        if (proof == nullptr) {
            findings.add(name, input.policy.logged ? LinkState::PolicyUnmet : LinkState::Remark,
                         "signed, not logged: the evidence holds no proof that the " + kind + " is in a log");
        } else if (const auto& checked = checkpoints.checked[proof->checkpoint]; checked) {
            const auto& origin = checked->checkpoint().origin().text();
            const auto included = check_inclusion(*evidence.find(statement->id()), *proof, *checked);
            fact.index = proof->index;
            const auto* log_key = custodian != nullptr ? custodian->find(KeyPurpose::Log) : nullptr;
            if (!included) {
                findings.error(name, Error(included.error())
                                         .within("the " + kind + " is not leaf " + std::to_string(proof->index) +
                                                 " of " + quote(origin)));
            } else if (custodian != nullptr && (log_key == nullptr || log_key->origin != origin)) {
                findings.fails(
                    name, "it is logged in " + quote(origin) + ", which is not the log of " + custodian->describe());
            } else if (before && *before >= proof->index) {
                findings.fails(name, "it stands at leaf " + std::to_string(proof->index) + ", before what it rests on");
            } else {
                fact.proven_time = checked->quorum_time();
                if (fact.proven_time && fact.proven_time->seconds() > input.as_of.seconds() + kClocksApartSeconds)
                    findings.missing("time: " + kind, "it is known to be in the log by " + fact.proven_time->render() +
                                                          ", after the time this is judged as of, " +
                                                          input.as_of.render());
                findings.holds(name, "leaf " + std::to_string(proof->index) + " of " + quote(origin) +
                                         (fact.proven_time ? ", there by " + fact.proven_time->render() : ""));
                facts.log_origin = origin;
            }
            before = proof->index;
        } else {
            findings.missing(name,
                             "its proof is under " + checkpoint_name(proof->checkpoint) + ", which does not hold");
        }
        // Unlogged, or under a policy without witnesses, only the signer's own word is left.
        const auto time = fact.proven_time.value_or(statement->claimed_time());
        for (const auto& signer : statement->signers())
            if (const auto valid = trust.valid_at(signer, time); !valid)
                findings.error("validity: " + kind, valid.error());
        facts.statements.push_back(std::move(fact));
    }
}

}  // namespace assay::crypto
