// SPDX-License-Identifier: Apache-2.0
#include "crypto/evidence/policy.hpp"

#include "tests/fuzz/fuzz.hpp"

namespace assay::fuzz {

void run(ByteView input) {
    settle(crypto::Policy::parse, [](const crypto::Policy& policy) { return policy.render(); }, text_of(input));
}

}  // namespace assay::fuzz
