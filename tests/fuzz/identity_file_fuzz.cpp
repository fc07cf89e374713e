// SPDX-License-Identifier: Apache-2.0
#include "crypto/statement/identity_file.hpp"

#include "tests/fuzz/fuzz.hpp"

namespace assay::fuzz {

void run(ByteView input) {
    settle(crypto::IdentityFile::parse, [](const crypto::IdentityFile& file) { return file.render(); }, text_of(input));
}

}  // namespace assay::fuzz
