// SPDX-License-Identifier: Apache-2.0
#include "base/files/lock.hpp"

#include "tests/base/files/child.hpp"
#include "tests/support/support.hpp"

#include <filesystem>

#include <unistd.h>
#include <csignal>

using namespace assay;
using test::need;

TEST_CASE("a lock is held by one, and the second learns by whom", "[base][lock]") {
    test::TempFolder temp;
    const auto folder = need(Folder::open(temp.path()));
    {
        const auto held = need(FileLock::take(folder, "lock"_path));
        const auto second = FileLock::take(folder, "lock"_path);
        REQUIRE(!second);
        CHECK(second.error().kind() == ErrorKind::Busy);
        CHECK(second.error().message() ==
              "locking \"" + (temp / "lock").string() + "\": is held by process " + std::to_string(::getpid()));
        CHECK(test::in_child([&] { return test::message_of(FileLock::take(folder, "lock"_path)); }) ==
              second.error().message());
    }
    need(FileLock::take(folder, "lock"_path));
}

TEST_CASE("a killed holder holds nothing", "[base][lock]") {
    test::TempFolder temp;
    const auto folder = need(Folder::open(temp.path()));
    CHECK(test::in_child([&]() -> std::string {
              const auto held = need(FileLock::take(folder, "lock"_path));
              ::raise(SIGKILL);
              return {};
          }).starts_with("died"));
    need(FileLock::take(folder, "lock"_path));
}

TEST_CASE("a lock is not taken through a link", "[base][lock]") {
    test::TempFolder temp;
    std::filesystem::create_symlink("elsewhere", temp / "lock");
    CHECK(FileLock::take(need(Folder::open(temp.path())), "lock"_path).error().kind() == ErrorKind::Refused);
    CHECK(!std::filesystem::exists(temp / "elsewhere"));
}
