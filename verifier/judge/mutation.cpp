// SPDX-License-Identifier: Apache-2.0
#include "verifier/judge/mutation.hpp"

#include <algorithm>
#include <functional>
#include <random>

namespace assay::verifier {

namespace {

constexpr std::uint64_t kBlockBytes = 512;
constexpr std::uint64_t kPageBytes = 4096;

/// Makes the mutations of one file, one after the other.
class Maker {
public:
    Maker(FileSource& original, std::uint64_t seed) : original_(original), size_(original.size()), random_(seed) {}

    /// The n-th. Kinds that a small file cannot have are replaced by others.
    Result<Mutation> make(unsigned n) {
        if (size_ == 0) return grown(n);
        switch (n) {
            case 0: return flipped(0);
            case 1: return flipped(size_ - 1);
            case 2: return Mutation{"its last byte left out", ranges({{0, size_ - 1}})};
            case 3: return grown(0);
            case 4: return Mutation{"nothing left", {}};
            case 5: return swapped();
            case 6: return flipped(size_ > kPageBytes ? kPageBytes + below(size_ - kPageBytes) : below(size_));
            case 7: return inserted();
            case 8: return left_out();
            case 9: return grown(1);
            default: return flipped(below(size_));
        }
    }

private:
    std::uint64_t below(std::uint64_t bound) {
        return std::uniform_int_distribution<std::uint64_t>(0, bound - 1)(random_);
    }

    static std::vector<Mutation::Piece> ranges(std::initializer_list<Mutation::Range> list) {
        std::vector<Mutation::Piece> out;
        for (const auto& range : list)
            if (range.from < range.to) out.emplace_back(range);
        return out;
    }

    Result<Bytes> bytes_at(std::uint64_t offset, std::uint64_t size) {
        Bytes out(size);
        original_.seek(offset);
        for (std::size_t have = 0; have < out.size();) {
            const auto got = TRY(original_.read(std::span(out).subspan(have)));
            if (got == 0) return fail(ErrorKind::Internal, "a mutation reaches past the end of its file");
            have += got;
        }
        return out;
    }

    Result<Mutation> flipped(std::uint64_t offset) {
        auto byte = TRY(bytes_at(offset, 1));
        const auto bit = below(8);
        byte[0] = static_cast<std::uint8_t>(byte[0] ^ (1U << bit));
        Mutation out{"bit " + std::to_string(bit) + " of byte " + std::to_string(offset) + " flipped",
                     ranges({{0, offset}})};
        out.pieces.emplace_back(std::move(byte));
        if (offset + 1 < size_) out.pieces.emplace_back(Mutation::Range{offset + 1, size_});
        return out;
    }

    Result<Mutation> grown(unsigned n) {
        // One byte, a block of zeros as archives are padded with, and then whatever comes.
        Bytes more(n == 0 ? 1 : n == 1 ? kBlockBytes : 1 + below(kPageBytes));
        if (n != 1)
            for (auto& byte : more) byte = static_cast<std::uint8_t>(below(256));
        Mutation out{std::to_string(more.size()) + " bytes put after its end", ranges({{0, size_}})};
        out.pieces.emplace_back(std::move(more));
        return out;
    }

    Result<Mutation> inserted() {
        const auto offset = below(size_);
        Mutation out{"a byte put in before byte " + std::to_string(offset), ranges({{0, offset}})};
        out.pieces.emplace_back(Bytes{static_cast<std::uint8_t>(below(256))});
        out.pieces.emplace_back(Mutation::Range{offset, size_});
        return out;
    }

    Result<Mutation> left_out() {
        const auto offset = below(size_);
        return Mutation{"byte " + std::to_string(offset) + " left out", ranges({{0, offset}, {offset + 1, size_}})};
    }

    Result<Mutation> swapped() {
        const auto blocks = size_ / kBlockBytes;
        // Blocks of padding or of a pattern are equal to one another: swapping those changes nothing.
        for (int attempt = 0; blocks >= 2 && attempt < 8; ++attempt) {
            const auto a = below(blocks - 1);
            const auto b = a + 1 + below(blocks - a - 1);
            const auto first = a * kBlockBytes, second = b * kBlockBytes;
            if (TRY(bytes_at(first, kBlockBytes)) == TRY(bytes_at(second, kBlockBytes))) continue;
            return Mutation{"the blocks at " + std::to_string(first) + " and " + std::to_string(second) + " swapped",
                            ranges({{0, first},
                                    {second, second + kBlockBytes},
                                    {first + kBlockBytes, second},
                                    {first, first + kBlockBytes},
                                    {second + kBlockBytes, size_}})};
        }
        return flipped(below(size_));
    }

    FileSource& original_;
    std::uint64_t size_;
    std::mt19937_64 random_;
};

}  // namespace

Result<std::vector<Mutation>> make_mutations(FileSource& original, std::uint64_t seed, unsigned count) {
    Maker maker(original, seed);
    std::vector<Mutation> out;
    for (unsigned n = 0; n < count; ++n) out.push_back(TRY(maker.make(n)));
    return out;
}

Result<std::size_t> MutatedSource::read(std::span<std::uint8_t> out) {
    for (; piece_ < mutation_.pieces.size(); ++piece_, within_ = 0) {
        const auto& piece = mutation_.pieces[piece_];
        const auto* range = std::get_if<Mutation::Range>(&piece);
        const auto* bytes = std::get_if<Bytes>(&piece);
        const auto left = (range != nullptr ? range->to - range->from : bytes->size()) - within_;
        const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(left, out.size()));
        if (size == 0) continue;
        std::size_t given = size;
        if (range != nullptr) {
            original_.seek(range->from + within_);
            given = TRY(original_.read(out.first(size)));
            if (given == 0) return fail(ErrorKind::Internal, "a mutation reaches past the end of its file");
        } else {
            std::copy_n(bytes->begin() + static_cast<std::ptrdiff_t>(within_), size, out.begin());
        }
        within_ += given;
        return given;
    }
    return 0U;
}

}  // namespace assay::verifier
