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

TEST_CASE("packages that are missing come together, other next steps stay with their line", "[base][console]") {
    Checklist checks;
    checks.add("bubblewrap", Mark::Bad, "is not installed", {"apt install bubblewrap"});
    checks.add_file("/nowhere/at/all", "apt-utils", Mark::Caution)
        .add_file("/nowhere/else", "apt-utils", Mark::Caution);
    checks.add("cell", Mark::Bad, "no namespace", {"sysctl -w x=1", "apt install newer bubblewrap from elsewhere"});
    CHECK(checks.packages() == std::set<std::string>{"apt-utils", "bubblewrap"});
}
