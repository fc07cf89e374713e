// SPDX-License-Identifier: Apache-2.0
#include "storage/git/git_commit.hpp"

#include "base/core/text.hpp"
#include "storage/snapshot/take_snapshot.hpp"
#include "tests/storage/git/git_fixture.hpp"

#include <algorithm>

using namespace assay;
using namespace assay::storage;
using test::GitFixture;

namespace {

struct Exported {
    test::TempFolder folder;
    Result<ExportedCommit> commit = fail(ErrorKind::Internal, "not yet");

    Snapshot snapshot() const { return test::need(take_snapshot(test::need(Folder::open(folder.path())))); }
};

std::unique_ptr<Exported> take(const std::filesystem::path& repository, const std::string& revision = "",
                               WorkTree work_tree = WorkTree::MustAgree, const ArchiveLimits& limits = {}) {
    auto out = std::make_unique<Exported>();
    out->commit =
        export_commit({.repository = repository, .revision = revision, .work_tree = work_tree, .limits = limits},
                      test::need(Folder::open(out->folder.path())), NoInterrupt());
    return out;
}

std::string refusal_of(const GitFixture& git, const std::string& revision = "") {
    return test::message_of(take(git.path(), revision)->commit);
}

}  // namespace

TEST_CASE("a commit is written as git's own tree of it", "[storage][intake]") {
    const GitFixture git;
    git.write("README", "hello\n");
    git.write("src/a.c", "int a;\r\n");
    git.write("run", "#!/bin/sh\n");
    std::filesystem::permissions(git.path() / "run", std::filesystem::perms(0755));
    std::filesystem::create_symlink("/etc/passwd", git.path() / "link");
    git.write(".gitattributes", "* text eol=crlf ident filter=evil\n");
    git.write(std::string("odd\xff\n"), "$Id$\n");
    const auto id = git.commit();
    const auto tree = git.git("rev-parse HEAD^{tree}");
    for (const auto& revision : {std::string("HEAD"), id, std::string("main"), id.substr(0, 10)}) {
        const auto exported = take(git.path(), revision);
        const auto commit = test::need(exported->commit);
        CHECK(commit.id == id);
        CHECK(commit.author_time.seconds() == 1'700'000'000);
        CHECK(encode_hex(exported->snapshot().ids.sha1.view()) == tree);
        const auto folder = test::need(Folder::open(exported->folder.path()));
        CHECK(test::need(folder.status("src/a.c"_path)).modified == 1'700'000'000);
        CHECK(test::need(folder.status("src"_path)).modified == 1'700'000'000);
        CHECK(test::need(folder.status("run"_path)).mode == 0755);
    }
}

TEST_CASE("tags, packed repositories, bare ones and work trees lead to the same commit", "[storage][intake]") {
    const GitFixture git;
    for (int i = 0; i < 20; ++i) git.write("f" + std::to_string(i), std::string(5000, 'x') + std::to_string(i));
    git.commit();
    git.write("f0", "changed");
    const auto id = git.commit();
    git.git("tag -a -m note v1");
    git.git("-c advice.nestedTag=false tag -a -m again v2 v1");
    git.git("gc -q --prune=now");
    git.git("clone -q --bare . " + test::word(git.work("bare").string()));
    git.git("worktree add -q " + test::word(git.work("second").string()) + " v1");
    git.git("clone -q --depth 1 file://" + test::word(git.path().string()) + " " +
            test::word(git.work("shallow").string()));
    const auto expected = take(git.path())->snapshot();
    for (const auto& [path, revision] : {std::pair{git.path(), std::string("v2")},
                                         {git.path(), "v1"},
                                         {git.work("bare"), ""},
                                         {git.work("second"), ""},
                                         {git.work("shallow"), ""}}) {
        INFO(path << "#" << revision);
        const auto exported = take(path, revision);
        CHECK(test::need(exported->commit).id == id);
        CHECK(exported->snapshot() == expected);
    }
}

TEST_CASE("a commit is reported with the tags that lead to it", "[storage][intake]") {
    const GitFixture git;
    git.write("a", "1\n");
    git.commit();
    git.git("tag v1.0");
    git.write("a", "2\n");
    git.commit();
    git.git("tag v1.1");
    git.git("tag -a -m two release/1.1");
    git.git("tag of-a-tree HEAD^{tree}");
    git.git("pack-refs --all");
    git.git("tag -a -m three again release/1.1");
    auto tags = test::need(take(git.path())->commit).tags;
    std::ranges::sort(tags);
    CHECK(tags == std::vector<std::string>{"again", "release/1.1", "v1.1"});
    CHECK(test::need(take(git.path(), "v1.0")->commit).tags == std::vector<std::string>{"v1.0"});
}

TEST_CASE("a work tree that differs from HEAD is refused with its paths, unless allowed", "[storage][intake]") {
    const GitFixture git;
    git.write("a", "1");
    git.write("b", "1");
    git.write(".gitignore", "*.o\n");
    git.commit();
    git.write("ignored.o", "x");
    CHECK(take(git.path())->commit.has_value());
    git.write("a", "2");
    git.write("new", "x");
    std::filesystem::remove(git.path() / "b");
    const auto refused = take(git.path())->commit;
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().kind() == ErrorKind::Conflict);
    CHECK(refused.error().message() == "the work tree of " + quote(git.path().string()) +
                                           " is not what its last commit says: \"a\", \"b\", \"new\"");
    CHECK(take(git.path(), "", WorkTree::MayDiffer)->commit.has_value());
    CHECK(take(git.path(), "HEAD")->commit.has_value());
    for (int i = 0; i < 20; ++i) git.write("more" + std::to_string(i), "");
    CHECK(refusal_of(git).ends_with(" and more"));
}

TEST_CASE("a submodule is an empty folder, and nothing of it is read", "[storage][intake]") {
    const GitFixture git;
    git.write("a", "1");
    git.git("update-index --add --cacheinfo 160000," + std::string(40, '1') + ",vendor/lib");
    git.git(
        "update-index --add --cacheinfo 100644,$(echo '[submodule \"x\"]' | git hash-object -w --stdin),.gitmodules");
    git.git("commit -qm x");
    const auto exported = take(git.path(), "HEAD");
    test::need(exported->commit);
    CHECK(std::filesystem::is_empty(exported->folder / "vendor/lib"));
}

TEST_CASE("no hook, filter or configuration of a repository is obeyed", "[storage][intake]") {
    const GitFixture git;
    const auto trap = git.work("trap").string();
    git.write("a", "1");
    git.write(".gitattributes", "* filter=evil diff=evil\n");
    git.commit();
    const auto touch = "touch " + trap;
    git.git("config filter.evil.smudge " + test::word(touch));
    git.git("config filter.evil.clean " + test::word(touch));
    git.git("config filter.evil.required true");
    git.git("config core.fsmonitor " + test::word(touch));
    git.git("config core.hooksPath " + test::word(git.path().string()));
    git.git("config core.sshCommand " + test::word(touch));
    for (const std::string hook : {"post-checkout", "post-index-change", "fsmonitor-watchman"}) {
        test::write(git.path() / ".git/hooks" / hook, "#!/bin/sh\n" + touch + "\n");
        std::filesystem::permissions(git.path() / ".git/hooks" / hook, std::filesystem::perms(0755));
    }
    const auto id = git.git("rev-parse HEAD");
    CHECK(take(git.path(), id)->commit.has_value());
    CHECK(take(git.path(), "", WorkTree::MayDiffer)->commit.has_value());
    const auto compared = take(git.path())->commit;
    CHECK((compared || compared.error().kind() == ErrorKind::Conflict));
    CHECK_FALSE(std::filesystem::exists(trap));
}

TEST_CASE("what is no repository or no commit is refused in words", "[storage][intake]") {
    const GitFixture git;
    git.write("a", "1");
    git.commit();
    test::TempFolder empty;
    CHECK(test::message_of(take(empty.path())->commit)
              .starts_with("opening git repository " + quote(empty.path().string())));
    CHECK(take(empty.path())->commit.error().kind() == ErrorKind::NotFound);
    CHECK(refusal_of(git, "nonsense").starts_with("looking up \"nonsense\" in git repository "));
    CHECK(refusal_of(git, "HEAD:a").ends_with(" is a blob, no commit"));
    CHECK(refusal_of(git, "HEAD^{tree}").ends_with(" is a tree, no commit"));
    CHECK(refusal_of(git, std::string(40, '7')).starts_with("reading git object 7777"));
    const GitFixture unborn;
    CHECK(take(unborn.path())->commit.error().kind() == ErrorKind::NotFound);
}

TEST_CASE("git's SHA-256 object format is named where it is refused", "[storage][intake]") {
    const GitFixture git("--object-format=sha256");
    git.write("a", "1");
    git.commit();
    const auto refused = take(git.path())->commit;
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().kind() == ErrorKind::Unsupported);
    CHECK(refused.error().message() == "opening git repository " + quote(git.path().string()) +
                                           ": its objects are in git's SHA-256 format, which is not read here");
}

TEST_CASE("a missing object is named", "[storage][intake]") {
    const GitFixture git;
    git.write("a", "1");
    git.commit();
    const auto blob = git.git("rev-parse HEAD:a");
    std::filesystem::remove(git.path() / ".git/objects" / blob.substr(0, 2) / blob.substr(2));
    const auto refused = take(git.path(), "HEAD")->commit;
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().kind() == ErrorKind::NotFound);
    CHECK(refused.error().message().find(blob) != std::string::npos);
}

TEST_CASE("limits end the reading of a commit", "[storage][intake]") {
    const GitFixture git;
    git.write("a/b/c", "12345");
    git.write("d", "12345");
    git.commit();
    for (const auto& limits : {ArchiveLimits{.bytes = 9}, ArchiveLimits{.entries = 3}, ArchiveLimits{.depth = 2}})
        CHECK(take(git.path(), "HEAD", WorkTree::MustAgree, limits)->commit.error().kind() == ErrorKind::Limit);
}

TEST_CASE("hostile git objects are refused when they are taken in", "[storage][intake]") {
    test::Tally tally("git-hostile objects");
    const auto objects = test::read_json(test::vectors("git-hostile") / "objects.json");
    const GitFixture git;
    for (const auto& item : *objects.find("support")->items())
        git.store(std::string(item.text_at("type")), test::need(decode_base64(item.text_at("data_base64"))));
    for (const auto& item : *objects.find("cases")->items()) {
        const std::string name(item.text_at("id")), type(item.text_at("type"));
        auto id = git.store(type, test::need(decode_base64(item.text_at("data_base64"))));
        REQUIRE(id == item.text_at("sha1"));
        // A tree is taken in as that of a commit.
        if (type == "tree")
            id = git.store(
                "commit",
                bytes_of("tree " + id + "\nauthor A <a> 1700000000 +0000\ncommitter A <a> 1700000000 +0000\n\nx\n"));
        const auto exported = take(git.path(), id);
        const auto expect = item.text_at("expect");
        if (expect == "accept" && !exported->commit &&
            test::message_of(exported->commit).ends_with(", not of a commit")) {
            tally.skip("a tag of something that is no commit is no source");
            continue;
        }
        tally.count(name, expect == "no-crash" || exported->commit.has_value() == (expect == "accept"),
                    std::string(item.text_at("reason")) + ": " + test::message_of(exported->commit));
    }
}

namespace {

std::string tree_of(const GitFixture& git) { return git.git("rev-parse HEAD^{tree}"); }

void check_taken(const std::string& tree, const std::filesystem::path& path, const std::string& revision = "") {
    INFO(path << "#" << revision);
    const auto exported = take(path, revision);
    test::need(exported->commit);
    CHECK(encode_hex(exported->snapshot().ids.sha1.view()) == tree);
}

std::string say_why(const std::filesystem::path& path) {
    const auto refused = take(path)->commit;
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().kind() == ErrorKind::Conflict);
    return refused.error().message();
}

}  // namespace

TEST_CASE("extensions that change no object do not matter, and a dirty tree is still noticed", "[storage][git]") {
    const GitFixture git;
    git.write("a/x", "1");
    git.write("b/y", "2");
    git.write("z", "3");
    git.commit();
    const auto tree = tree_of(git);
    git.git("config core.repositoryformatversion 1");
    git.git("config extensions.worktreeConfig true");
    git.git("config --worktree core.foo 1");
    // The last is newer than some gits here, which would refuse the repository from then on.
    for (const std::string extension : {"worktreeConfig true", "preciousObjects true", "noop true",
                                        "partialClone origin", "relativeWorktrees true"}) {
        git.git("config extensions." + extension);
        check_taken(tree, git.path());
        check_taken(tree, git.path(), "main");
    }
    git.write("z", "4");
    CHECK(say_why(git.path()).contains("\"z\""));
}

TEST_CASE("sparse, with a sparse index, split index: the commit is taken whole", "[storage][git]") {
    const GitFixture git;
    git.write("a/x", "1");
    git.write("b/y", "2");
    git.write("z", "3");
    git.commit();
    const auto tree = tree_of(git);
    for (const std::string set : {"sparse-checkout set --cone a", "sparse-checkout set --cone --sparse-index a",
                                  "sparse-checkout disable", "update-index --split-index"}) {
        INFO(set);
        git.git(set + " 2>/dev/null");
        check_taken(tree, git.path());
        check_taken(tree, git.path(), "HEAD");
        git.write("a/x", "changed");
        CHECK(say_why(git.path()).contains("\"a/x\""));
        git.write("a/x", "1");
        git.write("a/new", "1");
        CHECK(say_why(git.path()).contains("\"a/new\""));
        std::filesystem::remove(git.path() / "a/new");
    }
}

TEST_CASE("a linked work tree is read by relative paths too", "[storage][git]") {
    const GitFixture git;
    git.write("a", "1");
    git.commit();
    const auto tree = tree_of(git);
    git.git("config extensions.worktreeConfig true");
    git.git("config core.repositoryformatversion 1");
    git.git("worktree add -q ../linked");
    check_taken(tree, git.work("linked"));
    // As git worktree add --relative-paths writes them (git 2.48).
    git.git("config extensions.relativeWorktrees true");
    test::write(git.work("linked") / ".git", "gitdir: ../repository/.git/worktrees/linked\n");
    test::write(git.path() / ".git/worktrees/linked/gitdir", "../../../../linked/.git\n");
    check_taken(tree, git.work("linked"));
    test::write(git.work("linked") / "a", "2");
    CHECK(say_why(git.work("linked")).contains("\"a\""));
}

TEST_CASE("git's SHA-256 format is named from a linked work tree too", "[storage][git]") {
    const GitFixture git("--object-format=sha256");
    git.write("a", "1");
    git.commit();
    git.git("worktree add -q ../linked");
    const auto refused = take(git.work("linked"))->commit;
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().kind() == ErrorKind::Unsupported);
}

TEST_CASE("a partial clone that lacks an object says so", "[storage][git]") {
    const GitFixture git;
    git.write("a", "1");
    git.commit();
    git.git("config uploadpack.allowFilter true");
    git.git("clone -q --no-checkout --filter=blob:none file://" + test::word(git.path().string()) + " " +
            test::word(git.work("partial").string()));
    const auto refused = take(git.work("partial"), "HEAD")->commit;
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().kind() == ErrorKind::NotFound);
    CHECK(refused.error().message().contains("the clone is partial, and nothing is fetched here"));
    CHECK(refused.error().hints().size() == 1);
}

TEST_CASE("no filter of a repository runs where git itself is asked", "[storage][git]") {
    const GitFixture git;
    const auto trap = git.work("trap").string();
    git.write("a/x", "1");
    git.write("b/y", "2");
    git.write(".gitattributes", "* filter=evil\n");
    git.commit();
    const auto tree = tree_of(git);
    git.git("sparse-checkout set --cone a 2>/dev/null");
    const auto touch = "touch " + trap;
    for (const std::string setting : {"filter.evil.clean", "filter.evil.process", "core.fsmonitor", "core.editor"})
        git.git("config " + setting + " " + test::word(touch));
    git.git("config filter.evil.required true");
    std::filesystem::last_write_time(git.path() / "a/x", std::filesystem::file_time_type::clock::now());
    check_taken(tree, git.path());
    CHECK_FALSE(std::filesystem::exists(trap));
}

TEST_CASE("a repository that is newer than this machine's git is read by a whole id", "[storage][git]") {
    const GitFixture git;
    git.write("a", "1");
    const auto id = git.commit();
    const auto tree = tree_of(git);
    git.git("config core.repositoryformatversion 1");
    git.git("config extensions.ofTomorrow true");
    check_taken(tree, git.path(), id);
    for (const std::string revision : {"", "HEAD", "main"}) {
        const auto refused = take(git.path(), revision)->commit;
        REQUIRE_FALSE(refused.has_value());
        CHECK(refused.error().message().contains("unknown repository extension"));
        REQUIRE(refused.error().hints().size() == 1);
        CHECK(refused.error().hints()[0].contains("name the commit by all 40 digits of its id"));
    }
}
