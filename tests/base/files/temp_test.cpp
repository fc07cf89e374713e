// SPDX-License-Identifier: Apache-2.0
#include "base/files/temp.hpp"

#include "base/files/durable.hpp"
#include "tests/support/support.hpp"

#include <filesystem>

using namespace assay;
using test::need;
namespace fs = std::filesystem;

TEST_CASE("a temporary folder is private, and goes with all it holds", "[base][temp]") {
    fs::path path;
    {
        auto first = need(TempFolder::make());
        const auto temp = std::move(first);
        path = temp.path();
        CHECK(need(temp.folder().status()).mode == 0700);
        need(temp.folder().make_folder("a/b"_path));
        need(write_durably(temp.folder(), "a/b/c"_path, bytes_of("x")));
        need(temp.folder().make_link("link"_path, "/etc"));
        CHECK(fs::exists(path / "a/b/c"));
    }
    CHECK(!fs::exists(path));
    CHECK(fs::exists("/etc"));
}

TEST_CASE("a temporary folder is made where it was asked for", "[base][temp]") {
    test::TempFolder parent;
    const auto temp = need(TempFolder::make(parent.path()));
    CHECK(temp.path().parent_path() == parent.path());
    CHECK(TempFolder::make("/nonexistent").error().kind() == ErrorKind::NotFound);
}
