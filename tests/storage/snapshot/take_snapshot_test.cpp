// SPDX-License-Identifier: Apache-2.0
#include "storage/snapshot/take_snapshot.hpp"

#include "base/core/text.hpp"
#include "tests/storage/command.hpp"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

using namespace assay;
using namespace assay::storage;

namespace {

Result<Snapshot> snapshot_of(const std::filesystem::path& path, SnapshotLimits limits = {}) {
    return take_snapshot(test::need(Folder::open(path)), nullptr, NoInterrupt(), limits);
}

/// Records its calls.
class Listener final : public SnapshotObserver {
public:
    Status begin(const RelativePath& path, const FileStatus& status) override {
        told_ += path.text() + " " + std::to_string(status.size) + ":";
        return {};
    }
    Status bytes(ByteView bytes) override {
        told_ += text_of(bytes);
        return {};
    }
    Status end() override {
        told_ += ";";
        return {};
    }
    const std::string& told() const { return told_; }

private:
    std::string told_;
};

class Stopped final : public Interrupt {
public:
    bool requested() const override { return true; }
    int descriptor() const override { return -1; }
};

}  // namespace

TEST_CASE("trees have the ids that git and the SWHID standard give them", "[storage][snapshot]") {
    test::need_program("tar");
    test::Tally tally("swhid trees");
    const auto set = test::vectors("swhid");
    const auto expected = test::read_json(set / "expected.json");
    for (const auto& item : *expected.find("trees")->items()) {
        test::TempFolder work;
        test::output_of("tar -xf " + test::word(set / std::string(item.text_at("tar"))) +
                        " --no-same-owner --same-permissions -C " + test::word(work.path()));
        const auto snapshot = snapshot_of(work / "root");
        tally.count(std::string(item.text_at("id")),
                    snapshot && snapshot->swhid().render() == item.text_at("directory") &&
                        encode_hex(snapshot->ids.sha256.view()) == item.text_at("sha256_tree"),
                    test::message_of(snapshot));
    }
}

TEST_CASE("git itself computes the same tree", "[storage][snapshot]") {
    test::need_program("git");
    test::TempFolder work;
    const auto tree = work / "tree";
    test::write(tree / "README", "hello\n");
    test::write(tree / "src/a.c", "int a;\n");
    test::write(tree / "src.c", "int b;");
    test::write(tree / "src-old/big", std::string(3'000'000, 'x'));
    test::write(tree / "with space/\xff\n", "odd\n");
    test::write(tree / "run", "#!/bin/sh\n");
    std::filesystem::permissions(tree / "run", std::filesystem::perms(0744));
    std::filesystem::create_symlink("/nowhere/../at/all", tree / "link");
    const auto git = [&](const std::string& format, const std::string& rest) {
        return test::output_of(
            "GIT_CONFIG_NOSYSTEM=1 HOME=/nonexistent git --git-dir=" + test::word((work / format).string()) +
            " --work-tree=" + test::word(tree.string()) + " " + rest);
    };
    const auto snapshot = test::need(snapshot_of(tree));
    for (const auto& [format, id] : {std::pair{std::string("sha1"), encode_hex(snapshot.ids.sha1.view())},
                                     {std::string("sha256"), encode_hex(snapshot.ids.sha256.view())}}) {
        test::output_of("GIT_CONFIG_NOSYSTEM=1 HOME=/nonexistent git init -q --bare --object-format=" + format + " " +
                        test::word((work / format).string()));
        git(format, "-c core.bare=false add -A -f .");
        CHECK(git(format, "-c core.bare=false write-tree") == id);
    }
    CHECK(snapshot.files == 7);
    CHECK(snapshot.bytes == 6 + 7 + 6 + 3'000'000 + 4 + 10 + 18);
    CHECK(snapshot.lines == 6);
}

TEST_CASE("what no tree can hold is refused by its path", "[storage][snapshot]") {
    test::TempFolder work;
    test::write(work / "ok", "");
    SECTION("a FIFO") {
        std::filesystem::create_directory(work / "a");
        REQUIRE(::mkfifo((work / "a/pipe").c_str(), 0600) == 0);
        CHECK(test::message_of(snapshot_of(work.path())) ==
              "taking the snapshot of \"a/pipe\": is a FIFO, which no tree can hold");
    }
    SECTION("a socket") {
        const int number = ::socket(AF_UNIX, SOCK_STREAM, 0);
        ::sockaddr_un address{};
        address.sun_family = AF_UNIX;
        const auto path = (work / "s").string();
        REQUIRE(path.size() < sizeof address.sun_path);
        path.copy(address.sun_path, path.size());
        REQUIRE(::bind(number, reinterpret_cast<const ::sockaddr*>(&address), sizeof address) == 0);
        ::close(number);
        CHECK(test::message_of(snapshot_of(work.path())) ==
              "taking the snapshot of \"s\": is a socket, which no tree can hold");
    }
    SECTION("git's own folder") {
        test::write(work / "sub/.git/HEAD", "ref: refs/heads/main\n");
        CHECK(
            test::message_of(snapshot_of(work.path())) ==
            "taking the snapshot of \"sub/.git\": a tree cannot hold the name \".git\": git keeps it for its own data");
    }
}

TEST_CASE("no link is followed, not even one to a folder", "[storage][snapshot]") {
    test::TempFolder work;
    test::write(work / "outside/secret", "s");
    std::filesystem::create_directory(work / "tree");
    std::filesystem::create_directory_symlink("../outside", work / "tree/in");
    Listener listener;
    const auto snapshot = test::need(take_snapshot(test::need(Folder::open(work / "tree")), &listener));
    CHECK(listener.told().empty());
    CHECK(snapshot.files == 1);
    CHECK(snapshot.bytes == std::string_view("../outside").size());
}

TEST_CASE("an observer sees each regular file whole and in order", "[storage][snapshot]") {
    test::TempFolder work;
    test::write(work / "b", "two");
    test::write(work / "a/x", "one");
    test::write(work / "empty", "");
    Listener listener;
    test::need(take_snapshot(test::need(Folder::open(work.path())), &listener));
    CHECK(listener.told() == "a/x 3:one;b 3:two;empty 0:;");
}

TEST_CASE("limits end a snapshot", "[storage][snapshot]") {
    test::TempFolder work;
    test::write(work / "a/b/c", "1234");
    test::write(work / "d", "5678");
    CHECK(snapshot_of(work.path(), {.depth = 3, .entries = 4, .bytes = 8}).has_value());
    for (const auto& limits : {SnapshotLimits{.depth = 2}, SnapshotLimits{.entries = 3}, SnapshotLimits{.bytes = 7}}) {
        const auto refused = snapshot_of(work.path(), limits);
        REQUIRE_FALSE(refused.has_value());
        CHECK(refused.error().kind() == ErrorKind::Limit);
    }
}

TEST_CASE("an interrupt ends a snapshot", "[storage][snapshot]") {
    test::TempFolder work;
    const auto refused = take_snapshot(test::need(Folder::open(work.path())), nullptr, Stopped());
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().kind() == ErrorKind::Interrupted);
}
