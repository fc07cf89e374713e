// SPDX-License-Identifier: Apache-2.0
#include "crypto/tlog/checkpoint.hpp"

#include "tests/fuzz/fuzz.hpp"

namespace assay::fuzz {

void run(ByteView input) {
    read_and_write(
        crypto::Checkpoint::parse, [](const crypto::Checkpoint& checkpoint) { return checkpoint.render(); },
        text_of(input));
}

}  // namespace assay::fuzz
