// SPDX-License-Identifier: Apache-2.0
#include "escrow/recipe/file_name.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace assay;

TEST_CASE("the file name of a release says name and version by custom", "[escrow][recipe]") {
    struct Case {
        std::string_view name, stem, product, version;
    };
    for (const auto& each :
         {Case{"hello-2.10.tar.gz", "hello-2.10", "hello", "2.10"},
          Case{"hello_2.10.orig.tar.xz", "hello_2.10", "hello", "2.10"},
          Case{"router-os-v1.2.zip", "router-os-v1.2", "router-os", "1.2"},
          Case{"lib2to3-1.0-rc1.tgz", "lib2to3-1.0-rc1", "lib2to3", "1.0-rc1"}, Case{"app.tar", "app", "app", ""},
          Case{"app-", "app-", "app-", ""}, Case{"my app-1.tar.zst", "my app-1", "my app", "1"},
          Case{".zip", ".zip", ".zip", ""}, Case{"-1.zip", "-1", "-1", ""}, Case{"", "", "", ""}}) {
        CAPTURE(each.name);
        const auto parts = escrow::parts_of_file_name(each.name);
        CHECK(parts.stem == each.stem);
        CHECK(parts.product == each.product);
        CHECK(parts.version.value_or("") == each.version);
    }
}
