// SPDX-License-Identifier: Apache-2.0
#include "verifier/judge/judge.hpp"

#include "verifier/judge/file_source.hpp"
#include "verifier/judge/fill.hpp"

#include <algorithm>

namespace assay::verifier {

namespace {

constexpr std::size_t kChunkBytes = 256U << 10;

/// Computes the digests and counts the bytes of what is read through it.
class HashingSource final : public ByteSource {
public:
    explicit HashingSource(ByteSource& from) : from_(from) {}

    Result<std::size_t> read(std::span<std::uint8_t> out) override {
        const auto got = TRY(from_.read(out));
        digests_.update(ByteView(out.first(got)));
        size_ += got;
        return got;
    }
    Status drain(const Interrupt* interrupt) {
        Bytes buffer(kChunkBytes);
        while (TRY(read(buffer)) > 0)
            if (interrupt != nullptr) TRY(interrupt->check("comparing bytes"));
        return {};
    }
    std::uint64_t size() const { return size_; }
    crypto::DigestSet finish() { return digests_.finish(); }

private:
    ByteSource& from_;
    crypto::DigestSetStream digests_;
    std::uint64_t size_ = 0;
};

}  // namespace

Difference Difference::within(std::uint64_t offset, ByteView deployed, ByteView rebuilt) {
    const auto at = static_cast<std::size_t>(std::ranges::mismatch(deployed, rebuilt).in1 - deployed.begin());
    const auto shown = [at](ByteView bytes) {
        const auto rest = bytes.subspan(std::min(at, bytes.size()));
        return to_bytes(rest.first(std::min(rest.size(), kShownBytes)));
    };
    return {.offset = offset + at, .expected = shown(rebuilt), .found = shown(deployed)};
}

Result<std::optional<Difference>> first_difference(ByteSource& deployed, ByteSource& rebuilt,
                                                   const Interrupt* interrupt) {
    Bytes found_buffer(kChunkBytes), expected_buffer(kChunkBytes);
    for (std::uint64_t offset = 0;; offset += kChunkBytes) {
        if (interrupt != nullptr) TRY(interrupt->check("comparing bytes"));
        const auto found = TRY(fill_whole(deployed, found_buffer));
        const auto expected = TRY(fill_whole(rebuilt, expected_buffer));
        if (!equal(found, expected)) return Difference::within(offset, found, expected);
        if (found.size() < kChunkBytes) return std::optional<Difference>();
    }
}

bool Judgement::is_identical() const {
    return !first_ && deployed_.size == rebuilt_.size && deployed_.digests == rebuilt_.digests;
}

Result<Judgement> judge(ByteSource& deployed, ByteSource& rebuilt, const Interrupt* interrupt) {
    HashingSource found(deployed), expected(rebuilt);
    auto first = TRY(first_difference(found, expected, interrupt));
    if (first) {
        TRY(found.drain(interrupt));
        TRY(expected.drain(interrupt));
    }
    const auto is_same = !first.has_value();
    Judgement out({found.finish(), found.size()}, {expected.finish(), expected.size()}, std::move(first));
    if (is_same != (out.deployed() == out.rebuilt()))
        return fail(ErrorKind::Internal,
                    "comparing bytes: the bytes and their digests disagree on whether they differ");
    return out;
}

Result<Judgement> judge(const Descriptor& deployed, const Descriptor& rebuilt, const Interrupt* interrupt) {
    auto found = TRY(FileSource::open(deployed));
    auto expected = TRY(FileSource::open(rebuilt));
    auto out = TRY(judge(found, expected, interrupt));
    TRY(found.check_unchanged());
    TRY(expected.check_unchanged());
    return out;
}

}  // namespace assay::verifier
