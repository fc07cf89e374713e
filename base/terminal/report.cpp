// SPDX-License-Identifier: Apache-2.0
#include "base/terminal/report.hpp"

#include "base/core/error_json.hpp"
#include "base/core/text.hpp"
#include "base/core/unicode.hpp"
#include "base/terminal/escape.hpp"

#include <algorithm>
#include <cassert>

namespace assay {

namespace {

/// Up to here each whole number is a number of IEEE 754 in 64 bits too, which is what many readers of JSON have.
constexpr std::uint64_t kCountMax = (std::uint64_t{1} << 53) - 1;

/// The counts of the records that reports show: findings, comparisons, grades, snapshots, what a source lacks.
constexpr std::string_view kCounts[] = {"at",
                                        "bytes",
                                        "count",
                                        "deployed_bytes",
                                        "deployed_bytes_judged",
                                        "expected_size",
                                        "files",
                                        "found_size",
                                        "inspected_lines",
                                        "left_out",
                                        "lines",
                                        "offset",
                                        "size",
                                        "source_lines"};

std::string sign(Mark mark, const Style& style) {
    const auto sign = sign_of(mark);
    switch (mark) {
        case Mark::Good: return style.good(sign);
        case Mark::Bad: return style.bad(sign);
        case Mark::Unknown:
        case Mark::Caution: return style.caution(sign);
        case Mark::Note: return style.dim(sign);
    }
    return {};
}

std::string spaces(std::size_t count) { return std::string(count, ' '); }

}  // namespace

std::string_view sign_of(Mark mark) {
    switch (mark) {
        case Mark::Good: return "✓";
        case Mark::Bad: return "✗";
        case Mark::Unknown: return "?";
        case Mark::Caution: return "!";
        case Mark::Note: return "·";
    }
    return {};
}

std::string mark_line(Mark mark, std::string_view text, const Style& style) {
    return sign(mark, style) + " " + escape_for_terminal(text) + "\n";
}

KeyValues& KeyValues::add(std::string key, std::string value) {
    lines_.push_back({.key = std::move(key), .mark = {}, .value = std::move(value)});
    return *this;
}

KeyValues& KeyValues::add(std::string key, Mark mark, std::string value) {
    lines_.push_back({.key = std::move(key), .mark = mark, .value = std::move(value)});
    return *this;
}

std::string KeyValues::render(const Style& style) const {
    std::size_t width = 0;
    for (const auto& line : lines_) width = std::max(width, display_width(escape_for_terminal(line.key)));
    std::string out;
    for (const auto& line : lines_) {
        const auto key = escape_for_terminal(line.key);
        out += style.dim(key) + spaces(width - display_width(key) + 2);
        if (line.mark) out += sign(*line.mark, style) + " ";
        out += escape_for_terminal(line.value) + "\n";
    }
    return out;
}

Table& Table::add(std::vector<std::string> row) {
    assert(row.size() == columns_.size());
    for (auto& cell : row) cell = escape_for_terminal(cell);
    rows_.push_back(std::move(row));
    return *this;
}

std::string Table::render(const Style& style) const {
    std::vector<std::size_t> widths;
    for (const auto& column : columns_) widths.push_back(display_width(column.heading));
    for (const auto& row : rows_)
        for (std::size_t i = 0; i < widths.size(); ++i) widths[i] = std::max(widths[i], display_width(row[i]));

    std::string out;
    const auto add_row = [&](const auto& cell_at, bool is_heading) {
        std::size_t owed = 0;  // spaces are written before a cell, so that no line ends in any
        for (std::size_t i = 0; i < widths.size(); ++i) {
            const std::string cell = cell_at(i);
            const auto room = widths[i] - display_width(cell);
            if (columns_[i].is_number) owed += room;
            if (!cell.empty()) out += spaces(owed) + (is_heading ? style.bold(cell) : cell);
            owed = (cell.empty() ? owed : 0) + (columns_[i].is_number ? 2 : room + 2);
        }
        out += '\n';
    };
    add_row([&](std::size_t i) { return columns_[i].heading; }, true);
    for (const auto& row : rows_) add_row([&](std::size_t i) { return row[i]; }, false);
    return out;
}

std::string error_text(const Error& error, const Style& style) {
    // Messages quote what came from strangers; the escaping here is for whatever was forgotten.
    auto out = style.bad("error:") + " " + escape_for_terminal(error.message()) + "\n";
    for (const auto& hint : error.hints()) out += style.caution("hint:") + " " + escape_for_terminal(hint) + "\n";
    return out;
}

Json error_json(const Error& error) { return stamped("error", {{"error", to_json(error)}}); }

Json count_json(std::uint64_t count) {
    return count <= kCountMax ? Json(static_cast<std::int64_t>(count)) : Json::decimal(count);
}

Json count_json(const std::optional<std::uint64_t>& count) { return count ? count_json(*count) : Json(); }

Json with_counts(const Json& record) {
    if (const auto* items = record.items()) {
        Json::Array out;
        out.reserve(items->size());
        for (const auto& item : *items) out.push_back(with_counts(item));
        return out;
    }
    if (record.members() == nullptr) return record;
    Json::Object out;
    for (const auto& [name, value] : *record.members()) {
        const bool counts = value.text() != nullptr && std::ranges::find(kCounts, name) != std::end(kCounts);
        const auto count = counts ? parse_decimal(*value.text()) : std::nullopt;
        out.emplace_back(name, count ? count_json(*count) : with_counts(value));
    }
    return out;
}

Json stamped(std::string_view name, Json::Object fields, int version) {
    auto out = Json::object({{"format", "assay-" + std::string(name) + "-v" + std::to_string(version)}});
    for (auto& [key, value] : fields) out.set(std::move(key), std::move(value));
    return out;
}

}  // namespace assay
