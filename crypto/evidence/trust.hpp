// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/evidence/endorsed.hpp"
#include "crypto/evidence/findings.hpp"

#include <set>

namespace assay::crypto {

/// Who is whom: the identities of the evidence, and which of them a root of the policy vouches for.
class Trust {
public:
    /// Opens every identity and endorsement of the evidence.
    Trust(const Evidence& evidence, const Policy& policy, Findings& findings);

    const IdentityBook& book() const { return book_; }
    /// A party in words, also where its identity is not here.
    std::string describe(const IdentityId& id) const {
        const auto* identity = book_.find(id);
        return identity != nullptr ? identity->describe() : short_id(id);
    }
    /// Whether a root of the policy vouches for a party, at whatever time.
    bool is_endorsed(const IdentityId& id) const {
        const auto at = endorsers_.find(id);
        return at != endorsers_.end() && !at->second.words().empty();
    }
    /// Says that a party acts in this chain, so that its identity is reached and must be vouched for.
    void reach(const IdentityId& id, Findings& findings);
    /// As Endorsers::valid_at, of the endorsements in the evidence. Errors: also Unproven for an unknown party.
    Status valid_at(const IdentityId& id, Time time) const;
    const std::set<StatementId>& reached() const { return reached_; }
    /// What the roots of the policy have said of a party, or null.
    const Endorsers* endorsers(const IdentityId& id) const {
        const auto at = endorsers_.find(id);
        return at == endorsers_.end() ? nullptr : &at->second;
    }

private:
    Status take_word(const StatementId& id, const UnverifiedStatement& object);

    IdentityBook book_;
    const Policy& policy_;
    std::map<IdentityId, Endorsers> endorsers_;
    std::set<StatementId> reached_;
    std::set<IdentityId> seen_;
};

}  // namespace assay::crypto
