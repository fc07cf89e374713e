// SPDX-License-Identifier: Apache-2.0
#include "base/files/attributes.hpp"

#include "tests/support/support.hpp"

#include <fcntl.h>
#include <sys/xattr.h>

using namespace assay;
using test::need;

TEST_CASE("the attributes of a file are read and removed", "[base][files]") {
    test::TempFolder temp;
    const auto file = need(Descriptor::open(temp / "file", O_CREAT | O_RDWR, 0600));
    CHECK(need(attributes_of(file)).count("user.note") == 0);
    if (::fsetxattr(file.number(), "user.note", "text", 4, 0) != 0) SKIP("this file system has no attributes");
    const auto found = need(attributes_of(file));
    REQUIRE(found.contains("user.note"));
    CHECK(to_text(found.at("user.note")) == "text");
    need(remove_attributes(file, found));
    CHECK_FALSE(need(attributes_of(file)).contains("user.note"));
}
