// SPDX-License-Identifier: Apache-2.0
#include "base/files/space.hpp"

#include "tests/support/support.hpp"

using namespace assay;
using test::need;

TEST_CASE("too little space is reported before it runs out", "[base][space]") {
    test::TempFolder temp;
    const auto folder = need(Folder::open(temp.path()));
    CHECK(need(free_space(folder.descriptor())).bytes > 0);
    need(need_space(folder, 0, "writing"));
    const auto refused = need_space(folder, std::uint64_t{1} << 62, "writing the export");
    REQUIRE(!refused);
    CHECK(refused.error().kind() == ErrorKind::Full);
    CHECK(refused.error().message().starts_with("writing the export to \"" + temp.path().string() +
                                                "\": 4.6 EB are needed, "));
}
