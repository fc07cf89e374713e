// SPDX-License-Identifier: Apache-2.0
#include "storage/index/group.hpp"

#include "tests/support/support.hpp"

using namespace assay::storage;

TEST_CASE("a group ends once it is nearly full, after a file drawn by name and size", "[storage][group]") {
    int ends = 0;
    for (int i = 0; i < 1000; ++i) {
        const auto name = "file" + std::to_string(i) + ".c";
        CHECK_FALSE(ends_group(kGroupBytesMin - 1, name, 20'000));
        CHECK(ends_group(kGroupBytes, name, kGroupBytes / 8));
        CHECK_FALSE(ends_group(kGroupBytes, name, 0));
        ends += ends_group(kGroupBytesMin, name, kGroupBytes / 32);
    }
    CHECK(ends > 200);
    CHECK(ends < 300);
}
