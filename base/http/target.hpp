// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/error.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace assay::http {

/// Escapes all but the unreserved characters of RFC 3986 section 2.3, with upper-case digits.
std::string percent_encode(std::string_view text);

/// What a request asks for: the path's segments and the query, decoded.
///
/// - Origin form only (RFC 9112, section 3.2.1): starts with `/`, no fragment, no scheme, at most kBytesMax bytes.
/// - Every segment is non-empty UTF-8 without `/` and control characters, and neither `.` nor `..`, after decoding.
/// - Query names are non-empty and unique, at most kQueryMax; a plus sign is written `%2B` and a space `%20`,
///   since readers disagree about `+`.
/// - An escape has upper-case digits and is used only for a character that needs one, so `%61` cannot hide an `a`.
class Target {
public:
    static constexpr std::size_t kBytesMax = 8192;
    static constexpr std::size_t kQueryMax = 64;
    using Query = std::vector<std::pair<std::string, std::string>>;

    /// The root, `/`.
    Target() = default;

    /// Errors: Invalid, with its own words for each rule above; Limit.
    static Result<Target> parse(std::string_view text);
    std::string render() const;

    const std::vector<std::string>& segments() const { return segments_; }
    const Query& query() const { return query_; }
    std::optional<std::string> query(std::string_view name) const;

    friend bool operator==(const Target&, const Target&) = default;

private:
    std::vector<std::string> segments_;
    Query query_;
};

}  // namespace assay::http
