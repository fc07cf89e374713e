// SPDX-License-Identifier: Apache-2.0
#include "base/http/target.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace assay::fuzz {

void run(ByteView input) {
    // A query may escape what needs no escape; it is written in one form.
    settle(http::Target::parse, [](const http::Target& target) { return target.render(); }, text_of(input));
}

}  // namespace assay::fuzz
