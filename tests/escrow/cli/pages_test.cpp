// SPDX-License-Identifier: Apache-2.0
#include "escrow/cli/commands.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace assay;

TEST_CASE("the pages of escrow say what its commands do", "[escrow][cli]") {
    CHECK(problems_of_pages(escrow::escrow_command()) == std::vector<std::string>());
}
