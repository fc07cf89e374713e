// SPDX-License-Identifier: Apache-2.0
#include "base/files/copy.hpp"

#include "tests/base/files/child.hpp"
#include "tests/support/support.hpp"

#include <fstream>

using namespace assay;
using test::need;

TEST_CASE("a file gets another name, or a copy, links followed", "[base][files]") {
    test::TempFolder temp;
    std::ofstream(temp / "from") << "content";
    std::filesystem::create_symlink("from", temp / "link");
    need(link_or_copy_file(temp / "link", temp / "to"));
    CHECK(std::filesystem::is_regular_file(std::filesystem::symlink_status(temp / "to")));
    CHECK(test::read(temp / "to") == "content");
    CHECK(link_or_copy_file(temp / "from", temp / "to").error().kind() == ErrorKind::Conflict);
    CHECK(test::read(temp / "to") == "content");
    CHECK(link_or_copy_file(temp / "nowhere", temp / "new").error().kind() == ErrorKind::NotFound);
}

TEST_CASE("a copy to a full disk is reported as that, and leaves nothing", "[base][files]") {
    test::TempFolder temp;
    std::ofstream(temp / "from") << std::string(1U << 20, 'x');
    std::filesystem::create_directory(temp / "disk");
    CHECK(test::in_child_with_disk(temp / "disk", 64U << 10, [&] {
              const auto copied = link_or_copy_file(temp / "from", temp / "disk/to");
              const bool is_left = std::filesystem::exists(temp / "disk/to");
              return std::string(copied ? "copied" : name_of(copied.error().kind())) + (is_left ? ", left" : "");
          }) == "full");
}
