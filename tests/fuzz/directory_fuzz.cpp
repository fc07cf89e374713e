// SPDX-License-Identifier: Apache-2.0
#include "storage/index/directory.hpp"

#include "tests/fuzz/fuzz.hpp"

namespace assay::fuzz {

void run(ByteView input) {
    const auto directory = storage::Directory::decode(input);
    if (!directory) return check(directory.error());
    hold(equal(need(directory->encode(), "what was read can be written").bytes, input), "a directory has one form");
}

}  // namespace assay::fuzz
