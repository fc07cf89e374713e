// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "verifier/anatomy/archive.hpp"
#include "verifier/finding/finding.hpp"
#include "verifier/judge/judge.hpp"

namespace assay::verifier {

/// Two things that should be the same.
struct Sides {
    ContentPtr deployed;
    ContentPtr rebuilt;
};

/// Looks for what differs inside two things, as deep as the budget allows. To be used inside a cell.
///
/// The rebuilt side is the one that is known to be good: what kind of thing it is and how it is laid out names the
/// places, also when the deployed side can no longer be read.
class Inside {
public:
    explicit Inside(Budget& budget) : budget_(budget) {}

    /// Of whole files: also says whether the deployed one still unpacks. None when they are the same bytes.
    std::optional<Finding> whole(const Sides& sides);

private:
    /// Of anything; `depth` is how many carriers may still be opened.
    std::optional<Finding> thing(std::string where, const Sides& sides, unsigned depth);

    // Each is given a finding that tells of the bytes, and adds what it knows better.
    void look_into_compressed(Finding& out, const Sides& sides, Format format, unsigned depth);
    void look_into_archive(Finding& out, const Sides& sides, Format format, unsigned depth);
    void look_into_elf(Finding& out, const Sides& sides);
    void look_into_text(Finding& out, const Sides& sides);

    /// Puts one finding inside another, or counts it as left out where there is no more room.
    void add(Finding& out, Finding&& finding);

    friend class ArchiveComparison;
    Budget& budget_;
};

/// How two things differ as bytes: sizes, the first difference, how many bytes.
struct ByteDifference {
    std::optional<Difference> first;
    std::uint64_t deployed_size = 0;
    std::uint64_t rebuilt_size = 0;
    std::uint64_t differing = 0;  ///< of those at offsets that both have
};
/// Reads both to their ends. Errors: theirs.
Result<ByteDifference> compare_bytes(const Content& deployed, const Content& rebuilt);
ByteDifference compare_bytes(ByteView deployed, ByteView rebuilt);

/// A finding of kind Bytes; `differing` of one byte is said as such.
Finding byte_finding(std::string where, const ByteDifference& difference);

/// The shortest of what can be said of an error of a content: damaged, or not read for the cost of it.
bool is_damage(const Error& error);

/// Adds a half sentence to a note.
void add_note(Finding& finding, std::string_view more);

}  // namespace assay::verifier
