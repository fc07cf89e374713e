// SPDX-License-Identifier: Apache-2.0
#include "verifier/judge/self_test.hpp"

#include "verifier/judge/judge.hpp"
#include "verifier/judge/mutation.hpp"

namespace assay::verifier {

Result<SelfTest> self_test(const Descriptor& rebuilt, std::uint64_t seed, unsigned count, const Interrupt* interrupt) {
    auto original = TRY(FileSource::open(rebuilt));
    auto underneath = TRY(FileSource::open(rebuilt));
    const auto mutations = TRY(make_mutations(underneath, seed, count));

    // A comparer that calls everything different would pass; this one has to know the file itself again.
    const Mutation none{"nothing", original.size() > 0
                                       ? std::vector<Mutation::Piece>{Mutation::Range{0, original.size()}}
                                       : std::vector<Mutation::Piece>{}};
    MutatedSource unchanged(underneath, none);
    if (TRY(first_difference(unchanged, original, interrupt)))
        return fail(ErrorKind::Internal, "testing the comparer: it sees a difference between a file and itself");

    SelfTest out{.seed = seed, .mutations = mutations.size()};
    for (const auto& mutation : mutations) {
        MutatedSource mutated(underneath, mutation);
        original.seek(0);
        const bool is_first = &mutation == &mutations.front();
        const bool noticed = is_first ? !TRY(judge(mutated, original, interrupt)).is_identical()
                                      : TRY(first_difference(mutated, original, interrupt)).has_value();
        if (noticed)
            ++out.noticed;
        else
            out.missed.push_back(mutation.what);
    }
    return out;
}

}  // namespace assay::verifier
