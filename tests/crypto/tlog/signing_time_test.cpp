// SPDX-License-Identifier: Apache-2.0
#include "crypto/tlog/signing_time.hpp"

#include "tests/support/support.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace assay;
using namespace assay::crypto;

TEST_CASE("a signature has the clock's time, but where the clock was set back a little", "[crypto][signing_time]") {
    const auto at = [](std::int64_t seconds) { return test::need(Time::from_seconds(1'800'000'000 + seconds)); };
    CHECK(signing_time(at(0), std::nullopt) == at(0));
    CHECK(signing_time(at(1), at(0)) == at(1));
    CHECK(signing_time(at(0), at(0)) == at(0));
    CHECK(signing_time(at(0), at(1)) == at(1));
    CHECK(signing_time(at(0), at(kClockStepSeconds)) == at(kClockStepSeconds));
    CHECK(signing_time(at(0), at(kClockStepSeconds + 1)) == at(0));
}
