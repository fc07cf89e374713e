// SPDX-License-Identifier: Apache-2.0
#include "storage/archive/tree_writer.hpp"

#include "tests/storage/command.hpp"

using namespace assay;
using namespace assay::storage;

namespace {

ArchiveEntry a_file(std::string path, std::uint32_t mode = 0644) {
    return {.path = std::move(path), .mode = mode, .size = 1};
}
ArchiveEntry a_folder(std::string path, std::uint32_t mode = 0755) {
    return {.path = std::move(path), .kind = ArchivedKind::Folder, .mode = mode};
}
ArchiveEntry symlink_to(std::string path, std::string target) {
    return {.path = std::move(path), .kind = ArchivedKind::Link, .target = std::move(target)};
}
ArchiveEntry hard_link(std::string path, std::string target) {
    return {.path = std::move(path), .kind = ArchivedKind::HardLink, .target = std::move(target)};
}

/// A folder to write in, with something beside it that must not change.
struct Place {
    test::TempFolder work;
    Folder inside = test::need(Folder::make(work / "inside"));
    Place() { test::write(work / "outside", "safe"); }

    Status write(const std::vector<ArchiveEntry>& entries, TreeWriterOptions options = {}) const {
        TreeWriter writer(inside, options);
        for (const auto& entry : entries) {
            TRY(writer.entry(entry));
            if (entry.kind == ArchivedKind::File && entry.size > 0) TRY(writer.content(bytes_of("x")));
        }
        return writer.finish();
    }
    FileStatus status(const RelativePath& path) const { return test::need(inside.status(path)); }
};

std::string refusal_of(const std::vector<ArchiveEntry>& entries, TreeWriterOptions options = {}) {
    const Place place;
    const auto refusal = test::message_of(place.write(entries, options));
    CHECK(test::read(place.work / "outside") == "safe");
    return refusal;
}

}  // namespace

TEST_CASE("files, folders and links are written with modes and times", "[storage][intake]") {
    const Place place;
    auto early = a_file("a/run", 0777);
    early.modified = 1'000'000'000;
    auto late = a_folder("a", 0700);
    late.modified = 1'200'000'000;
    test::need(place.write(
        {early, a_file("b", 0200), symlink_to("a/l", "run"), hard_link("c", "b"), a_folder("empty", 0111), late}));
    CHECK(place.status("a/run"_path).mode == 0755);
    CHECK(place.status("a/run"_path).modified == 1'000'000'000);
    CHECK(place.status("a"_path).mode == 0700);
    CHECK(place.status("a"_path).modified == 1'200'000'000);
    CHECK(place.status("b"_path).mode == 0600);
    CHECK(place.status("b"_path).inode == place.status("c"_path).inode);
    CHECK(place.status("empty"_path).mode == 0711);
    CHECK(test::need(place.inside.read_link("a/l"_path)) == "run");
}

TEST_CASE("folders that only their contents name get mode 755 and the newest time", "[storage][intake]") {
    const Place place;
    auto old = a_file("x/y/z");
    old.modified = 500;
    auto newer = a_file("x/w");
    newer.modified = 900;
    test::need(place.write({old, newer}));
    CHECK(place.status("x/y"_path).mode == 0755);
    CHECK(place.status("x/y"_path).modified == 900);
    CHECK(place.status("x"_path).modified == 900);
}

TEST_CASE("one time for everything, where one is given", "[storage][intake]") {
    const Place place;
    test::need(place.write({a_folder("d"), a_file("d/f"), symlink_to("d/l", "f")}, {.modified = 77}));
    for (const auto& path : {RelativePath("d"_path), RelativePath("d/f"_path), RelativePath("d/l"_path)})
        CHECK(place.status(path).modified == 77);
}

TEST_CASE("set-id and sticky bits are left away and reported", "[storage][intake]") {
    const Place place;
    TreeWriter writer(place.inside, {});
    test::need(writer.entry(a_file("su", 06755)));
    test::need(writer.content(bytes_of("x")));
    test::need(writer.entry(a_folder("tmp", 01777)));
    test::need(writer.finish());
    CHECK(place.status("su"_path).mode == 0755);
    CHECK(place.status("tmp"_path).mode == 0755);
    CHECK(writer.without_special_bits() == 2);
    CHECK(writer.first_without_special_bits().at(0).text() == "su");
}

TEST_CASE("one name is taken once", "[storage][intake]") {
    CHECK(refusal_of({a_file("a"), a_file("a")}) == "entry \"a\": appears twice");
    CHECK(refusal_of({a_folder("a"), a_folder("a")}) == "entry \"a\": appears twice");
    CHECK(refusal_of({symlink_to("a", "b"), a_file("a")}) == "entry \"a\": appears twice");
    CHECK(refusal_of({a_file("a/b"), a_file("a")}) == "entry \"a\": appears twice");
    CHECK(refusal_of({a_file("a/b"), a_folder("a"), a_folder("a")}) == "entry \"a\": appears twice");
    CHECK(refusal_of({a_file("a/b"), a_folder("a")}).empty());
    CHECK(refusal_of({a_file("a"), a_file("A")}).empty());
}

TEST_CASE("nothing is written through a link or below a file", "[storage][intake]") {
    CHECK(refusal_of({a_folder("d"), symlink_to("l", "d"), a_file("l/x")}) ==
          "entry \"l/x\": lies in \"l\", which is a symbolic link");
    CHECK(refusal_of({symlink_to("l", "nowhere"), a_file("l/a/b/x")}) ==
          "entry \"l/a\": lies in \"l\", which is a symbolic link");
    CHECK(refusal_of({a_file("f"), a_file("f/x")}) == "entry \"f/x\": lies in \"f\", which is a file");
    CHECK(refusal_of({a_file("f"), hard_link("h", "f"), a_file("h/x")}) ==
          "entry \"h/x\": lies in \"h\", which is a file");
}

TEST_CASE("links stay inside, by their text and through one another", "[storage][intake]") {
    CHECK(refusal_of({symlink_to("l", "/etc/passwd")}) ==
          "entry \"l\": is a link to the absolute path \"/etc/passwd\"");
    CHECK(refusal_of({symlink_to("l", "../outside")}) ==
          "entry \"l\": is a link that leads out of the tree, to \"../outside\"");
    CHECK(refusal_of({symlink_to("a/b/l", "../../../x")}) ==
          "entry \"a/b/l\": is a link that leads out of the tree, to \"../../../x\"");
    CHECK(refusal_of({symlink_to("a/b/l", "../../x"), symlink_to("m", ".")}).empty());
    // By its text `a/b/c/up/..` is inside; where the link leads, it is not.
    CHECK(refusal_of({symlink_to("a/b/c/up", "../../.."), symlink_to("out", "a/b/c/up/../outside")}) ==
          "entry \"out\": is a link that leads out of the tree, to \"a/b/c/up/../outside\"");
    CHECK(refusal_of({symlink_to("a", "b"), symlink_to("b", "a")}) ==
          "entry \"a\": is a link that leads round in a circle");
    CHECK(refusal_of({symlink_to("a", "a")}) == "entry \"a\": is a link that leads round in a circle");
    CHECK(refusal_of({symlink_to("dangling", "nothing/here")}).empty());
    CHECK(refusal_of({symlink_to("l", "")}) == "entry \"l\": is a link to nothing a link can lead to");
    CHECK(refusal_of({symlink_to("l", std::string("a\0b", 3))}) ==
          "entry \"l\": is a link to nothing a link can lead to");
    CHECK(refusal_of({symlink_to(".gitmodules", "x")}) == "entry \".gitmodules\": is a link where git expects a file");
}

TEST_CASE("links of a tree that is copied may say anything", "[storage][intake]") {
    CHECK(refusal_of({symlink_to("l", "/etc/passwd"), symlink_to("m", "../outside"), symlink_to("a", "a")},
                     {.links = LinkTargets::Anywhere})
              .empty());
}

TEST_CASE("a hard link names a file that came before it", "[storage][intake]") {
    CHECK(refusal_of({hard_link("h", "a"), a_file("a")}) ==
          "entry \"h\": is a hard link to \"a\", which is not there before it");
    CHECK(refusal_of({hard_link("h", "h")}) == "entry \"h\": is a hard link to \"h\", which is not there before it");
    CHECK(refusal_of({a_folder("d"), hard_link("h", "d")}) ==
          "entry \"h\": is a hard link to \"d\", which is a folder");
    CHECK(refusal_of({symlink_to("l", "x"), hard_link("h", "l")}) ==
          "entry \"h\": is a hard link to \"l\", which is a symbolic link");
    CHECK(refusal_of({hard_link("h", "../outside")}).starts_with("hard link \"h\": entry \"../outside\": "));
    CHECK(refusal_of({hard_link("h", "/etc/passwd")}).starts_with("hard link \"h\": entry \"/etc/passwd\": "));
    CHECK(refusal_of({a_file("a"), hard_link("h", "./a")}).empty());
}

TEST_CASE("content and size belong together", "[storage][intake]") {
    const Place place;
    TreeWriter writer(place.inside, {});
    CHECK(test::message_of(writer.content(bytes_of("x"))) == "there is content that belongs to no file");
    test::need(writer.entry({.path = "a", .size = 2}));
    test::need(writer.content(bytes_of("x")));
    CHECK(test::message_of(writer.finish()) == "entry \"a\": has less content than its size says");
    TreeWriter other(place.inside, {});
    test::need(other.entry({.path = "b", .size = 1}));
    CHECK_FALSE(other.content(bytes_of("xy")).has_value());
}

TEST_CASE("limits end the writing", "[storage][intake]") {
    const auto kind_of = [](const std::vector<ArchiveEntry>& entries, const ArchiveLimits& limits) {
        return Place().write(entries, {.limits = limits}).error().kind();
    };
    CHECK(kind_of({a_file("a"), a_file("b")}, {.entries = 1}) == ErrorKind::Limit);
    CHECK(kind_of({a_file("a"), a_file("b")}, {.bytes = 1}) == ErrorKind::Limit);
    CHECK(kind_of({a_file("a"), hard_link("b", "a")}, {.bytes = 1}) == ErrorKind::Limit);
    CHECK(kind_of({a_file("a/b/c")}, {.depth = 2}) == ErrorKind::Limit);
}
