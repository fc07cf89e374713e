// SPDX-License-Identifier: Apache-2.0
#include "base/files/head.hpp"

#include "base/files/durable.hpp"
#include "tests/support/support.hpp"

#include <catch2/catch_test_macros.hpp>

#include <sys/stat.h>

using namespace assay;
using namespace assay::test;

TEST_CASE("the head of a file is what can be read of it, and nothing where that is nothing", "[base][files][head]") {
    const TempFolder home;
    need(write_durably(home / "file", bytes_of("beginning")));
    CHECK(head_of_file(home / "file", 5) == "begin");
    CHECK(head_of_file(home / "file", 100) == "beginning");
    CHECK(head_of_file(home / "nowhere", 5).empty());
    CHECK(head_of_file(home.path(), 5).empty());
    REQUIRE(::mkfifo((home / "fifo").c_str(), 0600) == 0);
    CHECK(head_of_file(home / "fifo", 5).empty());
}
