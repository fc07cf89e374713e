// SPDX-License-Identifier: Apache-2.0
#include "storage/recipe/release.hpp"

#include "tests/fuzz/fuzz.hpp"

namespace assay::fuzz {

void run(ByteView input) {
    if (const auto release = storage::Release::parse(text_of(input)); !release) check(release.error());
}

}  // namespace assay::fuzz
