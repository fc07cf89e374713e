// SPDX-License-Identifier: Apache-2.0
#include "crypto/evidence/gather.hpp"

#include "crypto/evidence/endorsed.hpp"

namespace assay::crypto {

Status add_party(Evidence& evidence, const IdentityFile& party, const Policy& policy) {
    TRY(evidence.add(party.statement()));
    const auto endorsers = TRY(Endorsers::of(party, policy));
    std::set<StatementId> needed;
    for (const auto* word : endorsers.needed()) needed.insert(word->id);
    for (const auto& endorsed : party.endorsements()) {
        if (!needed.contains(id_of(TRY(peek_link(endorsed.word.envelope))))) continue;
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

}  // namespace assay::crypto
