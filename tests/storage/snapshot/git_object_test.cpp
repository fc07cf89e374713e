// SPDX-License-Identifier: Apache-2.0
#include "storage/snapshot/git_object.hpp"

#include "storage/snapshot/swhid.hpp"
#include "tests/support/support.hpp"

#include <rapidcheck.h>
#include <algorithm>

using namespace assay;
using namespace assay::storage;

namespace {

GitObjectType type_of(std::string_view kind) {
    if (kind == "revision") return GitObjectType::Commit;
    if (kind == "release") return GitObjectType::Tag;
    return kind == "directory" ? GitObjectType::Tree : GitObjectType::Blob;
}

TreeEntry entry(std::string name, TreeMode mode) { return {.name = std::move(name), .mode = mode, .ids = {}}; }

}  // namespace

TEST_CASE("commits, tags and contents have the ids that git gives them", "[storage][snapshot]") {
    test::Tally tally("swhid objects");
    const auto expected = test::read_json(test::vectors("swhid") / "expected.json");
    for (const auto& item : *expected.find("objects")->items()) {
        const auto type = type_of(item.text_at("kind"));
        const auto swhid = test::need(Swhid::parse(item.text_at("swhid")));
        const auto data = test::need(decode_base64(item.text_at("data_base64")));
        const auto sha256_data = test::need(decode_base64(item.text_at("sha256_data_base64")));
        tally.count(std::string(item.text_at("id")),
                    git_ids(type, data).sha1 == swhid.id &&
                        encode_hex(git_ids(type, sha256_data).sha256.view()) == item.text_at("sha256_id"));
    }
    for (const auto& item : *expected.find("contents")->items()) {
        const auto data = test::need(decode_base64(item.text_at("data_base64")));
        tally.count(std::string(item.text_at("id")),
                    git_ids(GitObjectType::Blob, data).sha1 == test::need(Swhid::parse(item.text_at("swhid"))).id);
    }
    for (std::size_t i = 0; i < expected.find("snapshots")->items()->size(); ++i)
        tally.skip("SWHIDs of whole repositories (snp) are not computed here");
}

TEST_CASE("a folder sorts as if its name ended in a slash", "[storage][snapshot]") {
    CHECK(compare_in_tree("a", true, "a.c", false) > 0);
    CHECK(compare_in_tree("a", false, "a.c", false) < 0);
    CHECK(compare_in_tree("a", true, "a0", false) < 0);
    CHECK(compare_in_tree("a", true, "a", false) > 0);
    CHECK(compare_in_tree("\xff", false, "a", true) > 0);
    CHECK(compare_in_tree("ab", false, "ab", false) == 0);
}

TEST_CASE("the order of entries handed in does not matter", "[storage][snapshot]") {
    const auto holds = rc::check("tree ids are those of the set", [](std::vector<std::string> names, unsigned turn) {
        std::erase_if(names, [](const auto& name) { return !check_tree_name(name); });
        std::ranges::sort(names);
        names.erase(std::ranges::unique(names).begin(), names.end());
        std::vector<TreeEntry> entries;
        for (const auto& name : names)
            entries.push_back(entry(name, name.size() % 2 == 0 ? TreeMode::File : TreeMode::Folder));
        const auto straight = tree_ids(entries);
        if (!entries.empty()) std::ranges::rotate(entries, entries.begin() + static_cast<long>(turn % entries.size()));
        RC_ASSERT(straight.has_value());
        const auto turned = tree_ids(entries);
        RC_ASSERT(turned.has_value());
        const bool same = *turned == *straight;
        RC_ASSERT(same);
    });
    CHECK(holds);
}

TEST_CASE("the empty tree has git's well known ids", "[storage][snapshot]") {
    const auto ids = test::need(tree_ids({}));
    CHECK(encode_hex(ids.sha1.view()) == "4b825dc642cb6eb9a060e54bf8d69288fbee4904");
    CHECK(encode_hex(ids.sha256.view()) == "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321");
}

TEST_CASE("a name that no tree can have is refused", "[storage][snapshot]") {
    CHECK(test::message_of(tree_ids({entry("", TreeMode::File)})) == "a tree cannot hold an empty name");
    CHECK(test::message_of(tree_ids({entry("..", TreeMode::Folder)})) == "a tree cannot hold the name \"..\"");
    CHECK(test::message_of(tree_ids({entry("a/b", TreeMode::File)})) ==
          "a tree cannot hold \"a/b\", a name with a slash");
    CHECK(test::message_of(tree_ids({entry(std::string("a\0b", 3), TreeMode::File)})) ==
          "a tree cannot hold \"a\\x00b\", a name with a NUL byte");
    for (const auto* name : {".git", ".GIT", ".Git"})
        CHECK(test::message_of(tree_ids({entry(name, TreeMode::Folder)})) ==
              "a tree cannot hold the name \"" + std::string(name) + "\": git keeps it for its own data");
    CHECK(tree_ids({entry(".gitignore", TreeMode::File)}).has_value());
}

TEST_CASE("one name twice, even as file and folder, is refused", "[storage][snapshot]") {
    CHECK(test::message_of(tree_ids({entry("a", TreeMode::File), entry("b", TreeMode::File),
                                     entry("a", TreeMode::Folder)})) == "hashing a tree: \"a\" appears twice");
}
