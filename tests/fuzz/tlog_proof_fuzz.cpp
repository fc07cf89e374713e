// SPDX-License-Identifier: Apache-2.0
#include "crypto/tlog/tlog_proof.hpp"

#include "tests/fuzz/fuzz.hpp"

namespace assay::fuzz {

void run(ByteView input) {
    read_and_write(
        crypto::TlogProof::parse, [](const crypto::TlogProof& proof) { return proof.render(); }, text_of(input));
}

}  // namespace assay::fuzz
