// SPDX-License-Identifier: Apache-2.0
#include "base/core/text.hpp"
#include "crypto/evidence/examiner.hpp"

namespace assay::crypto {

Trust::Trust(const Evidence& evidence, const Policy& policy, Findings& findings) : policy_(policy) {
    std::vector<std::pair<StatementId, const UnverifiedStatement*>> endorsements;
    for (const auto& [id, object] : evidence.objects()) {
        const auto kind = object.kind();
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
    for (const auto& [id, object] : endorsements)
        if (const auto taken = take_word(id, *object); !taken)
            findings.error("endorsement " + short_id(IdentityId(id.array())), taken.error());
}

Status Trust::take_word(const StatementId& id, const UnverifiedStatement& object) {
    const auto statement = TRY(Statement::open(object, book_));
    const auto endorsement = TRY(Endorsement::parse(statement));
    const auto& root = *book_.find(endorsement.root);
    if (!policy_.roots.contains(root.id()) || root.role() != Role::Root)
        return fail(ErrorKind::Untrusted, "it is by " + root.describe() + ", which is no root of the policy");
    const IdentityId subject(endorsement.identity.id().array());
    const auto* party = book_.find(subject);
    if (party == nullptr) return fail(ErrorKind::Untrusted, "it endorses another identity than those in the evidence");
    return endorsers_.try_emplace(subject, *party).first->second.add({root, endorsement, id});
}

void Trust::reach(const IdentityId& id, Findings& findings) {
    if (!seen_.insert(id).second) return;
    const auto* identity = book_.find(id);
    if (identity == nullptr) return;  // reported when the statement was opened
    reached_.insert(StatementId(id.array()));
    const auto endorsers = endorsers_.find(id);
    if (endorsers == endorsers_.end() || endorsers->second.words().empty()) {
        findings.missing("identity: " + identity->name(), "no root of the policy endorses " + identity->describe());
        return;
    }
    std::map<std::string, std::size_t> by;
    for (const auto& word : endorsers->second.words()) {
        reached_.insert(word.id);
        reached_.insert(StatementId(word.root.id().array()));
        ++by[word.root.describe()];
    }
    std::vector<std::string> names;
    for (const auto& [root, count] : by)
        names.push_back(root + (count > 1 ? " (" + count_of(count, "endorsement") + ")" : ""));
    findings.holds("identity: " + identity->name(), identity->describe() + " is endorsed by " + join(names, " and "));
}

Status Trust::valid_at(const IdentityId& id, Time time) const {
    const auto* identity = book_.find(id);
    if (identity == nullptr)
        return fail(ErrorKind::Unproven, "the identity " + short_id(id) + " is not in the evidence");
    const auto endorsers = endorsers_.find(id);
    return endorsers != endorsers_.end() ? endorsers->second.valid_at(time) : Endorsers(*identity).valid_at(time);
}

}  // namespace assay::crypto
