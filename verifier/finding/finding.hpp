// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/json.hpp"

#include <optional>

namespace assay::verifier {

/// What kind of difference a finding tells of. The order is that of telling: what decides over rights comes first.
enum class FindingKind {
    SetId,         ///< set-user-id, set-group-id or sticky bit
    Type,          ///< file, folder, link, …
    Mode,          ///< permission bits
    Owner,         ///< user or group
    Attributes,    ///< extended attributes (capabilities among them), access lists, flags
    Link,          ///< where a link leads
    Device,        ///< numbers of a device
    Name,          ///< the same place, another name
    OnlyDeployed,  ///< nothing rebuilt corresponds
    OnlyRebuilt,   ///< nothing deployed corresponds
    Damaged,       ///< the deployed one no longer unpacks, or no longer reads as what it should be
    Bytes,         ///< contents
    Carrier,       ///< contents that differ as a consequence of what is inside
    Sum,           ///< a check sum in a list
    Size,          ///< size
    Order,         ///< the same members, in another order
    Time,          ///< time of last change
    Header,        ///< bytes of a member's header that no field above accounts for
    Outside,       ///< bytes that belong to no member or section: padding, gaps, what follows the end
    Recompressed,  ///< the same bytes, compressed differently
    Unread,        ///< could not be looked into, and why
};

/// `set-id`, `only-deployed`, …: the words of findings.md.
std::string_view name_of(FindingKind kind);
/// Differences that no rule may ever set aside: rights, owners, attributes, kinds of file.
bool is_guarded(FindingKind kind);

/// One difference between a deployed thing and its rebuilt counterpart, and those inside it. Page: findings.md.
///
/// - All texts are valid UTF-8 of at most kTextBytesMax bytes; strangers chose them: escape before showing.
/// - `offset` counts from the thing's own beginning; `at` says where that lies in the thing around it, where the latter
///   holds it as it is. For kinds in a member's header, both speak of that header.
/// - `expected` is the rebuilt side's, `found` the deployed side's: bytes in hexadecimal, or for other kinds than those
///   of contents the value in words.
struct Finding {
    static constexpr std::size_t kTextBytesMax = 1024;
    static constexpr std::size_t kDepthMax = 24;
    static constexpr std::size_t kCountMax = 5'000;

    FindingKind kind = FindingKind::Bytes;
    std::string where;  ///< one step: a member's name, a section's, `header of …`; empty for the whole file
    std::optional<std::uint64_t> at;
    std::optional<std::uint64_t> offset;
    std::string expected;
    std::string found;
    std::optional<std::uint64_t> expected_size;
    std::optional<std::uint64_t> found_size;
    std::string note;
    std::uint64_t left_out = 0;  ///< further differences inside that are not listed
    std::vector<Finding> inside;

    Json render() const;
    /// Reads what another process wrote, taking nothing on trust: known kinds and members only, texts, depth and count
    /// within the limits above. Errors: Invalid, Limit.
    static Result<Finding> parse(const Json& json);

    friend bool operator==(const Finding&, const Finding&) = default;
};

/// What was found between one deployed file and its artifact; no `whole` where they are identical or where there was
/// nothing to compare with.
struct Findings {
    std::string deployed_name;
    std::string artifact;
    std::optional<Finding> whole;

    friend bool operator==(const Findings&, const Findings&) = default;
};

/// The closed field `findings` of a verdict: `assay-findings-1`, one entry for each comparison. Its text has at most
/// about kFindingsFieldBytesMax bytes, shared evenly: what is too much is counted as left out, the gravest in each
/// thing staying longest.
constexpr std::size_t kFindingsFieldBytesMax = 2U << 20;
Json render_findings(const std::vector<Findings>& all);
/// Errors: Invalid, Limit, Unsupported for another version.
Result<std::vector<Findings>> parse_findings(const Json& json);

/// A stranger's bytes as text that a Finding can hold: what is not UTF-8 as `\xff`, a backslash doubled, cut when long.
/// Not yet fit to be shown.
std::string finding_text(std::string_view bytes, std::size_t most = 300);

}  // namespace assay::verifier
