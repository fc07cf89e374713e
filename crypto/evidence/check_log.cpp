// SPDX-License-Identifier: Apache-2.0
#include "base/core/text.hpp"
#include "crypto/evidence/examiner.hpp"
#include "crypto/evidence/histories.hpp"
#include "crypto/evidence/logged.hpp"

#include <algorithm>

namespace assay::crypto {

namespace {

std::string checkpoint_name(std::size_t position) { return "checkpoint " + std::to_string(position + 1); }

/// Witnesses that cosigned: one with two keys is one.
std::size_t count_witnesses(const CheckedCheckpoint& checkpoint, const TlogPolicy& tlog) {
    std::set<std::string> names;
    for (const auto& cosigned : checkpoint.cosigned()) {
        const auto key = std::ranges::find(tlog.witnesses(), cosigned.witness, &PolicyWitness::name);
        if (key != tlog.witnesses().end()) names.insert(key->key.name().text());
    }
    return names.size();
}

/// The evidence's checkpoints, each judged once.
std::vector<Result<CheckedCheckpoint>> judge_checkpoints(const Evidence& evidence, const TlogPolicy& tlog,
                                                         Findings& findings) {
    std::vector<Result<CheckedCheckpoint>> out;
    for (std::size_t i = 0; i < evidence.proofs().checkpoints().size(); ++i) {
        const auto judge = [&]() -> Result<CheckedCheckpoint> {
            return tlog.evaluate(TRY(Note::parse(evidence.proofs().checkpoints()[i])));
        };
        auto checked = judge();
        if (!checked) {
            findings.error(checkpoint_name(i), checked.error());
        } else {
            const auto& head = checked->head();
            const auto& origin = checked->checkpoint().origin().text();
            if (const auto enough = checked->satisfies(LogKeys::All); !enough)
                findings.add(
                    checkpoint_name(i),
                    enough.error().kind() == ErrorKind::PolicyUnmet ? LinkState::CannotBeChecked : LinkState::Fails,
                    enough.error().message());
            else
                findings.holds(checkpoint_name(i),
                               quote(origin) + ", size " + head.size.render() +
                                   ", signed with every key of the policy and cosigned by " +
                                   count_of(count_witnesses(*checked, tlog), "witness", "witnesses") +
                                   (checked->quorum_time() ? ", quorum at " + checked->quorum_time()->render() : ""));
        }
        out.push_back(std::move(checked));
    }
    return out;
}

/// Whether the evidence's own proofs show two histories of one log.
void check_one_history(const Evidence& evidence, const TlogPolicy& tlog,
                       const std::vector<Result<CheckedCheckpoint>>& checked, Findings& findings) {
    std::vector<const CheckedCheckpoint*> reliable;
    for (const auto& each : checked) reliable.push_back(each ? &*each : nullptr);
    const auto proof = find_fork(evidence, reliable);
    const auto fork = proof ? std::optional(proof->check(tlog)) : std::nullopt;
    if (fork && *fork) findings.add("one history", LinkState::Equivocates, (*fork)->describe());
}

/// Quorums that need not share a witness let one log show two histories, each with a quorum.
void check_overlap(const TlogPolicy& tlog, Findings& findings) {
    if (tlog.smallest_overlap() == 0) findings.remark("policy: quorum", tlog.describe_overlap());
}

/// A witness in the custodian's own hand is no witness.
void check_independence(const TlogPolicy& tlog, const Identity& custodian, Findings& findings) {
    for (const auto& witness : tlog.witnesses())
        for (const auto& key : custodian.keys())
            if (key.public_key == encode_base64(witness.key.key().bytes()))
                findings.fails("witnesses", "the witness " + quote(witness.name) + " is a key of the custodian " +
                                                custodian.describe());
}

class LogCheck {
public:
    LogCheck(const Evidence& evidence, const CheckInput& input, const TlogPolicy& tlog, const Chain& chain,
             const Trust& trust, Exhibits& exhibits, Findings& findings)
        : chain_(chain),
          evidence_(evidence),
          input_(input),
          tlog_(tlog),
          trust_(trust),
          exhibits_(exhibits),
          findings_(findings),
          checkpoints_(judge_checkpoints(evidence, tlog, findings)) {
        check_one_history(evidence, tlog, checkpoints_, findings);
    }

    /// Whose log each one must be: the log of the agreement that the evidence rests on.
    void bind_logs(const Identity& custodian) {
        check_independence(tlog_, custodian, findings_);
        std::set<std::string> origins;
        for (const auto& checked : checkpoints_)
            if (checked) origins.insert(checked->checkpoint().origin().text());
        if (origins.size() > 1)
            findings_.fails("one log", "its proofs are of " + count_of(origins.size(), "log") + ", " +
                                           join(std::vector<std::string>(origins.begin(), origins.end()), " and ") +
                                           ": an order across logs proves nothing, and a custodian has one log");
        for (const auto& origin : origins)
            findings_.status(
                "log keys", check_log_keys(tlog_, origin, custodian),
                "every key the policy lists for " + quote(origin) + " is a log key of " + custodian.describe());
    }

    /// One proof, whether the chain walks over its statement or not.
    void check_proof(const StatementProof& proof) {
        const auto object = evidence_.objects().find(proof.statement);
        if (object == evidence_.objects().end()) {
            findings_.fails("log", "there is a proof of a statement that is not in the evidence");
            return;
        }
        const auto kind = object->second.kind();
        const auto name = "log: " + std::string(kind ? name_of(*kind) : "object");
        const auto& checked = checkpoints_[proof.checkpoint];
        if (!checked) {
            findings_.missing(name,
                              "its proof is under " + checkpoint_name(proof.checkpoint) + ", which does not hold");
            return;
        }
        const auto where =
            "leaf " + std::to_string(proof.index) + " of " + quote(checked->checkpoint().origin().text());
        const auto verify = [&]() -> Status {
            const auto index = TRY(LeafIndex::from(proof.index));
            return verify_inclusion({index, leaf_hash(object->second.salted().leaf())}, proof.path, checked->head());
        };
        if (const auto included = verify(); !included) {
            findings_.error(name, Error(included.error()).within("it is not " + where));
            return;
        }
        origin_ = checked->checkpoint().origin().text();
        const auto time = checked->satisfies(LogKeys::All) ? checked->quorum_time() : std::nullopt;
        if (const auto at = exhibits_.all().find(proof.statement); at != exhibits_.all().end()) {
            origins_[proof.statement] = origin_;
            at->second.index = proof.index;
            at->second.proven = time;
        }
        findings_.holds(name, where + (time ? ", there by " + time->render() : ""));
    }

    /// What a statement's proof says, all proofs read.
    void check_place(const Exhibit& exhibit) {
        const auto kind = std::string(name_of(exhibit.kind()));
        const bool proof = evidence_.proofs().find(exhibit.statement.id()) != nullptr;
        if (!proof && input_.pending.contains(exhibit.statement.id())) {
            findings_.remark("log: " + kind, "it is not logged yet");
            check_validity(exhibit, input_.as_of);
        } else if (!proof && chain_.earlier.contains(exhibit.statement.id())) {
            findings_.remark("log: " + kind, "the evidence holds no proof that this earlier " + kind + " is in a log");
        } else if (!proof) {
            findings_.missing("log: " + kind,
                              "signed, not logged: the evidence holds no proof that the " + kind + " is in a log");
        } else if (exhibit.index && !exhibit.proven) {
            findings_.missing("time: " + kind,
                              "no quorum of witnesses says when the log had it, and its signer's word is no time");
        } else if (exhibit.proven) {
            check_time_and_order(exhibit, kind);
        }
    }

    /// A root may endorse a time that is past, as it must to renew. Nothing logs an endorsement, so that it was given
    /// before it was needed is the root's word; where even that word says otherwise, the report says so.
    void tell_endorsed_later() {
        findings_.remark("endorsements",
                         "no log proves when a root gave them: a root of the policy is believed about the past too");
        std::set<IdentityId> told;
        for (const auto& [id, exhibit] : exhibits_.all())
            for (const auto& signer : exhibit.statement.signers())
                if (exhibit.proven && told_later(exhibit, signer) && told.insert(signer).second)
                    findings_.remark("endorsement: " + trust_.describe(signer),
                                     "by its own word a root endorsed it only after its " +
                                         std::string(name_of(exhibit.kind())) + " was in the log, by " +
                                         exhibit.proven->render());
    }

    const std::string& origin() const { return origin_; }

private:
    /// Whether every endorsement that counts for a statement says that it was given after the log had that.
    bool told_later(const Exhibit& exhibit, const IdentityId& signer) const {
        const auto* endorsers = trust_.endorsers(signer);
        if (endorsers == nullptr) return false;
        bool counts = false;
        for (const auto& word : endorsers->words()) {
            if (!word.endorsement.validity.contains(*exhibit.proven)) continue;
            if (word.endorsement.time.seconds() <= exhibit.proven->seconds() + kClocksApartSeconds) return false;
            counts = true;
        }
        return counts;
    }

    void check_time_and_order(const Exhibit& exhibit, const std::string& kind) {
        for (const auto& link : exhibit.links()) {
            const auto* before = exhibits_.at(link);
            if (before == nullptr || origin_of(*before) != origin_of(exhibit)) continue;
            if (before->index && *before->index >= *exhibit.index)
                findings_.fails("log: " + kind, "it is at leaf " + std::to_string(*exhibit.index) + ", before the " +
                                                    std::string(name_of(before->kind())) + " it rests on");
        }
        if (exhibit.proven->seconds() > input_.as_of.seconds() + kClocksApartSeconds)
            findings_.missing("time: " + kind, "it is known to be in the log by " + exhibit.proven->render() +
                                                   ", after the time this is judged as of, " + input_.as_of.render());
        check_validity(exhibit, *exhibit.proven);
        // The log's time is an upper bound: a later checkpoint must not give a signer a time in which it counts.
        check_counted_when_signed(exhibit);
    }

    /// The log that its proof is of; empty without one.
    std::string origin_of(const Exhibit& exhibit) const {
        const auto at = origins_.find(exhibit.statement.id());
        return at == origins_.end() ? std::string() : at->second;
    }

    void check_counted_when_signed(const Exhibit& exhibit) {
        const auto claimed = exhibit.statement.claimed_time();
        const auto later = Time::from_seconds(claimed.seconds() + kClocksApartSeconds);
        for (const auto& signer : exhibit.statement.signers()) {
            const auto then = trust_.valid_at(signer, claimed);
            if (!then && !(later && trust_.valid_at(signer, *later)))
                findings_.error("validity: " + std::string(name_of(exhibit.kind())) + ", when it was signed",
                                then.error());
        }
    }

    void check_validity(const Exhibit& exhibit, Time time) {
        for (const auto& signer : exhibit.statement.signers())
            if (const auto valid = trust_.valid_at(signer, time); !valid)
                findings_.error("validity: " + std::string(name_of(exhibit.kind())), valid.error());
    }

    const Chain& chain_;
    const Evidence& evidence_;
    const CheckInput& input_;
    const TlogPolicy& tlog_;
    const Trust& trust_;
    Exhibits& exhibits_;
    Findings& findings_;
    std::vector<Result<CheckedCheckpoint>> checkpoints_;
    std::string origin_;
    std::map<StatementId, std::string> origins_;  ///< of the statements whose proof holds
};

}  // namespace

std::string check_log(const Evidence& evidence, const CheckInput& input, const TlogPolicy& tlog, const Chain& chain,
                      const Trust& trust, Exhibits& exhibits, Findings& findings) {
    check_overlap(tlog, findings);
    LogCheck check(evidence, input, tlog, chain, trust, exhibits, findings);
    if (chain.terms() != nullptr)
        if (const auto* custodian = trust.book().find(chain.terms()->custodian)) check.bind_logs(*custodian);
    for (const auto& proof : evidence.proofs().proofs()) check.check_proof(proof);
    for (const auto& [id, exhibit] : exhibits.all()) check.check_place(exhibit);
    check.tell_endorsed_later();
    return check.origin();
}

}  // namespace assay::crypto
