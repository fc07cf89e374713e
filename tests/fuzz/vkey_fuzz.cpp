// SPDX-License-Identifier: Apache-2.0
#include "crypto/tlog/vkey.hpp"

#include "tests/fuzz/fuzz.hpp"

namespace assay::fuzz {

void run(ByteView input) {
    read_and_write(crypto::NoteKey::parse, [](const crypto::NoteKey& key) { return key.render(); }, text_of(input));
}

}  // namespace assay::fuzz
