// SPDX-License-Identifier: Apache-2.0
#include "verifier/judge/judge.hpp"

#include "base/files/durable.hpp"
#include "tests/verifier/pair.hpp"
#include "verifier/judge/mutation.hpp"

#include <rapidcheck.h>

#include <fcntl.h>

using namespace assay;
using namespace assay::verifier;
using namespace assay::test;

namespace {

Judgement judged(std::string_view deployed, std::string_view rebuilt) {
    MemorySource one(bytes_of(deployed)), other(bytes_of(rebuilt));
    return need(judge(one, other));
}

/// Gives its bytes in pieces of odd sizes.
class Dripping final : public ByteSource {
public:
    Dripping(ByteView bytes, std::size_t piece) : left_(bytes), piece_(piece) {}
    Result<std::size_t> read(std::span<std::uint8_t> out) override {
        const auto size = std::min({out.size(), left_.size(), piece_});
        std::copy_n(left_.begin(), size, out.begin());
        left_ = left_.subspan(size);
        return size;
    }

private:
    ByteView left_;
    std::size_t piece_;
};

}  // namespace

TEST_CASE("equal bytes are identical, and nothing else is", "[verifier][judge]") {
    CHECK(judged("", "").is_identical());
    CHECK(judged("same", "same").is_identical());
    for (const auto* other : {"", "sam", "samE", "Same", "same ", "samesame"}) {
        CHECK_FALSE(judged(other, "same").is_identical());
        CHECK_FALSE(judged("same", other).is_identical());
    }
}

TEST_CASE("a judgement says where the difference is, how large both are, and their digests", "[verifier][judge]") {
    const auto judgement = judged("0123456789abcdefXYZ", "0123456789AB");
    REQUIRE(judgement.first());
    CHECK(judgement.first()->offset == 10);
    CHECK(text_of(judgement.first()->expected) == "AB");
    CHECK(text_of(judgement.first()->found) == "abcdefXY");
    CHECK(judgement.deployed_size() == 19);
    CHECK(judgement.rebuilt_size() == 12);
    CHECK(judgement.deployed() == crypto::DigestSet::of(bytes_of("0123456789abcdefXYZ")));
    CHECK(judgement.rebuilt() == crypto::DigestSet::of(bytes_of("0123456789AB")));
    const auto shorter = judged("0123", "012345");
    CHECK(shorter.first()->offset == 4);
    CHECK(shorter.first()->found.empty());
}

TEST_CASE("a difference past the first chunks is found where it is", "[verifier][judge]") {
    std::string one(3'000'000, 'x'), other = one;
    other[2'999'999] = 'y';
    CHECK(judged(other, one).first()->offset == 2'999'999);
    other = one;
    other[262'144] = 'y';
    CHECK(judged(other, one).first()->offset == 262'144);
    CHECK(judged(one + "z", one).first()->offset == 3'000'000);
}

TEST_CASE("how a source hands out its bytes makes no difference", "[verifier][judge]") {
    Bytes bytes(700'000);
    test::CountingRandom(7).fill(bytes);
    for (const std::size_t piece : {1'000UL, 262'143UL, 262'145UL}) {
        Dripping one(bytes, piece), other(bytes, 31'337);
        CHECK(need(judge(one, other)).is_identical());
    }
}

TEST_CASE("files are read by offset, whatever their descriptors' positions", "[verifier][judge]") {
    const test::TempFolder folder;
    write(folder / "a", "some bytes");
    write(folder / "b", "some bytes");
    const auto one = file_of(folder / "a"), other = file_of(folder / "b");
    Bytes buffer(4);
    need(one.read_some(buffer));
    CHECK(need(judge(one, other)).is_identical());
    CHECK(need(judge(one, one)).is_identical());
    const auto pipe = file_of("/dev/null");
    CHECK(judge(pipe, other).error().kind() == ErrorKind::Invalid);
}

TEST_CASE("no mutation of a file is ever identical to it", "[verifier][judge]") {
    const test::TempFolder folder;
    rc::check("judge(x, mutate(x)) differs", [&](const std::vector<std::uint8_t>& bytes, std::uint64_t seed) {
        write(folder / "x", text_of(bytes));
        const auto file = file_of(folder / "x");
        auto original = need(FileSource::open(file));
        auto underneath = need(FileSource::open(file));
        for (const auto& mutation : need(make_mutations(underneath, seed, 24))) {
            MutatedSource mutated(underneath, mutation);
            original.seek(0);
            RC_ASSERT(!need(judge(mutated, original)).is_identical());
        }
    });
}

TEST_CASE("a file that does not say how long it is is not judged", "[verifier][judge]") {
    const TempFolder home;
    need(write_durably(home / "empty", {}));
    const auto empty = need(Descriptor::open(home / "empty", O_RDONLY));
    CHECK(need(judge(empty, empty)).is_identical());
    const auto endless = need(Descriptor::open("/proc/version", O_RDONLY));
    const auto judgement = judge(endless, empty);
    REQUIRE_FALSE(judgement);
    CHECK(judgement.error().kind() == ErrorKind::Conflict);
    const auto unreadable = need(Descriptor::open("/proc/self/mem", O_RDONLY));
    const auto neither = judge(unreadable, empty);
    REQUIRE_FALSE(neither);
    CHECK(neither.error().kind() == ErrorKind::Io);
}
