// SPDX-License-Identifier: Apache-2.0
#include "crypto/evidence/gather.hpp"

namespace assay::crypto {

Status add_party(Evidence& evidence, const IdentityFile& party, const Policy& policy) {
    TRY(evidence.add(party.statement()));
    for (const auto& endorsed : party.endorsements()) {
        const auto root = TRY(peek_link(endorsed.root.envelope));
        if (!policy.roots.contains(IdentityId(root.sha256.array()))) continue;
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
