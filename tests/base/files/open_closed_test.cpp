// SPDX-License-Identifier: Apache-2.0
#include "base/files/open_closed.hpp"

#include "tests/base/files/child.hpp"
#include "tests/support/support.hpp"

#include <fstream>

#include <sys/stat.h>

using namespace assay;
using test::need;
namespace fs = std::filesystem;

namespace {

void put(const fs::path& path, const std::string& text) { std::ofstream(path) << text; }

}  // namespace

TEST_CASE("a file of ours is read whatever modes keep its owner out", "[base][files]") {
    test::TempFolder temp;
    fs::permissions(temp.path(), fs::perms(0777));
    const auto report = test::in_child_as_nobody([&]() -> std::string {
        const auto folder = need(need(Folder::open(temp.path())).make_folder("tree"_path));
        fs::create_directories(temp.path() / "tree/a/b");
        put(temp.path() / "tree/a/b/file", "text");
        for (const auto* path : {"tree/a/b/file", "tree/a/b", "tree/a", "tree"}) ::chmod((temp / path).c_str(), 0);
        return to_text(need(need(open_closed_file(folder, "a/b/file"_path)).read_all(100)));
    });
    CHECK(report == "text");
}

TEST_CASE("no link is followed to a closed file, and nothing else is taken for one", "[base][files]") {
    test::TempFolder temp;
    put(temp / "secret", "x");
    ::chmod((temp / "secret").c_str(), 0);
    fs::create_directories(temp / "tree/folder");
    fs::create_symlink("../secret", temp / "tree/link");
    fs::create_directory_symlink("folder", temp / "tree/way");
    put(temp / "tree/folder/file", "x");
    ::mkfifo((temp / "tree/fifo").c_str(), 0);
    const auto folder = need(Folder::open(temp / "tree"));
    CHECK(open_closed_file(folder, "link"_path).error().kind() == ErrorKind::Refused);
    CHECK(open_closed_file(folder, "way/file"_path).error().kind() == ErrorKind::Refused);
    CHECK(open_closed_file(folder, "fifo"_path).error().kind() == ErrorKind::Invalid);
    CHECK(open_closed_file(folder, "folder"_path).error().kind() == ErrorKind::Invalid);
    CHECK(open_closed_file(folder, "none"_path).error().kind() == ErrorKind::NotFound);
    struct ::stat raw{};
    REQUIRE(::stat((temp / "secret").c_str(), &raw) == 0);
    CHECK((raw.st_mode & 0777) == 0);
}

TEST_CASE("a file is moved between folders, never onto another", "[base][files]") {
    test::TempFolder temp;
    fs::create_directories(temp / "from/below");
    fs::create_directories(temp / "into");
    put(temp / "from/below/file", "new");
    put(temp / "into/taken", "old");
    const auto from = need(Folder::open(temp / "from")), into = need(Folder::open(temp / "into"));
    CHECK(move_between(from, "below/file"_path, into, "taken"_path).error().kind() == ErrorKind::Conflict);
    need(move_between(from, "below/file"_path, into, "file"_path));
    CHECK(test::read(temp / "into/file") == "new");
    CHECK(test::read(temp / "into/taken") == "old");
    CHECK_FALSE(fs::exists(temp / "from/below/file"));
}
