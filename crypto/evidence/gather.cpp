// SPDX-License-Identifier: Apache-2.0
#include "crypto/evidence/gather.hpp"

#include "crypto/evidence/endorsed.hpp"

#include <algorithm>

namespace assay::crypto {

Status add_party(Evidence& evidence, const IdentityFile& party, const Policy& policy) {
    TRY(evidence.add(party.statement()));
    const auto endorsers = TRY(Endorsers::of(party, policy));
    std::set<StatementId> needed;
    for (const auto* word : endorsers.needed()) needed.insert(word->id);
    for (const auto& endorsed : party.endorsements()) {
        if (!needed.contains(TRY(peek_link(endorsed.word.envelope)).id())) continue;
        TRY(evidence.add(endorsed.root));
        TRY(evidence.add(endorsed.word));
    }
    return {};
}

Status add_agreement(Evidence& evidence, const AgreementFile& agreement, const Policy& policy) {
    TRY(evidence.add(agreement.statement()));
    for (const auto& party : agreement.identities()) TRY(add_party(evidence, party, policy));
    return {};
}

Result<Evidence> without_other_roots(const Evidence& evidence, const Policy& policy) {
    IdentityBook others;
    std::set<StatementId> dropped;
    const auto is_of = [](const UnverifiedStatement& object, StatementKind kind) {
        const auto its = object.kind();
        return its && *its == kind;
    };
    for (const auto& [id, object] : evidence.objects()) {
        if (!is_of(object, StatementKind::Identity)) continue;
        auto identity = TRY(Identity::open(object));
        if (identity.role() != Role::Root || policy.roots.contains(identity.id())) continue;
        others.add(std::move(identity));
        dropped.insert(id);
    }
    for (const auto& [id, object] : evidence.objects())
        if (is_of(object, StatementKind::Endorsement) && Statement::open(object, others)) dropped.insert(id);
    Evidence out(evidence.kind(), evidence.claim());
    for (const auto& [id, object] : evidence.objects())
        if (!dropped.contains(id)) out.add(object);
    for (const auto& [id, fields] : evidence.disclosures())
        for (const auto& [name, disclosure] : fields) out.disclose(id, name, disclosure);
    for (const auto& proof : evidence.proofs().proofs())
        if (!dropped.contains(proof.statement))
            out.prove(proof.statement, proof.index, proof.path, evidence.proofs().checkpoint_of(proof));
    return out;
}

Result<Evidence> for_reader(const Evidence& evidence, const Policy& policy) {
    const bool is_known = std::ranges::any_of(
        policy.roots, [&](const auto& root) { return evidence.find(StatementId(root.array())) != nullptr; });
    return is_known ? without_other_roots(evidence, policy) : evidence;
}

}  // namespace assay::crypto
