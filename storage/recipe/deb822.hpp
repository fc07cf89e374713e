// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/files/byte_source.hpp"

#include <functional>
#include <optional>

namespace assay::storage {

/// One paragraph of a Debian control file: field names and values (deb-control(5), deb822(5)).
///
/// - No name appears twice; upper and lower case are the same.
/// - A value is its first line without blanks around it, and its continuation lines as they are, each after a
/// newline.
class Deb822Stanza {
public:
    bool empty() const { return fields_.empty(); }
    /// Makes ready for the next stanza, keeping its memory.
    void clear();
    /// Errors: Invalid when the name is taken.
    Status add(std::string_view name, std::string_view first_line);
    /// Errors: Invalid before the first field.
    Status continue_last(std::string_view line);
    std::size_t bytes() const { return text_.size(); }

    std::optional<std::string_view> find(std::string_view name) const;
    /// A value of one line. Errors: Invalid when it is missing, empty or longer.
    Result<std::string_view> line(std::string_view name) const;
    /// The words of each continuation line of a list such as Checksums-Sha256. Errors: Invalid when it is missing, when
    /// its first line is not empty, or when a line has not exactly `words` words.
    Result<std::vector<std::vector<std::string_view>>> table(std::string_view name, std::size_t words) const;

private:
    struct Field {
        std::size_t name, name_size, value, value_size;  // in text_
    };
    std::string_view name_of(const Field& field) const { return {text_.data() + field.name, field.name_size}; }
    std::string_view value_of(const Field& field) const { return {text_.data() + field.value, field.value_size}; }
    const Field* field(std::string_view name) const;

    std::string text_;
    std::vector<Field> fields_;
};

/// How large a control file may be.
struct Deb822Limits {
    std::size_t line_bytes = 1U << 20;
    std::size_t stanza_bytes = 16U << 20;
    std::uint64_t bytes = std::uint64_t{1} << 30;
    std::uint64_t stanzas = 1'000'000;
};

/// Hands over the stanzas of a stream one after the other; each is gone when `visit` returns. Empty lines part them.
/// Errors: Invalid (with the line's number) for lines of no known kind, comments, carriage returns, NUL bytes, a last
/// line without newline; Limit; those of the source and of `visit`.
Status for_each_stanza(ByteSource& source, const std::function<Status(const Deb822Stanza&)>& visit,
                       const Deb822Limits& limits = {});

}  // namespace assay::storage
