// SPDX-License-Identifier: Apache-2.0
#include "escrow/cli/closed_parts.hpp"

#include "base/core/excerpt.hpp"
#include "base/core/text.hpp"
#include "crypto/record/acceptance.hpp"
#include "crypto/record/deposit.hpp"
#include "crypto/record/rebuild.hpp"
#include "crypto/record/verdict.hpp"
#include "escrow/action/own_deposit.hpp"
#include "escrow/cli/deposits.hpp"

#include <algorithm>
#include <set>

namespace assay::escrow {

namespace {

using crypto::ClosedPart;
using crypto::Statement;
using crypto::StatementKind;
using Lines = std::vector<std::string>;

std::unexpected<Error> contradicts(const std::string& what) {
    return fail(ErrorKind::Untrusted, "it contradicts what is signed openly: " + what);
}

/// The first of them, and how many more there are.
Lines cut_list(Lines lines) {
    if (lines.size() <= kLinesShown) return lines;
    auto more = std::to_string(lines.size() - kLinesShown) + " more, which --json names";
    lines.resize(kLinesShown);
    lines.push_back(std::move(more));
    return lines;
}

Result<Lines> lines_of_refusal(const Statement& statement, const ClosedPart& closed) {
    const auto refusal = TRY(crypto::Refusal::parse(statement));
    const auto details = TRY(closed.value("details"));
    const auto* items = details.items();
    if (items == nullptr) return fail(ErrorKind::Invalid, "its details are no list");
    Lines out;
    std::set<std::string> codes;
    for (const auto& item : *items) {
        codes.emplace(item.text_at("code"));
        out.push_back(std::string(item.text_at("code")) + ": " + std::string(item.text_at("detail")));
    }
    if (codes != std::set(refusal.reasons.begin(), refusal.reasons.end()))
        return contradicts("its reasons are " + join(refusal.reasons, ", "));
    return cut_list(std::move(out));
}

Result<Lines> lines_of_rebuild(const Statement& statement, const ClosedPart& closed) {
    const auto rebuild = TRY(crypto::Rebuild::parse(statement));
    const auto log = TRY(closed.value("log"));
    const auto failure = log.text_at("failure");
    const bool has_failed = rebuild.outcome == crypto::Rebuild::Outcome::Failed;
    if (has_failed == failure.empty())
        return contradicts(has_failed ? "it failed, and nothing says how" : "it was built, and is said to have failed");
    if (!has_failed) return Lines{"built"};
    Lines out = {"failed: " + std::string(failure)};
    const auto end = last_lines(log.text_at("end"));
    out.emplace_back(end.empty() ? "its log is empty" : "the end of its log:");
    out.insert(out.end(), end.begin(), end.end());
    return out;
}

Result<Lines> lines_of_verdict(const Statement& statement, const ClosedPart& closed) {
    const auto verdict = TRY(crypto::Verdict::parse(statement)).verdict;
    const auto list = TRY(closed.value("comparisons"));
    if (list.items() == nullptr || list.items()->empty())
        return fail(ErrorKind::Invalid, "it holds no list of comparisons");
    Lines out;
    std::vector<crypto::VerdictKind> kinds;
    for (const auto& item : *list.items()) {
        const auto each = TRY(crypto::Comparison::parse(item));
        kinds.push_back(each.verdict);
        out.push_back(each.deployed_name + ": " + marked_word(each.verdict) +
                      (each.reason.empty() ? "" : ": " + each.reason));
    }
    if (std::ranges::max(kinds) != verdict)
        return contradicts("the verdict is " + std::string(crypto::name_of(verdict)));
    return cut_list(std::move(out));
}

Result<Lines> lines_of(const Statement& statement, const ClosedPart& closed) {
    switch (statement.kind()) {
        case StatementKind::Refusal: return lines_of_refusal(statement, closed);
        case StatementKind::Rebuild: return lines_of_rebuild(statement, closed);
        case StatementKind::Verdict: return lines_of_verdict(statement, closed);
        default: return Lines();
    }
}

std::string signer_of(const OpenedStatements& opened, const crypto::IdentityId& id) {
    const auto* identity = opened.book.find(id);
    return identity == nullptr ? crypto::short_id(id) : identity->describe();
}

/// A block but for its lines.
ClosedBlock begin_block(StatementKind kind, const crypto::StatementId& id, std::string signer,
                        const DepositState& state, const ClosedPart& closed) {
    const auto event = std::ranges::find(state.events, id, &DepositState::Event::id);
    const bool is_listed = event != state.events.end();
    return {.kind = kind,
            .id = id,
            .signer = std::move(signer),
            .index = is_listed ? std::optional(event->index) : std::nullopt,
            .counts = !is_listed || event->counts,
            .lines = {},
            .closed = &closed};
}

/// A field's value, or null where it is no JSON.
Json field(const crypto::Disclosure& disclosure) {
    auto value = disclosure.json();
    return value ? with_counts(*value) : Json();
}

}  // namespace

ClosedParts closed_parts(const OpenedStatements& opened, const DepositState& state) {
    ClosedParts out;
    for (const auto& fault : opened.faults) out.faults.push_back(fault.message());
    const crypto::StatementId deposit(state.summary.id.array());
    if (const auto* closed = opened.closed(deposit)) {
        auto block = begin_block(StatementKind::Deposit, deposit, state.summary.vendor_name, state, *closed);
        const auto product = closed->value("product");
        if (product)
            block.lines = {std::string(product->text_at("name")) + " " + std::string(product->text_at("version"))};
        out.blocks.push_back(std::move(block));
    }
    for (const auto& statement : opened.about) {
        const auto* closed = opened.closed(statement.id());
        if (closed == nullptr) continue;
        auto block = begin_block(statement.kind(), statement.id(), signer_of(opened, statement.signers().front()),
                                 state, *closed);
        auto lines = lines_of(statement, *closed);
        if (!lines) {
            const auto whose = "the closed part of the " + std::string(crypto::name_of(block.kind)) + " " +
                               crypto::hex(block.id).substr(0, 12) + " by " + block.signer;
            out.faults.push_back(std::move(lines).error().within(whose).message());
            continue;
        }
        block.lines = std::move(*lines);
        out.blocks.push_back(std::move(block));
    }
    return out;
}

std::string render_text(const ClosedParts& parts, const Style& style) {
    std::string out;
    for (const auto& block : parts.blocks) {
        if (block.lines.empty()) continue;
        auto head = block.signer + (block.counts ? "" : "; does not count");
        if (block.index) head = "leaf " + std::to_string(*block.index) + ", by " + head;
        KeyValues text;
        text.add(std::string(crypto::name_of(block.kind)), std::move(head));
        out += text.render(style);
        for (const auto& line : block.lines) out += mark_line(Mark::Note, cut_line(line), style);
    }
    return out;
}

Json::Object render_json(const ClosedParts& parts) {
    auto closed = Json::array(), faults = Json::array();
    for (const auto& block : parts.blocks) {
        auto fields = Json::object();
        for (const auto& [name, disclosure] : block.closed->fields()) fields.set(name, field(disclosure));
        closed.push(Json::object({{"statement", crypto::hex(block.id)},
                                  {"kind", crypto::name_of(block.kind)},
                                  {"signer_name", block.signer},
                                  {"index", count_json(block.index)},
                                  {"counts", block.counts},
                                  {"fields", std::move(fields)}}));
    }
    for (const auto& fault : parts.faults) faults.push(fault);
    return {{"closed", std::move(closed)}, {"faults", std::move(faults)}};
}

}  // namespace assay::escrow
