// SPDX-License-Identifier: Apache-2.0
#include "base/cell/memory_file.hpp"

#include "tests/support/support.hpp"

#include <unistd.h>

using namespace assay;
using namespace assay::test;

TEST_CASE("a file in memory holds what it was given, and can be sealed", "[base][cell][memory]") {
    const auto open = need(cell::memory_file("data", bytes_of("text")));
    CHECK(::pwrite(open.number(), "x", 1, 0) == 1);
    const auto sealed = need(cell::sealed_file("data", bytes_of("text")));
    CHECK(::pwrite(sealed.number(), "x", 1, 0) < 0);
    CHECK(::ftruncate(sealed.number(), 1) != 0);
    char text[8] = {};
    CHECK(::pread(sealed.number(), text, sizeof text, 0) == 4);
    CHECK(std::string(text) == "text");
}
