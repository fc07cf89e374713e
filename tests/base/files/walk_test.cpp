// SPDX-License-Identifier: Apache-2.0
#include "base/files/walk.hpp"

#include "tests/support/support.hpp"

#include <filesystem>
#include <fstream>

#include <sys/stat.h>

using namespace assay;
using test::need;
namespace fs = std::filesystem;

namespace {

struct Tree {
    Tree() {
        fs::create_directories(temp.path() / "b/deep/er");
        fs::create_directories(temp.path() / "a");
        std::ofstream(temp.path() / "a/file") << "12345";
        std::ofstream(temp.path() / "a-") << "";
        std::ofstream(temp.path() / "b/deep/er/x") << "";
        fs::create_directory_symlink("..", temp.path() / "b/up");
        ::mkfifo((temp.path() / "fifo").c_str(), 0600);
        fs::permissions(temp.path() / "a/file", fs::perms(04755));
    }
    test::TempFolder temp;
    Folder root = need(Folder::open(temp.path()));
};

std::string paths(const std::vector<WalkEntry>& entries) {
    std::string out;
    for (const auto& entry : entries) out += entry.path.text() + " ";
    return out;
}

}  // namespace

TEST_CASE("a walk visits folders before their contents, names in the order of their bytes", "[base][walk]") {
    const Tree tree;
    const auto found = need(walk(tree.root));
    CHECK(paths(found) == "a a/file a- b b/deep b/deep/er b/deep/er/x b/up fifo ");
    CHECK(found[1].status.size == 5);
    CHECK(found[1].status.mode == 04755);
    CHECK(found[7].status.kind == FileKind::Link);
    CHECK(found[8].status.kind == FileKind::Fifo);
}

TEST_CASE("a visitor skips a folder, opens files by their holder, and can end the walk", "[base][walk]") {
    const Tree tree;
    std::string seen;
    need(walk(tree.root, [&](const WalkEntry& entry, const Folder& holder) -> Result<WalkNext> {
        seen += entry.path.text() + " ";
        if (entry.status.kind == FileKind::Regular)
            TRY(holder.open_file(need(RelativePath::parse(entry.path.filename()))));
        return entry.path.text() == "b" ? WalkNext::Skip : WalkNext::Enter;
    }));
    CHECK(seen == "a a/file a- b fifo ");
    const auto ended = walk(tree.root, [](const WalkEntry&, const Folder&) -> Result<WalkNext> {
        return fail(ErrorKind::Interrupted, "enough");
    });
    CHECK(ended.error().message() == "enough");
}

TEST_CASE("a walk ends at its limits", "[base][walk]") {
    const Tree tree;
    CHECK(walk(tree.root, {.entries = 9}));
    CHECK(walk(tree.root, {.entries = 8}).error().kind() == ErrorKind::Limit);
    CHECK(walk(tree.root, {.depth = 4}));
    const auto deep = walk(tree.root, {.depth = 3});
    REQUIRE(!deep);
    CHECK(deep.error().kind() == ErrorKind::Limit);
    CHECK(deep.error().message().ends_with("/b/deep/er\": lies deeper than 3 folders"));
}
