// SPDX-License-Identifier: Apache-2.0
#include "storage/git/git_objects.hpp"

#include "tests/support/support.hpp"

using namespace assay;
using namespace assay::storage;

namespace {

const std::string kId(20, '\x11');
const std::string kHex(40, 'a');

std::string entry(const std::string& mode, const std::string& name, const std::string& id = kId) {
    return mode + " " + name + std::string(1, '\0') + id;
}

std::string tree_refusal(const std::string& content) { return test::message_of(parse_git_tree(bytes_of(content))); }
std::string commit_refusal(const std::string& content) { return test::message_of(parse_git_commit(bytes_of(content))); }
std::string tag_refusal(const std::string& content) { return test::message_of(parse_git_tag(bytes_of(content))); }

const std::string kPerson = "A B <a@b.invalid> 1700000000 +0100\n";
const std::string kCommit = "tree " + kHex + "\nauthor " + kPerson + "committer " + kPerson + "\nmessage\n";
const std::string kTag = "object " + kHex + "\ntype commit\ntag v1\ntagger " + kPerson + "\nmessage\n";

std::string with(std::string text, const std::string& from, const std::string& to) {
    const auto at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("a tree's entries are read with their kinds", "[storage][intake]") {
    const auto content = entry("100644", "a") + entry("100755", "b") + entry("40000", "c") + entry("160000", "d") +
                         entry("120000", "e") + entry("100664", "f");
    const auto entries = test::need(parse_git_tree(bytes_of(content)));
    REQUIRE(entries.size() == 6);
    CHECK(entries[1].kind == GitEntryKind::Executable);
    CHECK(entries[2].kind == GitEntryKind::Folder);
    CHECK(entries[3].kind == GitEntryKind::Submodule);
    CHECK(entries[4].kind == GitEntryKind::Link);
    CHECK(entries[5].kind == GitEntryKind::File);
    CHECK(test::need(parse_git_tree({})).empty());
}

TEST_CASE("each malformation of a tree has words of its own", "[storage][intake]") {
    CHECK(tree_refusal(entry("040000", "a")) == "git tree: the mode \"040000\" is no mode of git");
    CHECK(tree_refusal(entry("100777", "a")) == "git tree: the mode \"100777\" is no mode of git");
    CHECK(tree_refusal(entry("100644", "b") + entry("100644", "a")) == "git tree: \"a\" is out of order");
    CHECK(tree_refusal(entry("40000", "a") + entry("100644", "a.c")) == "git tree: \"a.c\" is out of order");
    CHECK(tree_refusal(entry("100644", "a") + entry("40000", "a")) == "git tree: \"a\" appears twice");
    CHECK(tree_refusal(entry("100644", "a", std::string(20, '\0'))) == "git tree: \"a\" has the null id");
    CHECK(tree_refusal(entry("100644", "a").substr(0, 20)) == "git tree: an entry is cut short");
    CHECK(tree_refusal(entry("100644", "a") + "x") == "git tree: an entry is cut short");
    CHECK(tree_refusal(entry("100644", "")) == "git tree: a tree cannot hold an empty name");
    CHECK(tree_refusal(entry("100644", "a/b")) == "git tree: a tree cannot hold \"a/b\", a name with a slash");
    CHECK(tree_refusal(entry("40000", "git~1")) == "git tree: the name \"git~1\" is reserved by git on some systems");
    CHECK(tree_refusal(entry("40000", "x\\.git")) ==
          "git tree: the name \"x\\\\.git\" is git's own where a backslash parts names");
    CHECK(tree_refusal(entry("120000", ".gitmodules")) ==
          "git tree: \".gitmodules\" is a link where git expects a file");
}

TEST_CASE("a commit's tree, parents and author's time are read", "[storage][intake]") {
    const auto content = with(kCommit, "\nauthor", "\nparent " + std::string(40, 'b') + "\nauthor");
    const auto commit = test::need(parse_git_commit(bytes_of(content)));
    CHECK(encode_hex(commit.tree.view()) == kHex);
    CHECK(commit.parents.size() == 1);
    CHECK(commit.author_time == 1'700'000'000);
    const auto rich = with(kCommit, "\nmessage", "encoding latin1\ngpgsig -----BEGIN\n line\n -----END\n\nmessage");
    CHECK(parse_git_commit(bytes_of(rich)).has_value());
    CHECK(parse_git_commit(bytes_of(kCommit + std::string("\0author", 7))).has_value());
}

TEST_CASE("each malformation of a commit has words of its own", "[storage][intake]") {
    CHECK(commit_refusal("") == "git commit: there is no \"tree\" where it should be");
    CHECK(commit_refusal(with(kCommit, kHex, "aa")) == "git commit: \"tree\" is not 40 lower-case hexadecimal digits");
    CHECK(commit_refusal(with(kCommit, kHex, std::string(40, '0'))) == "git commit: \"tree\" is the null id");
    CHECK(commit_refusal(with(kCommit, "author " + kPerson, "")) ==
          "git commit: there is no \"author\" where it should be");
    CHECK(commit_refusal(with(kCommit, "committer", "author")) ==
          "git commit: there is no \"committer\" where it should be");
    CHECK(commit_refusal(with(kCommit, "\nmessage", "author " + kPerson + "\nmessage")) ==
          "git commit: \"author\" appears twice or too late");
    CHECK(commit_refusal(with(kCommit, "<a@b.invalid>", "a@b.invalid")) == "git commit: \"author\" has no address");
    CHECK(commit_refusal(with(kCommit, " 1700000000 +0100", "")) == "git commit: \"author\" has no time");
    CHECK(commit_refusal(with(kCommit, "1700000000", "01700000000")) ==
          "git commit: \"author\" has a time that is no number of seconds");
    CHECK(commit_refusal(with(kCommit, "1700000000", "99999999999999999999")) ==
          "git commit: \"author\" has a time that is no number of seconds");
    CHECK(commit_refusal(with(kCommit, "+0100", "CET")) == "git commit: \"author\" has a malformed time zone");
    CHECK(commit_refusal(with(kCommit, "A B", std::string("A\0B", 3))) == "git commit: a header has a NUL byte");
    CHECK(commit_refusal("tree " + kHex + "\nauthor " + kPerson + "committer " + kPerson + "x") ==
          "git commit: its headers are cut short");
}

TEST_CASE("a tag's object and type are read, and nothing malformed", "[storage][intake]") {
    CHECK(test::need(parse_git_tag(bytes_of(kTag))).type == GitObjectType::Commit);
    CHECK(parse_git_tag(bytes_of(with(kTag, "tagger " + kPerson, ""))).has_value());
    CHECK(tag_refusal(with(kTag, "type commit", "type note")) == "git tag: \"type\" \"note\" is no object type");
    CHECK(tag_refusal(with(kTag, "tag v1\n", "")) == "git tag: there is no \"tag\" where it should be");
    CHECK(tag_refusal(with(kTag, "tag v1", "tag ")) == "git tag: it has no name");
    CHECK(tag_refusal(with(kTag, kHex, std::string(40, '0'))) == "git tag: \"object\" is the null id");
}
