// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/error.hpp"

#include <compare>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay {

class PathLiteral;

/// A path below some folder, in the one form it can have.
///
/// - One or more components joined by single slashes; none is empty, `.` or `..`; no slash at either end.
/// - Any bytes but NUL, not necessarily UTF-8: what a Linux file name may be. `quote()` it before it is shown.
/// - A component has at most kComponentBytesMax bytes, the whole at most kPathBytesMax.
/// - Ordered by the bytes of the whole, as unsigned numbers: `a-b` before `a/b` before `ab`.
class RelativePath {
public:
    static constexpr std::size_t kComponentBytesMax = 255;
    static constexpr std::size_t kPathBytesMax = 4096;

    /// Takes the canonical form only; repairs nothing. Errors: Invalid, Limit when too long.
    static Result<RelativePath> parse(std::string_view bytes);
    /// A path in our own source: `"index/root"_path`, checked when it is compiled.
    RelativePath(const PathLiteral& literal);

    const std::string& text() const { return text_; }

    /// `a/b` joined with `c/d` is `a/b/c/d`. Errors: Limit.
    Result<RelativePath> join(const RelativePath& below) const;
    /// Everything but the last component; none for a path of one.
    std::optional<RelativePath> parent() const;
    /// The last component.
    std::string_view filename() const;
    /// Views into this path; never empty.
    std::vector<std::string_view> components() const;

    friend auto operator<=>(const RelativePath&, const RelativePath&) = default;

private:
    explicit RelativePath(std::string text) : text_(std::move(text)) {}
    std::string text_;
};

/// What keeps a text from being a RelativePath.
enum class PathFault {
    None,
    Empty,
    Nul,
    LeadingSlash,
    TrailingSlash,
    EmptyComponent,
    DotComponent,
    ParentComponent,
    LongComponent,
    Long
};

constexpr PathFault fault_in(std::string_view text) {
    if (text.empty()) return PathFault::Empty;
    if (text.size() > RelativePath::kPathBytesMax) return PathFault::Long;
    if (text.find('\0') != std::string_view::npos) return PathFault::Nul;
    if (text.front() == '/') return PathFault::LeadingSlash;
    if (text.back() == '/') return PathFault::TrailingSlash;
    for (;;) {
        const auto slash = text.find('/');
        const auto component = text.substr(0, slash);
        if (component.empty()) return PathFault::EmptyComponent;
        if (component == ".") return PathFault::DotComponent;
        if (component == "..") return PathFault::ParentComponent;
        if (component.size() > RelativePath::kComponentBytesMax) return PathFault::LongComponent;
        if (slash == std::string_view::npos) return PathFault::None;
        text.remove_prefix(slash + 1);
    }
}

/// A relative path written in our own source; a wrong one does not compile.
class PathLiteral {
public:
    consteval explicit PathLiteral(std::string_view text) : text_(text) {
        if (fault_in(text) != PathFault::None) throw "not a canonical relative path";
    }
    constexpr std::string_view text() const { return text_; }

private:
    std::string_view text_;
};

inline namespace literals {
consteval PathLiteral operator""_path(const char* text, std::size_t size) {
    return PathLiteral(std::string_view(text, size));
}
}  // namespace literals

inline RelativePath::RelativePath(const PathLiteral& literal) : text_(literal.text()) {}

}  // namespace assay

template <>
struct std::hash<assay::RelativePath> {
    std::size_t operator()(const assay::RelativePath& path) const noexcept {
        return std::hash<std::string>()(path.text());
    }
};
