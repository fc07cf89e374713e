// SPDX-License-Identifier: Apache-2.0
#include "escrow/custody/catalogue.hpp"

#include "base/core/text.hpp"
#include "crypto/record/acceptance.hpp"
#include "crypto/record/export.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

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
    if (file->link().id() != id) return corrupt_tables("an agreement is filed under another id");
    return agreements_.put(id, std::move(*file));
}

void Catalogue::renewed(const crypto::AgreementFile& agreement) const {
    agreements_.put(agreement.link().id(), agreement);
    deposits_.clear();  // each has its agreement beside it
}

Result<std::shared_ptr<const KeptDeposit>> Catalogue::deposit(const DepositId& id) const {
    if (auto known = deposits_.find(id)) return known;
    return deposits_.put(id, TRY(open_deposit(id)));
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
    // Statements only ever become more, here or in the chains these are in.
    const auto statements = TRY(register_.about(id));
    auto known = states_.find(id);
    if (!known || known->state.events.size() != statements.size() || !are_current(known->chains))
        known = states_.put(id, TRY(derive_state(id, statements)));
    return std::shared_ptr<const DepositState>(known, &known->state);
}

void Catalogue::chains_grew(const std::set<std::string>& prefixes) const {
    const std::lock_guard lock(chains_mutex_);
    for (const auto& prefix : prefixes) ++chains_[prefix];
}

std::uint64_t Catalogue::version_of(const std::string& prefix) const {
    const std::lock_guard lock(chains_mutex_);
    const auto at = chains_.find(prefix);
    return at == chains_.end() ? 0 : at->second;
}

bool Catalogue::are_current(const std::map<std::string, std::uint64_t>& chains) const {
    return std::ranges::all_of(chains, [&](const auto& each) { return version_of(each.first) == each.second; });
}

std::map<std::string, std::uint64_t> Catalogue::versions_of(const std::vector<SaidOfDeposit>& said) const {
    std::map<std::string, std::uint64_t> out;
    for (const auto& each : said) {
        if (!each.chain) continue;
        const auto prefix = chain_prefix(each.signer, each.chain->tag);
        out.emplace(prefix, version_of(prefix));
    }
    return out;
}

Result<std::vector<ChainedStatement>> Catalogue::read_chains(const std::map<std::string, std::uint64_t>& chains) const {
    std::vector<ChainedStatement> out;
    for (const auto& [prefix, version] : chains)
        TRY(vault_.for_each(Table::Chains, prefix, [&](std::string_view key, ByteView value) -> Status {
            out.push_back(TRY(decode_chained(key, value)));
            return {};
        }));
    return out;
}

Result<std::vector<ChainedStatement>> Catalogue::beside(const DepositId& id) const {
    TRY(state(id));
    const auto known = states_.find(id);
    std::vector<ChainedStatement> out;
    if (!known) return out;
    for (const auto& chain : known->chains) {
        auto chained = TRY(read_chains({chain}));
        std::ranges::sort(chained, {}, &ChainedStatement::ordinal);
        if (chained.size() > crypto::ChainPlace::kShownLeast)
            chained.erase(chained.begin(), chained.end() - crypto::ChainPlace::kShownLeast);
        std::ranges::copy_if(chained, std::back_inserter(out),
                             [&](const auto& each) { return each.deposit != StatementId(id.array()); });
    }
    return out;
}

Result<Catalogue::RememberedState> Catalogue::derive_state(const DepositId& id,
                                                           const std::vector<StatementId>& statements) const {
    const auto known = TRY(deposit(id));
    const auto& agreement = *known->agreement;
    DepositState out{.summary = {.id = id,
                                 .vendor = known->deposit.vendor,
                                 .vendor_name = agreement.book().find(known->deposit.vendor)->describe(),
                                 .time = known->deposit.time,
                                 .agreement = agreement.link().id(),
                                 .deposit_class = known->deposit.deposit_class,
                                 .piece_count = known->deposit.piece_count,
                                 .sealed_bytes = known->deposit.sealed_bytes,
                                 .stage = DepositStage::Held,
                                 .verdicts = {},
                                 .conflicts = 0,
                                 .remarks = 0},
                     .events = {},
                     .conflicts = {}};
    std::vector<crypto::Statement> opened;
    std::vector<SaidOfDeposit> said;
    for (const auto& statement_id : statements) {
        const auto kept = TRY(register_.find(statement_id));
        if (!kept) return corrupt_tables("a statement about a deposit is not there");
        opened.push_back(TRY(crypto::Statement::open(kept->salted(), agreement.book())));
        said.push_back(TRY(SaidOfDeposit::of(opened.back())));
    }
    // The versions first: what comes in while the chains are read makes the state old again.
    auto chains = versions_of(said);
    auto conflicts = find_conflicts(said, TRY(read_chains(chains)));
    for (const auto& statement : opened) {
        auto event = TRY(event_of(statement, agreement));
        event.counts = conflicts.counts(statement.id());
        out.events.push_back(std::move(event));
    }
    TRY(derive_stage(opened, conflicts, out.summary));
    out.summary.conflicts = conflicts.exclusions();
    out.summary.remarks = conflicts.found.size() - conflicts.exclusions();
    out.conflicts = std::move(conflicts.found);
    return RememberedState{std::move(chains), std::move(out)};
}

/// The worst answer counts, whichever was given last: a verdict hides no other, and of two rooms the one that refuses.
/// What a conflict makes void is only ever favourable.
Status Catalogue::derive_stage(const std::vector<crypto::Statement>& statements, const Conflicts& conflicts,
                               DepositSummary& summary) {
    std::map<crypto::IdentityId, DepositStage> answers;
    for (const auto& statement : statements) {
        if (!conflicts.counts(statement.id())) continue;
        const auto& signer = statement.named_signers().front();
        if (statement.kind() == StatementKind::Acceptance) answers.insert_or_assign(signer, DepositStage::Accepted);
        if (statement.kind() == StatementKind::Refusal) answers.insert_or_assign(signer, DepositStage::Refused);
        if (statement.kind() == StatementKind::Verdict)
            summary.verdicts.push_back(TRY(crypto::Verdict::parse(statement)).verdict);
    }
    std::ranges::sort(summary.verdicts, std::ranges::greater());
    for (const auto& [room, answer] : answers) summary.stage = std::max(summary.stage, answer);
    if (!summary.verdicts.empty()) summary.stage = DepositStage::Judged;
    return {};
}

Result<DepositState::Event> Catalogue::event_of(const crypto::Statement& statement,
                                                const crypto::AgreementFile& agreement) const {
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
        case StatementKind::Export: out.detail = "to " + describe(TRY(crypto::Export::parse(statement)).room); break;
        case StatementKind::Refusal: out.detail = join(TRY(crypto::Refusal::parse(statement)).reasons, ", "); break;
        case StatementKind::Verdict:
            out.detail = std::string(crypto::name_of(TRY(crypto::Verdict::parse(statement)).verdict));
            break;
        default: break;
    }
    return out;
}

}  // namespace assay::escrow
