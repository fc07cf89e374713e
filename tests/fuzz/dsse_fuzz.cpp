// SPDX-License-Identifier: Apache-2.0
#include "crypto/statement/dsse.hpp"

#include "tests/fuzz/fuzz.hpp"

namespace assay::fuzz {

void run(ByteView input) {
    settle(
        crypto::DsseEnvelope::parse, [](const crypto::DsseEnvelope& envelope) { return envelope.render(); },
        text_of(input));
}

}  // namespace assay::fuzz
