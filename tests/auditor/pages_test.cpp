// SPDX-License-Identifier: Apache-2.0
#include "auditor/cli/commands.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace assay;

TEST_CASE("the pages of auditor say what its commands do", "[auditor][cli]") {
    CHECK(problems_of_pages(auditor::auditor_command()) == std::vector<std::string>());
}
