// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "verifier/anatomy/archive.hpp"
#include "verifier/anatomy/ranges.hpp"

#include <map>

namespace assay::verifier {

/// What lies around the contents of an ar or tar archive's members, as numbered stretches in the order of the archive:
/// what precedes the first member, each member's header and padding, and what follows the last.
class Surroundings {
public:
    static constexpr std::size_t kShownBytesMax = 4096;  ///< of one stretch
    /// The bytes with which every ar archive begins.
    static constexpr std::uint64_t kArMagicBytes = 8;

    /// Reads all of them. Errors: the content's.
    static Result<Surroundings> read(const Content& archive, const Listing& listing, Format format);

    static std::size_t before() { return 0; }
    static std::size_t header_of(std::size_t member) { return 1 + 2 * member; }
    static std::size_t padding_of(std::size_t member) { return 2 + 2 * member; }
    std::size_t after() const { return ranges_.size() - 1; }

    std::uint64_t begin_of(std::size_t number) const { return ranges_[number].from; }
    std::uint64_t size_of(std::size_t number) const { return sizes_[number]; }
    /// Whether it holds anything but padding.
    bool has_meaning(std::size_t number) const { return has_meaning_[number]; }
    bool is_same(std::size_t mine, const Surroundings& other, std::size_t its) const {
        return sizes_[mine] == other.sizes_[its] && digests_[mine] == other.digests_[its];
    }

    /// The first bytes of some of them, by number. Errors: the content's.
    Result<std::map<std::size_t, Bytes>> bytes_of(const Content& archive, std::vector<std::size_t> numbers) const;

private:
    Surroundings(const Listing& listing, Format format);

    std::vector<ByteRange> ranges_;
    std::vector<crypto::Sha256> digests_;
    std::vector<std::uint64_t> sizes_;
    std::vector<bool> has_meaning_;
};

}  // namespace assay::verifier
