// SPDX-License-Identifier: Apache-2.0
#include "base/core/text.hpp"
#include "crypto/statement/acceptance.hpp"
#include "crypto/statement/verdict.hpp"
#include "escrow/custody/custody.hpp"

#include <algorithm>

namespace assay::escrow {

using crypto::StatementKind;

namespace {

crypto::DepositId deposit_of_key(std::string_view key) { return crypto::DepositId::copy_of(decode_hex(key).value_or(Bytes())); }

}  // namespace

Result<DepositState> Custody::state_of(const Known& known) const {
    DepositState out{crypto::deposit_id_of(known.statement.link()), known.deposit, "prepared", {}};
    for (const auto& kept : TRY(register_->about(out.id))) {
        const auto& envelope = kept.statement.statement.envelope;
        const auto statement = TRY(crypto::Statement::open(envelope, known.agreement.book()));
        DepositState::Event event{statement.kind(), statement.id(), known.agreement.book().find(statement.named_signers().front())->describe(), statement.claimed_time(), 0, ""};
        event.index = TRY(register_->index_of(statement.id()));
        switch (statement.kind()) {
            case StatementKind::Held: out.state = "held"; break;
            case StatementKind::Acceptance: out.state = "accepted"; break;
            case StatementKind::Refusal:
                out.state = "refused";
                event.detail = join(TRY(crypto::Refusal::parse(statement)).reasons, ", ");
                break;
            case StatementKind::Verdict:
                event.detail = std::string(crypto::name_of(TRY(crypto::Verdict::parse(statement)).verdict));
                out.state = event.detail;
                break;
            default: break;
        }
        out.events.push_back(std::move(event));
    }
    return out;
}

Result<std::vector<DepositState>> Custody::list_all() const {
    std::vector<crypto::DepositId> ids;
    TRY(vault_->for_each(Table::Deposits, "", [&](std::string_view key, ByteView) -> Status {
        ids.push_back(deposit_of_key(key));
        return {};
    }));
    std::vector<DepositState> out;
    for (const auto& id : ids) {
        // A deposit that was interrupted before it was held is none yet.
        if (!TRY(held_statement(id))) continue;
        out.push_back(TRY(state_of(TRY(known(id)))));
    }
    std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.events.front().index < b.events.front().index; });
    return out;
}

Result<std::vector<DepositState>> Custody::list(const crypto::IdentityId& party) const {
    auto all = TRY(list_all());
    std::vector<DepositState> out;
    for (auto& state : all) {
        const auto parties = TRY(agreement(crypto::id_of(state.deposit.agreement))).terms().parties();
        if (std::find(parties.begin(), parties.end(), party) != parties.end()) out.push_back(std::move(state));
    }
    return out;
}

Result<DepositState> Custody::state(const crypto::IdentityId& party, const crypto::DepositId& id) const {
    const auto deposit = known(id);
    const auto nothing = [&] { return fail(ErrorKind::NotFound, "the deposit " + crypto::render_deposit_id(id) + " is not here"); };
    if (!deposit) return nothing();
    const auto parties = deposit->agreement.terms().parties();
    if (std::find(parties.begin(), parties.end(), party) == parties.end()) return nothing();
    return state_of(*deposit);
}

Result<CustodyReport> Custody::check(ReadData read_data, Progress& progress, const Interrupt& interrupt) const {
    CustodyReport out;
    const storage::LogPlace place{log_folder(), options_.data / "record"};
    std::vector<crypto::NoteKey> witnesses;
    const auto tlog = TRY(crypto::TlogPolicy::parse(options_.policy.tlog));
    for (const auto& witness : tlog.witnesses()) witnesses.push_back(witness.key);
    out.log = TRY(storage::check_log(place, {log_->keys(), std::move(witnesses)}, progress, interrupt));

    TRY(register_->for_each([&](const crypto::StatementId& id, const KeptStatement& kept) -> Status {
        ++out.statements;
        const auto name = "statement " + encode_hex(id.view()).substr(0, 12);
        const auto index = register_->index_of(id);
        if (!index) {
            out.findings.push_back(name + ": " + index.error().message());
            return {};
        }
        if (crypto::id_of(TRY(crypto::peek_link(kept.statement.statement.envelope))) != id) out.findings.push_back(name + ": is kept under another id than its own");
        const auto entry = log_->entry(TRY(crypto::LeafIndex::from(*index)));
        if (!entry || *entry != kept.statement.statement.leaf()) out.findings.push_back(name + ": leaf " + std::to_string(*index) + " is not its own");
        return {};
    }));

    std::vector<crypto::DepositId> ids;
    TRY(vault_->for_each(Table::Deposits, "", [&](std::string_view key, ByteView) -> Status {
        ids.push_back(deposit_of_key(key));
        return {};
    }));
    for (const auto& id : ids) {
        if (!TRY(held_statement(id))) continue;
        ++out.deposits;
        const auto name = crypto::render_deposit_id(id).substr(0, 16);
        const auto deposit = known(id);
        if (!deposit) {
            out.findings.push_back(name + ": " + deposit.error().message());
            continue;
        }
        if (const auto complete = check_complete(*deposit); !complete) out.findings.push_back(name + ": " + complete.error().message());
        const auto list = list_of(deposit->deposit);
        if (!list) continue;
        out.pieces += list->size();
        if (read_data == ReadData::No) continue;
        ProgressStage stage(progress, "reading back " + name, Progress::Unit::Items, list->size());
        for (const auto& piece_id : list->ids()) {
            TRY(interrupt.check("reading back pieces"));
            const auto bytes = vault_->get(deposit->deposit.vendor, piece_id);
            if (!bytes) out.findings.push_back(name + ": " + bytes.error().message());
            else if (storage::PieceId(crypto::sha256(*bytes).array()) != piece_id) out.findings.push_back(name + ": " + storage::short_name(piece_id) + " no longer has its digest");
            else out.bytes += bytes->size();
            stage.advance(1);
        }
        stage.done();
    }
    return out;
}

}  // namespace assay::escrow
