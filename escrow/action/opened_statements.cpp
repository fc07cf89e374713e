// SPDX-License-Identifier: Apache-2.0
#include "escrow/action/opened_statements.hpp"

#include "crypto/record/agreement.hpp"
#include "crypto/record/deposit.hpp"
#include "escrow/action/own_deposit.hpp"
#include "escrow/custody/submission.hpp"

#include <algorithm>

namespace assay::escrow {

namespace {

using crypto::Statement;
using crypto::StatementId;

Result<Statement> in_receipt(const crypto::Evidence& receipt, const StatementId& id, const crypto::IdentityBook& book) {
    const auto* object = receipt.find(id);
    if (object == nullptr)
        return fail(ErrorKind::Unproven, "the receipt lacks the statement " + crypto::hex(id).substr(0, 12));
    return Statement::open(*object, book);
}

/// The terms that the deposit's statement names.
Result<crypto::Agreement> terms_of(const crypto::Evidence& receipt, const StatementId& deposit,
                                   const crypto::IdentityBook& book) {
    const auto statement = TRY(in_receipt(receipt, deposit, book));
    const auto link = TRY(crypto::Deposit::parse(statement)).agreement;
    const auto agreement = TRY(in_receipt(receipt, link.id(), book));
    if (agreement.link() != link) return fail(ErrorKind::Untrusted, "the deposit is under another agreement");
    return crypto::Agreement::parse(agreement, book);
}

/// Opens the statements of one deposit one after the other.
class Opening {
public:
    Opening(const OwnDeposits& own, const StatementId& deposit, crypto::Agreement terms, OpenedStatements& out)
        : own_(own), deposit_(deposit), terms_(std::move(terms)), out_(out) {}

    Status open(const storage::OutgoingStatement& outgoing) {
        auto statement = TRY(Statement::open(outgoing.statement, out_.book));
        const auto id = statement.id();
        // The deposit's own statement is here with what its sealed file holds.
        if (out_.known.contains(id)) return {};
        crypto::OpenedStatement opened{outgoing.statement, {}};
        if (const auto kind = submitted_kind(statement.kind())) {
            const auto submission = TRY((*kind)->read(statement));
            auto closed = closed_part(outgoing, statement, submission.sealed);
            if (closed)
                opened.closed = std::move(*closed);
            else
                note("the closed part of ", statement, std::move(closed).error());
            if (submission.deposit.id() == deposit_) take(std::move(statement), **kind);
        }
        out_.known.emplace(id, std::move(opened));
        return {};
    }

private:
    void take(Statement statement, const SubmittedKind& kind) {
        if (auto may = kind.may_sign(terms_, statement.signers().front()); !may)
            note("", statement, std::move(may).error());
        else
            out_.about.push_back(std::move(statement));
    }
    void note(const std::string& what, const Statement& statement, Error error) {
        out_.faults.push_back(std::move(error).within(what + "the " + std::string(crypto::name_of(statement.kind())) +
                                                      " " + crypto::hex(statement.id()).substr(0, 12)));
    }

    /// What of a statement is sealed to the party, if anything.
    Result<std::optional<crypto::ClosedPart>> closed_part(const storage::OutgoingStatement& outgoing,
                                                          const Statement& statement,
                                                          const std::vector<crypto::SealedPartRecord>& sealed) const {
        const auto named = std::ranges::find(sealed, own_.self(), &crypto::SealedPartRecord::to);
        if (named == sealed.end()) return std::optional<crypto::ClosedPart>();
        std::vector<crypto::SealedPart> mine;
        for (const auto& part : outgoing.closed)
            if (part.to == own_.self()) mine.push_back(part);
        TRY(crypto::check_sealed_parts(mine, {*named}));
        const auto plain = TRY(age_open(own_.seal(), mine.front().file));
        auto closed = TRY(crypto::ClosedPart::parse(text_of(plain.view())));
        const auto* commitments = statement.predicate().find("closed");
        if (commitments == nullptr) return fail(ErrorKind::Untrusted, "the statement commits to none");
        TRY(closed.check(*commitments));
        return std::optional(std::move(closed));
    }

    const OwnDeposits& own_;
    const StatementId deposit_;
    const crypto::Agreement terms_;
    OpenedStatements& out_;
};

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
    Opening opening(own, deposit, TRY_WITHIN(doing, terms_of(out.told.receipt, deposit, out.book)), out);
    for (const auto& each : out.told.statements) TRY_WITHIN(doing, opening.open(each));
    return out;
}

}  // namespace assay::escrow
