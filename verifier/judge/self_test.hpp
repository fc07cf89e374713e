// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/interrupt.hpp"
#include "base/files/descriptor.hpp"

#include <vector>

namespace assay::verifier {

/// Whether the comparer still notices, tried on the very file it is about to judge.
struct SelfTest {
    static constexpr unsigned kMutations = 16;

    std::uint64_t seed = 0;
    std::uint64_t mutations = 0;
    std::uint64_t noticed = 0;
    std::vector<std::string> missed;  ///< what was done to the file and not noticed

    bool passed() const { return mutations > 0 && noticed == mutations; }
};

/// Shows the comparer seeded mutations of `rebuilt` through the loop that judge() uses, one of them through all of
/// judge(), digests included. Nothing is copied; it reads the file at most `count` + 3 times.
/// Errors: Invalid when it is no regular file; io_error's; Interrupted; Internal when the comparer sees a difference
/// where there is none.
Result<SelfTest> self_test(const Descriptor& rebuilt, std::uint64_t seed, unsigned count = SelfTest::kMutations,
                           const Interrupt* interrupt = nullptr);

}  // namespace assay::verifier
