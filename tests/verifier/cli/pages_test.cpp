// SPDX-License-Identifier: Apache-2.0
#include "verifier/cli/commands.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace assay;

TEST_CASE("the pages of verifier say what its commands do", "[verifier][cli]") {
    CHECK(problems_of_pages(verifier::verifier_command()) == std::vector<std::string>());
}
