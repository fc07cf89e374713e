// SPDX-License-Identifier: Apache-2.0
#include "storage/layout/layout.hpp"

#include "base/files/read.hpp"
#include "tests/support/support.hpp"

using namespace assay;
using namespace assay::storage;
using test::need;

TEST_CASE("files of a source and artifacts lie below their folders", "[storage][layout]") {
    CHECK(need(layout::source_file("a_1.dsc"_path)).text() == "source/a_1.dsc");
    CHECK(need(layout::artifact("usr/sbin/routerd"_path)).text() == "artifacts/usr/sbin/routerd");
    const auto longest = need(RelativePath::parse(std::string(250, 'a') + "/" + std::string(250, 'b')));
    auto path = longest;
    while (path.text().size() + longest.text().size() < RelativePath::kPathBytesMax) path = need(path.join(longest));
    CHECK(path.text().size() + 10 > 3500);
    CHECK(layout::artifact(path).has_value() ==
          (path.text().size() + std::string_view("artifacts/").size() <= RelativePath::kPathBytesMax));
}
