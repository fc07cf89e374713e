// SPDX-License-Identifier: Apache-2.0
#include "escrow/action/opened_statements.hpp"

#include "escrow/action/own_deposit.hpp"

#include <algorithm>

namespace assay::escrow {

namespace {

using crypto::StatementId;

/// What of a statement is sealed to the party, if anything.
Result<std::optional<crypto::ClosedPart>> closed_part(const storage::OutgoingStatement& outgoing,
                                                      const crypto::Statement& statement, const OwnDeposits& own) {
    const auto mine = std::ranges::find(outgoing.closed, own.self(), &crypto::SealedPart::to);
    if (mine == outgoing.closed.end()) return std::optional<crypto::ClosedPart>();
    const auto plain = TRY(age_open(own.seal(), mine->file));
    auto closed = TRY(crypto::ClosedPart::parse(text_of(plain.view())));
    const auto* commitments = statement.predicate().find("closed");
    if (commitments == nullptr) return fail(ErrorKind::Untrusted, "the statement commits to none");
    TRY(closed.check(*commitments));
    return std::optional(std::move(closed));
}

Status open_one(const storage::OutgoingStatement& outgoing, const StatementId& deposit, const OwnDeposits& own,
                OpenedStatements& out) {
    auto statement = TRY(crypto::Statement::open(outgoing.statement, out.book));
    crypto::OpenedStatement opened{outgoing.statement, {}};
    auto closed = closed_part(outgoing, statement, own);
    if (closed)
        opened.closed = std::move(*closed);
    else
        out.unopened.push_back(std::move(closed).error().within("the closed part of the " +
                                                                std::string(crypto::name_of(statement.kind())) + " " +
                                                                crypto::hex(statement.id()).substr(0, 12)));
    // The deposit's own statement is here with what its sealed file holds.
    out.known.try_emplace(statement.id(), std::move(opened));
    if (!crypto::facts_of(statement.kind()).is_of_room) return {};
    const auto about = TRY(statement.subject());
    if (crypto::StatementLink(about.digest).id() == deposit) out.about.push_back(std::move(statement));
    return {};
}

}  // namespace

const crypto::ClosedPart* OpenedStatements::closed(const StatementId& id) const {
    const auto at = known.find(id);
    return at != known.end() && at->second.closed ? &*at->second.closed : nullptr;
}

Result<OpenedStatements> open_statements(const crypto::DepositId& id, const storage::KeyFolder& party,
                                         Custodian& custodian) {
    const auto doing = "what was said of " + crypto::render_deposit_id(id).substr(0, 16);
    const auto own = TRY(OwnDeposits::open(party, custodian));
    auto told = TRY(custodian.statements(party.identity().id(), id));
    auto book = TRY_WITHIN(doing, parties_of(told.receipt));
    OpenedStatements out{std::move(told), std::move(book), {}, {}, {}};
    const StatementId deposit(id.array());
    const auto file = TRY_WITHIN(doing, own.read(id, &out.told.receipt));
    out.known.insert_or_assign(deposit, crypto::OpenedStatement{*out.told.receipt.find(deposit), file.closed});
    for (const auto& each : out.told.statements) TRY_WITHIN(doing, open_one(each, deposit, own, out));
    return out;
}

}  // namespace assay::escrow
