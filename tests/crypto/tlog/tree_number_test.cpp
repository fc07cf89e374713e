// SPDX-License-Identifier: Apache-2.0
#include "crypto/tlog/tree_number.hpp"

#include "tests/support/support.hpp"

#include <rapidcheck.h>

using namespace assay;
using namespace assay::crypto;

TEST_CASE("a tree's size ends below 2^63", "[crypto][merkle]") {
    CHECK(TreeSize::from(INT64_MAX));
    CHECK(TreeSize::from(std::uint64_t{1} << 63).error().kind() == ErrorKind::Limit);
    CHECK(TreeSize::parse("9223372036854775807", "the size")->value() == TreeSize::kMax);
    for (const auto* large :
         {"9223372036854775808", "18446744073709551615", "18446744073709551616", "99999999999999999999999"}) {
        const auto size = TreeSize::parse(large, "the size");
        REQUIRE_FALSE(size);
        CHECK(size.error().kind() == ErrorKind::Limit);
    }
}

TEST_CASE("a tree's size is read as a plain decimal", "[crypto][merkle]") {
    for (const auto* bad : {"", "-1", "+1", " 1", "1 ", "01", "00", "0x1", "1e3", "1.0", "\xd9\xa1"}) {
        const auto size = TreeSize::parse(bad, "the size");
        REQUIRE_FALSE(size);
        CHECK(size.error().kind() == ErrorKind::Invalid);
    }
    CHECK(test::message_of(TreeSize::parse("x", "the size")) == "the size \"x\" is not a plain decimal number");
}

TEST_CASE("a tree's size is read as it is written", "[crypto][merkle]") {
    CHECK(rc::check([](std::uint64_t value) {
        const auto size = TreeSize::from(value >> 1);
        RC_ASSERT(*TreeSize::parse(size->render(), "the size") == *size);
    }));
}
