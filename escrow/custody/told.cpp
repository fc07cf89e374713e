// SPDX-License-Identifier: Apache-2.0
#include "crypto/record/acceptance.hpp"
#include "escrow/custody/completeness.hpp"
#include "escrow/custody/custody.hpp"
#include "escrow/custody/records.hpp"

#include <algorithm>

namespace assay::escrow {

using crypto::IdentityId;

Result<Bytes> Custody::sealed_to(const IdentityId& party, const crypto::DepositId& id) const {
    using Purpose = crypto::SealedObject::Purpose;
    const auto known = TRY(catalogue_->deposit(id));
    const auto purpose = party == known->deposit.vendor ? Purpose::VendorFile : Purpose::RoomFile;
    const auto* object = known->deposit.sealed_to(party, purpose);
    if (object == nullptr)
        return fail(ErrorKind::Refused, "nothing in the deposit " + crypto::render_deposit_id(id).substr(0, 16) +
                                            " is sealed to " + crypto::short_id(party) +
                                            ": it is to its vendor and the rooms of its agreement");
    return find_sealed(*vault_, known->deposit, *object);
}

/// What evidence of a verdict on a deposit may need: no access, and no export that no room has accepted. However often
/// a room has shown a source, or fetched it, evidence can be made.
Result<std::vector<crypto::StatementId>> Custody::needed_for_evidence(const crypto::DepositId& id) const {
    const auto known = TRY(catalogue_->deposit(id));
    std::vector<std::pair<crypto::StatementId, crypto::StatementKind>> all;  // not what they hold: that has no bound
    std::set<crypto::StatementId> accepted;
    for (const auto& each : TRY(register_->about(id))) {
        const auto kept = TRY(register_->find(each));
        if (!kept) return corrupt_tables("a statement about a deposit is not there");
        if (kept->kind == crypto::StatementKind::Acceptance) {
            const auto statement = TRY(crypto::Statement::open(kept->salted(), known->agreement->book()));
            accepted.insert(TRY(crypto::Acceptance::parse(statement)).exported.id());
        }
        if (kept->kind != crypto::StatementKind::Access) all.emplace_back(each, kept->kind);
    }
    std::vector<crypto::StatementId> out;
    for (const auto& [each, kind] : all)
        if (kind != crypto::StatementKind::Export || accepted.contains(each)) out.push_back(each);
    return out;
}

Result<DepositStatements> Custody::statements(const IdentityId& party, const crypto::DepositId& id) {
    const auto doing = "what was said of " + crypto::render_deposit_id(id).substr(0, 16);
    auto held = TRY(receipt(id));
    DepositStatements out{std::move(held), {}, {}};
    auto ids = TRY(needed_for_evidence(id));
    for (const auto& chained : TRY(catalogue_->beside(id))) {
        const auto concerns = check_concerns(party, crypto::DepositId(chained.deposit.array()));
        if (concerns)
            ids.push_back(chained.id);
        else if (concerns.error().kind() != ErrorKind::NotFound)
            return fail(Error(concerns.error()));
    }
    const auto too_much = [&] { return fail(ErrorKind::Limit, doing + ": it is more than one answer takes"); };
    if (ids.size() > DepositStatements::kStatementsMax) return too_much();
    std::size_t bytes = 0;
    for (const auto& each : ids) {
        const auto kept = TRY(register_->find(each));
        if (!kept) return corrupt_tables("a statement about a deposit is not there");
        out.statements.push_back(kept->statement);
        auto& statement = out.statements.back();
        std::erase_if(statement.closed, [&](const auto& part) { return part.to != party; });
        bytes += statement.statement.envelope.size();
        for (const auto& part : statement.closed) bytes += part.file.size();
        if (bytes > DepositStatements::kBytesMax) return too_much();
    }
    out.proofs = TRY_WITHIN(doing, register_->prove(ids, options_.quorum));
    return out;
}

}  // namespace assay::escrow
