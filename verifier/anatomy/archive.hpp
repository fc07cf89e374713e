// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/primitive/digest.hpp"
#include "verifier/anatomy/content.hpp"
#include "verifier/anatomy/format.hpp"

#include <vector>

namespace assay::verifier {

/// What an archive says of one member, and where it says so.
///
/// - Names and targets are the archive's bytes; a name that no reader can decode is given as `member 7`.
/// - `header_at` ≤ `data_at` ≤ `data_end` ≤ `end_at` are offsets in the archive. A zip has no such order, and they are
///   all zero. Of the last member before the place where an archive breaks
///   the end is not known: then all four are the same.
struct Member {
    std::string name;
    std::uint32_t type = 0;  ///< S_IFMT bits; S_IFREG where the format has none
    std::uint32_t mode = 0;  ///< the twelve permission bits
    std::string owner;       ///< `0:0 (root:root)`
    std::string time;        ///< seconds since 1970, with nanoseconds where there are any; empty where there is none
    std::string link;        ///< `-> target`, or `= other member` for a hard link
    std::string device;      ///< `8:1`
    std::string attributes;  ///< extended attributes, access lists and flags, one a line, sorted
    std::uint64_t size = 0;  ///< of its contents
    crypto::Sha256 digest;   ///< of its contents and where its holes are
    std::optional<Error> error;  ///< why its contents cannot be read

    std::uint64_t header_at = 0;
    std::uint64_t data_at = 0;
    std::uint64_t data_end = 0;
    std::uint64_t end_at = 0;

    bool is_placed() const { return end_at > header_at; }
};

/// All members of an archive, or those before the place where it breaks.
struct Listing {
    std::vector<Member> members;
    std::uint64_t end_at = 0;         ///< past the last member
    std::optional<Error> error;       ///< why it could not be read on from there
    std::vector<Budget::Room> rooms;  ///< what it takes of the budget
};

/// Reads an archive from end to end, contents too.
Listing list_archive(const Content& archive, Format format, Budget& budget);

/// The contents of some members by their number, each held in memory where it fits, else read anew each time; numbers
/// ascending. Errors: the archive's.
Result<std::vector<ContentPtr>> extract(const ContentPtr& archive, Format format,
                                        const std::vector<std::size_t>& numbers, Budget& budget);

/// The word for S_IFMT bits, with its article.
std::string describe_type(std::uint32_t type);

}  // namespace assay::verifier
