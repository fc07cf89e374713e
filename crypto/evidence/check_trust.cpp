// SPDX-License-Identifier: Apache-2.0
#include "base/core/text.hpp"
#include "crypto/evidence/examiner.hpp"

namespace assay::crypto {

namespace {

Status check_validity(const Identity& identity, Time time) {
    const auto& validity = identity.validity();
    if (validity.contains(time)) return {};
    return fail(ErrorKind::Untrusted, identity.describe() + " is valid from " + validity.from.render() + " until " +
                                          validity.until.render() + ", not at " + time.render());
}

}  // namespace

Trust::Trust(const Evidence& evidence, const Policy& policy, Findings& findings) : policy_(policy) {
    std::vector<std::pair<StatementId, const SaltedEnvelope*>> endorsements;
    for (const auto& [id, object] : evidence.objects()) {
        const auto kind = peek_kind(object.envelope);
        if (!kind) {
            findings.error("object " + short_id(IdentityId(id.array())), kind.error());
            continue;
        }
        if (*kind == StatementKind::Endorsement) endorsements.emplace_back(id, &object);
        if (*kind != StatementKind::Identity) continue;
        auto identity = Identity::open(object);
        if (identity)
            book_.add(std::move(*identity));
        else
            findings.error("identity " + short_id(IdentityId(id.array())), identity.error());
    }
    for (const auto& [id, identity] : book_.all()) {
        if (identity.role() != Role::Root) continue;
        if (policy.roots.contains(id))
            findings.holds("root: " + identity.name(), identity.describe() + " is a root of the policy");
        else
            findings.fails("root: " + identity.name(), "the evidence brings its own root, " + identity.describe() +
                                                           ", which the policy does not name");
    }
    std::set<std::pair<IdentityId, IdentityId>> given;
    for (const auto& [id, object] : endorsements) {
        const auto name = "endorsement " + short_id(IdentityId(id.array()));
        const auto statement = Statement::open(*object, book_);
        if (!statement) {
            findings.error(name, statement.error());
            continue;
        }
        const auto endorsement = Endorsement::parse(*statement);
        if (!endorsement) {
            findings.error(name, endorsement.error());
            continue;
        }
        const IdentityId subject(endorsement->identity.sha256.array());
        const auto* party = book_.find(subject);
        if (!policy.roots.contains(endorsement->root))
            findings.fails(
                name, "it is by " + book_.find(endorsement->root)->describe() + ", which is no root of the policy");
        else if (party == nullptr || party->link() != endorsement->identity)
            findings.fails(name, "it is about an identity that is not in the evidence");
        else if (party->role() != endorsement->role)
            findings.fails(name, "it endorses " + party->describe() + " as " + std::string(name_of(endorsement->role)));
        else if (!given.emplace(endorsement->root, subject).second)
            findings.fails(name, "it is the second endorsement of " + party->describe() + " by one root");
        else
            words_[subject].push_back({*endorsement, id});
    }
}

void Trust::reach(const IdentityId& id, Findings& findings) {
    if (!seen_.insert(id).second) return;
    const auto* identity = book_.find(id);
    if (identity == nullptr) return;  // whoever opened the statement has said so
    reached_.insert(StatementId(id.array()));
    const auto words = words_.find(id);
    if (words == words_.end()) {
        findings.missing("identity: " + identity->name(), "no root of the policy endorses " + identity->describe());
        return;
    }
    std::string by;
    for (const auto& word : words->second) {
        reached_.insert(word.id);
        reached_.insert(StatementId(word.endorsement.root.array()));
        by += (by.empty() ? "" : " and ") + book_.find(word.endorsement.root)->describe();
    }
    findings.holds("identity: " + identity->name(), identity->describe() + " is endorsed by " + by);
}

Status Trust::valid_at(const IdentityId& id, Time time) const {
    const auto* identity = book_.find(id);
    if (identity == nullptr)
        return fail(ErrorKind::Unproven, "the identity " + short_id(id) + " is not in the evidence");
    TRY(check_validity(*identity, time));
    const auto words = words_.find(id);
    if (words == words_.end())
        return fail(ErrorKind::Unproven, "no root of the policy endorses " + identity->describe());
    // A root that is no longer valid endorses nobody, whatever its words say of themselves.
    std::optional<Error> by_another_time;
    for (const auto& word : words->second) {
        if (!word.endorsement.validity.contains(time)) continue;
        auto root = check_validity(*book_.find(word.endorsement.root), time);
        if (root) return {};
        by_another_time =
            Error(root.error().kind(),
                  identity->describe() + " is endorsed by a root out of its time: " + root.error().message());
    }
    if (by_another_time) return fail(std::move(*by_another_time));
    return fail(ErrorKind::Untrusted, "no root's endorsement of " + identity->describe() + " covers " + time.render());
}

}  // namespace assay::crypto
