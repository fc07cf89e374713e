// SPDX-License-Identifier: Apache-2.0
#include "base/files/private_folder.hpp"

#include "tests/base/files/child.hpp"
#include "tests/support/support.hpp"

#include <sys/stat.h>

using namespace assay;
using test::need;
namespace fs = std::filesystem;

namespace {

unsigned mode_of(const fs::path& path) {
    struct ::stat raw{};
    return ::stat(path.c_str(), &raw) == 0 ? raw.st_mode & 07777 : 0;
}

}  // namespace

TEST_CASE("a private folder is closed to others, whatever was there before", "[base][files]") {
    test::TempFolder temp;
    const auto was = ::umask(0);
    need(private_folder(temp / "new/one"));
    fs::create_directory(temp / "open");
    ::chmod((temp / "open").c_str(), 0777);
    need(private_folder(temp / "open"));
    ::umask(was);
    CHECK(mode_of(temp / "new") == 0700);
    CHECK(mode_of(temp / "new/one") == 0700);
    CHECK(mode_of(temp / "open") == 0700);
}

TEST_CASE("a folder that everybody shares, or that is somebody else's, is no private one", "[base][files]") {
    test::TempFolder temp;
    fs::create_directory(temp / "shared");
    ::chmod((temp / "shared").c_str(), 01777);
    CHECK(private_folder(temp / "shared").error().kind() == ErrorKind::Refused);
    CHECK(mode_of(temp / "shared") == 01777);
    fs::permissions(temp.path(), fs::perms(0755));
    fs::create_directory(temp / "mine");
    fs::permissions(temp / "mine", fs::perms(0777));
    const auto report = test::in_child_as_nobody([&]() -> std::string {
        if (::geteuid() != 0 && ::access(temp.path().c_str(), W_OK) == 0) return "own folder";
        const auto taken = private_folder(temp / "mine");
        return taken ? "taken" : std::string(name_of(taken.error().kind()));
    });
    if (report != "own folder") CHECK(report == "refused");
    CHECK(mode_of(temp / "mine") == 0777);
}
