// SPDX-License-Identifier: Apache-2.0
#include "escrow/cli/deposits.hpp"

#include "base/core/text.hpp"
#include "base/terminal/exit_status.hpp"

namespace assay::escrow {

namespace {

/// What the custodian says has happened since a deposit came in. Its word alone is proof of nothing.
std::string said_of(const DepositSummary& summary) {
    switch (summary.stage) {
        case DepositStage::Held: return "no room has answered";
        case DepositStage::Accepted: return "a room has accepted it";
        case DepositStage::Refused: return "a room has refused it";
        case DepositStage::Judged: return summary.word();
    }
    return {};
}

Mark mark_of(const DepositSummary& summary) {
    if (summary.stage == DepositStage::Refused) return Mark::Bad;
    const auto verdict = summary.verdicts.empty() ? Mark::Note : crypto::mark_of(summary.verdicts.front());
    if (summary.conflicts > 0) return verdict == Mark::Bad ? verdict : Mark::Caution;
    return summary.verdicts.empty() ? Mark::Note : crypto::mark_of(summary.verdicts.front());
}

std::string conflicts_of(const DepositSummary& summary) {
    std::string out;
    if (summary.conflicts > 0) out += "; " + count_of(summary.conflicts, "conflict") + " among its statements";
    if (summary.remarks > 0) out += "; " + count_of(summary.remarks, "remark") + " on the room's chain";
    return out;
}

}  // namespace

StateLine state_line(const DepositSummary& summary, const CheckedReceipt& receipt) {
    const auto said = "the custodian says: " + said_of(summary) + conflicts_of(summary);
    if (!receipt.is_checked) return {mark_of(summary), said + "; " + std::string(kNothingChecked)};
    if (receipt.fault) return {Mark::Bad, receipt.fault->message() + "; " + said};
    const bool is_only_held = summary.stage == DepositStage::Held && summary.conflicts == 0;
    return {is_only_held ? Mark::Good : mark_of(summary),
            "held: every byte is in custody, and the receipt proves it; " + said +
                (summary.verdicts.empty() ? "" : ", which a verdict's own evidence proves")};
}

std::string marked_word(crypto::VerdictKind verdict) {
    return std::string(sign_of(crypto::mark_of(verdict))) + " " + std::string(crypto::name_of(verdict));
}

std::string state_word(const DepositSummary& summary, const CheckedReceipt& receipt) {
    const auto verdicts = summary.verdict_words(marked_word);
    auto said = (verdicts.empty() ? said_of(summary) : verdicts) + conflicts_of(summary);
    if (!receipt.is_checked) return said;
    return (receipt.holds() ? "held; " : "its receipt does not hold; ") + said;
}

Json said_json(const DepositSummary& summary) {
    auto verdicts = Json::array();
    for (const auto verdict : summary.verdicts) verdicts.push(crypto::name_of(verdict));
    return Json::object({{"stage", name_of(summary.stage)},
                         {"class", summary.deposit_class == crypto::DepositClass::Full ? "full" : "source-only"},
                         {"vendor", crypto::hex(summary.vendor)},
                         {"vendor_name", summary.vendor_name},
                         {"agreement", crypto::hex(summary.agreement)},
                         {"claimed_time", summary.time.render()},
                         {"pieces", count_json(summary.piece_count)},
                         {"sealed_bytes", count_json(summary.sealed_bytes)},
                         {"verdicts", std::move(verdicts)},
                         {"conflicts", count_json(summary.conflicts)},
                         {"remarks", count_json(summary.remarks)}});
}

Json said_json(const DepositState& state) {
    auto events = Json::array(), flags = Json::array();
    for (const auto& event : state.events)
        events.push(Json::object({{"kind", crypto::name_of(event.kind)},
                                  {"statement", crypto::hex(event.id)},
                                  {"signer_name", event.signer},
                                  {"claimed_time", event.claimed_time.render()},
                                  {"index", count_json(event.index)},
                                  {"says", event.detail},
                                  {"counts", event.counts}}));
    for (const auto& conflict : state.conflicts) {
        auto statements = Json::array();
        for (const auto& id : conflict.statements) statements.push(crypto::hex(id));
        flags.push(Json::object(
            {{"what", conflict.what}, {"statements", std::move(statements)}, {"excludes", conflict.excludes}}));
    }
    auto out = said_json(state.summary);
    return out.set("events", std::move(events)).set("flags", std::move(flags));
}

Json::Object receipt_fields(const CheckedReceipt& receipt) {
    return {{"checked", receipt.is_checked},
            {"held", receipt.is_checked ? Json(receipt.holds()) : Json()},
            {"fault", receipt.fault ? Json(receipt.fault->message()) : Json()}};
}

int exit_status_of(const CheckedReceipt& receipt) {
    return receipt.fault ? exit_status(receipt.fault->kind()) : kExitYes;
}

}  // namespace assay::escrow
