// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/json.hpp"
#include "base/core/mark.hpp"
#include "base/terminal/terminal.hpp"

namespace assay {

/// The one sign of a mark, on terminals and pages: ✓ ✗ ? ! ·
std::string_view sign_of(Mark mark);

/// `✓ text`, escaped; sign and words carry the meaning, colour only repeats it.
std::string mark_line(Mark mark, std::string_view text, const Style& style);

/// Names and values, one a line, values aligned. All of it is escaped.
class KeyValues {
public:
    KeyValues& add(std::string key, std::string value);
    /// The same with a mark before the value.
    KeyValues& add(std::string key, Mark mark, std::string value);
    std::string render(const Style& style) const;

private:
    struct Line {
        std::string key;
        std::optional<Mark> mark;
        std::string value;
    };
    std::vector<Line> lines_;
};

/// Rows under headings, columns aligned by what a terminal shows. All of it is escaped.
class Table {
public:
    /// A heading, and how its cells are aligned.
    struct Column {
        std::string heading;
        bool is_number = false;  ///< aligned at the right
    };
    explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

    /// Takes one cell for each column.
    Table& add(std::vector<std::string> row);
    bool empty() const { return rows_.empty(); }
    std::string render(const Style& style) const;

private:
    std::vector<Column> columns_;
    std::vector<std::vector<std::string>> rows_;
};

/// `error: message`, and a line `hint: …` for each hint.
std::string error_text(const Error& error, const Style& style);

/// `{"format":"assay-error-v1","error":{"kind":…,"code":…,"message":…,"hints":[…]}}`
Json error_json(const Error& error);

/// A count as reports write it: a number, or a decimal string from 2^53 on, where readers would round it.
Json count_json(std::uint64_t count);
/// The same, or null.
Json count_json(const std::optional<std::uint64_t>& count);

/// A part of a signed record, whose counts are decimal strings, as a report shows it: its counts are numbers.
/// Which members count is one table, report.cpp; all else stays as it is.
Json with_counts(const Json& record);

/// A JSON top: `{"format":"assay-<name>-v<version>", …}`. Fields are always present, null where there is nothing.
/// Its words are on report.md, its schema beside the page of its program.
Json stamped(std::string_view name, Json::Object fields, int version = 1);

}  // namespace assay
