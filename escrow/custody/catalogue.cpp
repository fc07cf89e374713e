// SPDX-License-Identifier: Apache-2.0
#include "escrow/custody/catalogue.hpp"

#include "base/core/text.hpp"
#include "crypto/record/acceptance.hpp"
#include "crypto/record/export.hpp"

namespace assay::escrow {

namespace {

using crypto::DepositId;
using crypto::StatementId;
using crypto::StatementKind;

constexpr std::size_t kAgreementsMax = 64, kDepositsMax = 512, kStatesMax = 4096;

Error not_here(const DepositId& id) {
    return {ErrorKind::NotFound, "the deposit " + crypto::render_deposit_id(id) + " is not here"};
}

}  // namespace

Catalogue::Catalogue(const Vault& vault, const Register& statements)
    : vault_(vault), register_(statements), agreements_(kAgreementsMax), deposits_(kDepositsMax), states_(kStatesMax) {}

Result<std::shared_ptr<const crypto::AgreementFile>> Catalogue::agreement(const StatementId& id) const {
    if (auto known = agreements_.find(id)) return known;
    const auto text = TRY(vault_.get(Table::Agreements, key_of(id)));
    if (!text)
        return fail(ErrorKind::NotFound, "the agreement " + crypto::hex(id).substr(0, 12) + " is not known here");
    auto file = crypto::AgreementFile::parse(text_of(*text));
    if (!file) return fail(std::move(file).error().within("the custodian's tables").as(ErrorKind::Corrupt));
    if (crypto::id_of(file->link()) != id) return corrupt_tables("an agreement is filed under another id");
    return agreements_.put(id, std::move(*file));
}

void Catalogue::renewed(const crypto::AgreementFile& agreement) const {
    agreements_.put(crypto::id_of(agreement.link()), agreement);
    deposits_.clear();  // each has its agreement beside it
}

Result<std::shared_ptr<const KeptDeposit>> Catalogue::deposit(const DepositId& id) const {
    if (auto known = deposits_.find(id)) return known;
    return deposits_.put(id, TRY(open_deposit(id)));
}

Result<std::shared_ptr<const crypto::AgreementFile>> Catalogue::agreement_of(const DepositId& id) const {
    const auto value = TRY(vault_.get(Table::Deposits, key_of(id)));
    if (!value) return fail(not_here(id));
    return agreement(TRY(DepositNote::decode(*value)).agreement);
}

Result<KeptDeposit> Catalogue::open_deposit(const DepositId& id) const {
    const auto kept = TRY(register_.find(StatementId(id.array())));
    if (!kept || kept->kind != StatementKind::Deposit) return fail(not_here(id));
    const auto value = TRY(vault_.get(Table::Deposits, key_of(id)));
    if (!value) return corrupt_tables("a deposit's agreement is not noted");
    const auto note = TRY(DepositNote::decode(*value));
    auto terms = TRY(agreement(note.agreement));
    auto statement = TRY(crypto::Statement::open(kept->salted(), terms->book()));
    auto deposit = TRY(crypto::Deposit::parse(statement));
    return KeptDeposit{.statement = std::move(statement),
                       .deposit = std::move(deposit),
                       .piece_bytes = note.piece_bytes,
                       .agreement = std::move(terms)};
}

Result<std::vector<DepositId>> Catalogue::held() const {
    std::vector<DepositId> noted;
    TRY(vault_.for_each(Table::Deposits, "", [&](std::string_view key, ByteView) -> Status {
        noted.push_back(TRY(id_of_key<DepositId>(key)));
        return {};
    }));
    std::vector<DepositId> out;
    for (const auto& id : noted)
        if (TRY(held_statement(id))) out.push_back(id);
    return out;
}

Result<std::optional<KeptStatement>> Catalogue::held_statement(const DepositId& id) const {
    const auto value = TRY(vault_.get(Table::Deposits, key_of(id)));
    if (!value) return std::optional<KeptStatement>();
    const auto note = TRY(DepositNote::decode(*value));
    // Until its leaf is in the log nothing has been said.
    if (!TRY(register_.is_logged(note.held))) return std::optional<KeptStatement>();
    return register_.find(note.held);
}

Result<std::shared_ptr<const DepositState>> Catalogue::state(const DepositId& id) const {
    const auto statements = TRY(register_.about(id));
    // Statements about a deposit only ever become more.
    if (auto known = states_.find(id); known && known->events.size() == statements.size()) return known;
    return states_.put(id, TRY(derive_state(id, statements)));
}

Result<DepositState> Catalogue::derive_state(const DepositId& id, const std::vector<StatementId>& statements) const {
    const auto known = TRY(deposit(id));
    const auto& agreement = *known->agreement;
    DepositState out{.summary = {.id = id,
                                 .vendor = known->deposit.vendor,
                                 .vendor_name = agreement.book().find(known->deposit.vendor)->describe(),
                                 .agreement = crypto::id_of(agreement.link()),
                                 .deposit_class = known->deposit.deposit_class,
                                 .piece_count = known->deposit.piece_count,
                                 .sealed_bytes = known->deposit.sealed_bytes,
                                 .stage = DepositStage::Held,
                                 .verdict = std::nullopt},
                     .events = {}};
    for (const auto& statement_id : statements) {
        const auto kept = TRY(register_.find(statement_id));
        if (!kept) return corrupt_tables("a statement about a deposit is not there");
        const auto statement = TRY(crypto::Statement::open(kept->salted(), agreement.book()));
        out.events.push_back(TRY(event_of(statement, agreement, out.summary)));
    }
    return out;
}

Result<DepositState::Event> Catalogue::event_of(const crypto::Statement& statement,
                                                const crypto::AgreementFile& agreement, DepositSummary& summary) const {
    const auto describe = [&](const crypto::IdentityId& id) {
        const auto* identity = agreement.book().find(id);
        return identity == nullptr ? crypto::short_id(id) : identity->describe();
    };
    const auto index = TRY(register_.index_of(statement.id()));
    DepositState::Event out{.kind = statement.kind(),
                            .id = statement.id(),
                            .signer = describe(statement.named_signers().front()),
                            .claimed_time = statement.claimed_time(),
                            .index = index,
                            .detail = {}};
    switch (statement.kind()) {
        case StatementKind::Acceptance: summary.stage = DepositStage::Accepted; break;
        case StatementKind::Export: out.detail = "to " + describe(TRY(crypto::Export::parse(statement)).room); break;
        case StatementKind::Refusal:
            summary.stage = DepositStage::Refused;
            out.detail = join(TRY(crypto::Refusal::parse(statement)).reasons, ", ");
            break;
        case StatementKind::Verdict:
            summary.stage = DepositStage::Judged;
            summary.verdict = TRY(crypto::Verdict::parse(statement)).verdict;
            out.detail = std::string(crypto::name_of(*summary.verdict));
            break;
        default: break;
    }
    // The last word counts: another room's may follow a verdict.
    if (summary.stage != DepositStage::Judged) summary.verdict = std::nullopt;
    return out;
}

}  // namespace assay::escrow
