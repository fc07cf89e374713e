// SPDX-License-Identifier: Apache-2.0
#include "escrow/pilot/programs.hpp"

#include "tests/support/support.hpp"

using namespace assay;
using namespace assay::escrow;

TEST_CASE("a command line is shown as a shell takes it", "[escrow][pilot]") {
    CHECK(shown({"escrow", "key", "new", "Pilot Root", "--out", "root"}) == "escrow key new 'Pilot Root' --out root");
    CHECK(shown({"a", ""}) == "a ''");
    CHECK(shown({"it's", "$x"}) == R"('it'\''s' '$x')");
    CHECK(shown({"https://127.0.0.1:8443", "./a/b", "a=b"}) == "https://127.0.0.1:8443 ./a/b a=b");
}
