// SPDX-License-Identifier: Apache-2.0
#include "crypto/tlog/tlog_policy.hpp"

#include "tests/fuzz/fuzz.hpp"

namespace assay::fuzz {

void run(ByteView input) {
    settle(crypto::TlogPolicy::parse, [](const crypto::TlogPolicy& policy) { return policy.render(); }, text_of(input));
}

}  // namespace assay::fuzz
