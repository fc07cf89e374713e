// SPDX-License-Identifier: Apache-2.0
#include "escrow/cli/closed_parts.hpp"

#include "base/core/text.hpp"

#include <algorithm>

namespace assay::escrow {

namespace {

using crypto::ClosedPart;
using crypto::StatementKind;

/// A field's value, or null: what a room writes into its fields is for people here, and nothing rests on it.
Json field(const ClosedPart& closed, std::string_view name) {
    auto value = closed.value(name);
    return value ? std::move(*value) : Json();
}

std::vector<std::string> lines_of_rebuild(const ClosedPart& closed) {
    const auto log = field(closed, "log");
    const auto failure = log.text_at("failure");
    if (failure.empty()) return {"built"};
    std::vector<std::string> out = {std::string(failure)};
    auto lines = split(log.text_at("end"), '\n');
    if (lines.back().empty()) lines.pop_back();
    if (lines.empty()) return out;
    out.emplace_back("the end of its log:");
    for (auto at = lines.size() - std::min(lines.size(), kLogLinesShown); at < lines.size(); ++at)
        out.emplace_back(lines[at]);
    return out;
}

/// A line for each item of a list.
template <typename Line>
std::vector<std::string> lines_of(const Json& list, const Line& line) {
    std::vector<std::string> out;
    if (const auto* items = list.items())
        for (const auto& item : *items) out.push_back(line(item));
    return out;
}

std::vector<std::string> lines_of(StatementKind kind, const ClosedPart& closed) {
    switch (kind) {
        case StatementKind::Deposit: {
            const auto product = field(closed, "product");
            return {std::string(product.text_at("name")) + " " + std::string(product.text_at("version"))};
        }
        case StatementKind::Refusal:
            return lines_of(field(closed, "details"), [](const Json& reason) {
                return std::string(reason.text_at("code")) + ": " + std::string(reason.text_at("detail"));
            });
        case StatementKind::Rebuild: return lines_of_rebuild(closed);
        case StatementKind::Verdict:
            return lines_of(field(closed, "comparisons"), [](const Json& each) {
                const auto* deployed = each.find("deployed");
                auto line = std::string(deployed == nullptr ? "" : deployed->text_at("name")) + ": " +
                            std::string(each.text_at("verdict"));
                if (const auto reason = each.text_at("reason"); !reason.empty()) (line += ": ") += reason;
                return line;
            });
        default: return {};
    }
}

/// Each statement that was opened, the deposit's own first.
template <typename Visit>
void for_each_opened(const OpenedStatements& opened, const crypto::StatementId& deposit, const Visit& visit) {
    if (const auto* closed = opened.closed(deposit)) visit(StatementKind::Deposit, deposit, *closed);
    for (const auto& statement : opened.about)
        if (const auto* closed = opened.closed(statement.id())) visit(statement.kind(), statement.id(), *closed);
}

}  // namespace

std::string render_closed(const OpenedStatements& opened, const crypto::StatementId& deposit, const Style& style) {
    std::string out;
    for_each_opened(opened, deposit, [&](StatementKind kind, const crypto::StatementId& id, const ClosedPart& closed) {
        const auto lines = lines_of(kind, closed);
        if (lines.empty()) return;
        KeyValues text;
        text.add(std::string(crypto::name_of(kind)) + " " + crypto::hex(id).substr(0, 12), lines.front());
        out += text.render(style);
        for (std::size_t i = 1; i < lines.size(); ++i) out += mark_line(Mark::Note, lines[i], style);
    });
    return out.empty() ? "nothing of it is sealed to you\n" : out;
}

Json closed_json(const OpenedStatements& opened, const crypto::StatementId& deposit) {
    auto out = Json::array();
    for_each_opened(opened, deposit, [&](StatementKind kind, const crypto::StatementId& id, const ClosedPart& closed) {
        auto fields = Json::object();
        for (const auto& [name, disclosure] : closed.fields()) fields.set(name, with_counts(field(closed, name)));
        out.push(Json::object(
            {{"statement", crypto::hex(id)}, {"kind", crypto::name_of(kind)}, {"fields", std::move(fields)}}));
    });
    return out;
}

}  // namespace assay::escrow
