// SPDX-License-Identifier: Apache-2.0
#include "crypto/record/agreement_file.hpp"

#include "tests/fuzz/fuzz.hpp"

namespace assay::fuzz {

void run(ByteView input) {
    settle(
        crypto::AgreementFile::parse, [](const crypto::AgreementFile& file) { return file.render(); }, text_of(input));
}

}  // namespace assay::fuzz
