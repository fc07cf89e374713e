// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "verifier/judge/file_source.hpp"

#include <variant>
#include <vector>

namespace assay::verifier {

/// A file as it would be after one change, as a list of its parts: nothing is copied, however large it is.
///
/// - `pieces` in order: ranges of the original, at least one byte each, and bytes of our own.
/// - What comes out is never the original.
struct Mutation {
    /// A stretch of the original.
    struct Range {
        std::uint64_t from;
        std::uint64_t to;  ///< past its last byte
    };
    using Piece = std::variant<Range, Bytes>;

    std::string what;  ///< `bit 3 of byte 17 flipped`
    std::vector<Piece> pieces;
};

/// `count` changes of one file that follow from `seed` alone: its first and its last byte, one past the first page, one
/// byte less, one more, nothing left, blocks swapped, a byte put in or left out, and single bits anywhere.
/// Errors: those of reading the few bytes concerned.
Result<std::vector<Mutation>> make_mutations(FileSource& original, std::uint64_t seed, unsigned count);

/// Reads a mutation. Both must outlive it.
class MutatedSource final : public ByteSource {
public:
    MutatedSource(FileSource& original, const Mutation& mutation) : original_(original), mutation_(mutation) {}
    Result<std::size_t> read(std::span<std::uint8_t> out) override;

private:
    FileSource& original_;
    const Mutation& mutation_;
    std::size_t piece_ = 0;
    std::uint64_t within_ = 0;  // the bytes of that piece already given
};

}  // namespace assay::verifier
