// SPDX-License-Identifier: Apache-2.0
#include "storage/recipe/lock.hpp"

#include "tests/fuzz/fuzz.hpp"

namespace assay::fuzz {

void run(ByteView input) {
    read_and_write(storage::Lock::parse, [](const storage::Lock& lock) { return lock.render(); }, text_of(input));
}

}  // namespace assay::fuzz
