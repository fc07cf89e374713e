// SPDX-License-Identifier: Apache-2.0
#include "verifier/judge/self_test.hpp"

#include "tests/verifier/pair.hpp"
#include "verifier/judge/mutation.hpp"

#include <set>

using namespace assay;
using namespace assay::verifier;
using namespace assay::test;

namespace {

std::string bytes_in(FileSource& original, const Mutation& mutation) {
    MutatedSource source(original, mutation);
    return to_text(need(read_all(source, 1U << 24)));
}

}  // namespace

TEST_CASE("the comparer notices every mutation of files of any size", "[verifier][self_test]") {
    const test::TempFolder folder;
    for (const std::size_t size : {0UL, 1UL, 2UL, 511UL, 512UL, 1024UL, 4096UL, 4097UL, 300'000UL, 1'000'000UL}) {
        write(folder / "x", std::string(size, 'a'));
        const auto file = file_of(folder / "x");
        for (std::uint64_t seed = 0; seed < 20; ++seed) {
            const auto test = need(self_test(file, seed));
            CAPTURE(size, seed, test.missed);
            CHECK(test.mutations == SelfTest::kMutations);
            CHECK(test.passed());
        }
    }
}

TEST_CASE("mutations follow from the seed, and none is the original", "[verifier][self_test]") {
    const test::TempFolder folder;
    Bytes random(20'000);
    test::CountingRandom(3).fill(random);
    for (const auto& original : {std::string(), std::string("x"), std::string(5000, '\0'), to_text(random)}) {
        write(folder / "x", original);
        const auto file = file_of(folder / "x");
        auto source = need(FileSource::open(file));
        std::set<std::string> different;
        for (std::uint64_t seed = 0; seed < 5; ++seed) {
            const auto once = need(make_mutations(source, seed, 16)), again = need(make_mutations(source, seed, 16));
            for (std::size_t i = 0; i < once.size(); ++i) {
                INFO(once[i].what);
                const auto mutated = bytes_in(source, once[i]);
                CHECK(mutated != original);
                CHECK(mutated == bytes_in(source, again[i]));
                different.insert(mutated);
            }
        }
        CHECK(different.size() >= 16);
    }
}

TEST_CASE("the mutations are those that comparers have missed before", "[verifier][self_test]") {
    const test::TempFolder folder;
    Bytes random(20'000);
    test::CountingRandom(4).fill(random);
    const auto original = to_text(random);
    write(folder / "x", original);
    const auto file = file_of(folder / "x");
    auto source = need(FileSource::open(file));
    const auto mutations = need(make_mutations(source, 1, SelfTest::kMutations));
    const auto some = [&](const auto& fits) {
        for (const auto& mutation : mutations)
            if (fits(bytes_in(source, mutation))) return true;
        return false;
    };
    CHECK(some([&](const std::string& bytes) { return bytes.empty(); }));
    CHECK(some([&](const std::string& bytes) { return bytes == original.substr(0, original.size() - 1); }));
    CHECK(some(
        [&](const std::string& bytes) { return bytes.size() == original.size() + 1 && bytes.starts_with(original); }));
    CHECK(some([&](const std::string& bytes) {
        return bytes.size() == original.size() && bytes.substr(1) == original.substr(1);
    }));
    CHECK(some([&](const std::string& bytes) {
        return bytes.size() == original.size() &&
               bytes.substr(0, original.size() - 1) == original.substr(0, original.size() - 1);
    }));
    // Only past the first page, which one comparer never looked beyond.
    CHECK(some([&](const std::string& bytes) {
        return bytes.size() == original.size() && bytes.substr(0, 4096) == original.substr(0, 4096);
    }));
}
