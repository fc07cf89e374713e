// SPDX-License-Identifier: Apache-2.0
#include "base/files/durable.hpp"

#include "tests/base/files/child.hpp"
#include "tests/support/support.hpp"

#include <cerrno>
#include <filesystem>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <csignal>

using namespace assay;
using test::message_of;
using test::need;
namespace fs = std::filesystem;

namespace {

constexpr std::uint32_t kTmpfileBit = O_TMPFILE & ~O_DIRECTORY;

/// A file system without O_TMPFILE.
const test::FailingCall kNoTmpfile{
    .number = SYS_openat, .error_number = EOPNOTSUPP, .argument = 2, .bits = kTmpfileBit};

std::string names_in(const fs::path& folder) {
    std::string out;
    for (const auto& entry : need(need(Folder::open(folder)).list())) out += entry.name + " ";
    return out;
}

/// Runs `body` here and in a child whose file system knows no O_TMPFILE; both must report the same.
std::string both_ways(const std::function<std::string(const fs::path&)>& body) {
    test::TempFolder here, there;
    const auto report = body(here.path());
    CHECK(test::in_child_where({kNoTmpfile}, [&] { return body(there.path()); }) == report);
    return report;
}

}  // namespace

TEST_CASE("a file is written whole under its name and nothing is left beside it", "[base][durable]") {
    CHECK(both_ways([](const fs::path& folder) {
              need(write_durably(folder / "a", bytes_of("one")));
              need(write_durably(folder / "a", bytes_of("two")));
              return test::read(folder / "a") + ": " + names_in(folder);
          }) == "two: a ");
}

TEST_CASE("a taken name is refused when so asked, and what is there stays", "[base][durable]") {
    CHECK(both_ways([](const fs::path& folder) {
              need(write_durably(folder / "a", bytes_of("one"), {.when_present = WhenPresent::Refuse}));
              const auto second = write_durably(folder / "a", bytes_of("two"), {.when_present = WhenPresent::Refuse});
              return std::string(name_of(second.error().kind())) + ", " + test::read(folder / "a") + ": " +
                     names_in(folder);
          }) == "conflict, one: a ");
}

TEST_CASE("a name taken while the file was under way is refused too", "[base][durable]") {
    CHECK(both_ways([](const fs::path& folder) {
              auto file = need(DurableFile::begin(folder / "a", {.when_present = WhenPresent::Refuse}));
              need(write_durably(folder / "a", bytes_of("first")));
              need(file.append(bytes_of("late")));
              const auto kind = file.commit().error().kind();
              return std::string(name_of(kind)) + ", " + test::read(folder / "a");
          }) == "conflict, first");
}

TEST_CASE("a file that is not committed leaves nothing, and the old one in place", "[base][durable]") {
    CHECK(both_ways([](const fs::path& folder) {
              need(write_durably(folder / "a", bytes_of("old")));
              {
                  auto file = need(DurableFile::begin(folder / "a"));
                  need(file.append(bytes_of("half of the new")));
                  auto moved = std::move(file);
                  need(moved.append(bytes_of(", moved")));
              }
              return test::read(folder / "a") + ": " + names_in(folder);
          }) == "old: a ");
}

TEST_CASE("a process killed while writing leaves nothing under the name, nor beside it", "[base][durable]") {
    test::TempFolder temp;
    const auto report = test::in_child([&]() -> std::string {
        auto file = need(DurableFile::begin(temp / "a"));
        need(file.append(Bytes(1 << 20, 'x')));
        ::raise(SIGKILL);
        return "alive";
    });
    CHECK(report.starts_with("died"));
    CHECK(names_in(temp.path()).empty());
}

TEST_CASE("a file appended to in many parts is those parts", "[base][durable]") {
    test::TempFolder temp;
    auto file = need(DurableFile::begin(temp / "a", {.mode = 0600}));
    std::string expected;
    for (int i = 0; i < 1000; ++i) {
        const auto part = std::to_string(i) + ",";
        expected += part;
        need(file.append(bytes_of(part)));
        CHECK(file.size() == expected.size());
    }
    CHECK(!fs::exists(temp / "a"));
    need(file.commit());
    CHECK(test::read(temp / "a") == expected);
    CHECK(need(need(Folder::open(temp.path())).status("a"_path)).mode == 0600);
}

TEST_CASE("only a regular file is replaced", "[base][durable]") {
    test::TempFolder temp;
    fs::create_directory(temp / "folder");
    fs::create_symlink("folder", temp / "link");
    REQUIRE(::mkfifo((temp / "fifo").c_str(), 0600) == 0);
    CHECK(message_of(write_durably(temp / "folder", {})).ends_with("is a folder, and only a regular file is replaced"));
    CHECK(message_of(write_durably(temp / "link", {}))
              .ends_with("is a symbolic link, and only a regular file is replaced"));
    CHECK(message_of(write_durably(temp / "fifo", {})).ends_with("is a FIFO, and only a regular file is replaced"));
    CHECK(message_of(write_durably("/dev/null", {}))
              .ends_with("is a character device, and only a regular file is replaced"));
    CHECK(write_durably("/dev/null", {}).error().kind() == ErrorKind::Invalid);
    CHECK(fs::is_character_file("/dev/null"));
}

TEST_CASE("a file below a folder is written without following a link on the way", "[base][durable]") {
    test::TempFolder temp;
    fs::create_directories(temp.path() / "root/in");
    fs::create_directory(temp / "outside");
    fs::create_directory_symlink("../outside", temp.path() / "root/link");
    const auto root = need(Folder::open(temp / "root"));
    need(write_durably(root, "in/a"_path, bytes_of("x")));
    CHECK(test::read(temp.path() / "root/in/a") == "x");
    CHECK(write_durably(root, "link/a"_path, bytes_of("x")).error().kind() == ErrorKind::Refused);
    CHECK(names_in(temp / "outside").empty());
}

TEST_CASE("a missing folder and a wrong name say what was to be written", "[base][durable]") {
    CHECK(message_of(write_durably("/nonexistent/a", {})) ==
          "writing \"/nonexistent/a\": opening \"/nonexistent\": no such file or directory");
    CHECK(message_of(write_durably("/tmp/..", {})) == "writing \"/tmp/..\": path \"..\" has a component \"..\"");
}

TEST_CASE("an fsync that fails is an error, is tried once, and the file does not appear", "[base][durable]") {
    for (const bool replace : {false, true}) {
        test::TempFolder temp;
        if (replace) need(write_durably(temp / "a", bytes_of("old")));
        for (const auto& calls :
             {std::vector<test::FailingCall>{{.number = SYS_fsync, .error_number = EIO}},
              std::vector<test::FailingCall>{kNoTmpfile, {.number = SYS_fsync, .error_number = EIO}}}) {
            const auto report = test::in_child_where(calls, [&] {
                const auto written = write_durably(temp / "a", bytes_of("new"));
                return std::string(name_of(written.error().kind())) + " " + written.error().message();
            });
            CHECK(report == "io syncing \"" + (temp / "a").string() + "\": input/output error");
            CHECK(names_in(temp.path()) == (replace ? "a " : ""));
            if (replace) CHECK(test::read(temp / "a") == "old");
        }
    }
}

TEST_CASE("a rename or link that fails leaves nothing beside", "[base][durable]") {
    test::TempFolder temp;
    for (const auto& calls :
         {std::vector<test::FailingCall>{{.number = SYS_renameat, .error_number = EIO}},
          std::vector<test::FailingCall>{{.number = SYS_linkat, .error_number = EIO}},
          std::vector<test::FailingCall>{kNoTmpfile, {.number = SYS_renameat, .error_number = EIO}}}) {
        CHECK(test::in_child_where(calls, [&] { return message_of(write_durably(temp / "a", bytes_of("x"))); }) ==
              "writing \"" + (temp / "a").string() + "\": input/output error");
        CHECK(names_in(temp.path()).empty());
    }
}

TEST_CASE("on a full disk nothing appears, the old file stays, and the error is that it is full", "[base][durable]") {
    test::TempFolder temp;
    const auto disk = temp / "disk";
    fs::create_directory(disk);
    const auto report = test::in_child_with_disk(disk.string(), 1 << 20, [&] {
        need(write_durably(disk / "a", bytes_of("old")));
        const auto large = write_durably(disk / "a", Bytes(4 << 20, 'x'));
        const auto fresh = write_durably(disk / "b", Bytes(4 << 20, 'x'), {.when_present = WhenPresent::Refuse});
        const auto kinds =
            std::string(name_of(large.error().kind())) + " " + std::string(name_of(fresh.error().kind()));
        const auto room = write_durably(disk / "c", Bytes(512 << 10, 'x'));
        return kinds + " " + large.error().message() + "; " + test::read(disk / "a") + ": " + names_in(disk) +
               (room ? "room again" : room.error().message());
    });
    CHECK(report == "full full writing \"" + disk.string() + "/a\": no space left on device; old: a c room again");
}

TEST_CASE("a folder made to last has all folders above it made and synced", "[base][durable]") {
    const test::TempFolder home;
    CHECK(need(need(make_folder_durably(home / "a/b/c", 0700)).list()).empty());
    CHECK((need(need(Folder::open(home / "a/b/c")).status()).mode & 0777) == 0700);
    CHECK(make_folder_durably(home / "a/b/c"));
    need(write_durably(home / "a/file", bytes_of("x")));
    CHECK_FALSE(make_folder_durably(home / "a/file/b"));
    CHECK_FALSE(test::in_child_where({{.number = SYS_fsync, .error_number = EIO}}, [&] {
                    return message_of(make_folder_durably(home / "d/e"));
                }).empty());
}
