// SPDX-License-Identifier: Apache-2.0
#include "base/terminal/checklist.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace assay;

TEST_CASE("a checklist is well until something is bad", "[base][console]") {
    Checklist checks;
    CHECK(checks.is_well());
    checks.add("a", Mark::Good, "is here").add("b", Mark::Caution, "some work needs it");
    checks.add_file("/", "base-files", Mark::Bad).add_file("/nowhere/at/all", "nothing", Mark::Caution);
    CHECK(checks.is_well());
    checks.add_file("/nowhere/at/all", "nothing", Mark::Bad);
    CHECK_FALSE(checks.is_well());
}
