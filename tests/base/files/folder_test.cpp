// SPDX-License-Identifier: Apache-2.0
#include "base/files/folder.hpp"

#include "base/files/beneath.hpp"
#include "tests/base/files/child.hpp"
#include "tests/support/support.hpp"

#include <cerrno>
#include <csignal>
#include <filesystem>
#include <fstream>

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace assay;
using test::need;
namespace fs = std::filesystem;

namespace {

void put(const fs::path& path, std::string_view text) { std::ofstream(path, std::ios::binary) << text; }

/// root/inside/file, and root/link -> outside, root/inside/up -> .., beside outside/secret.
struct Trap {
    Trap() {
        fs::create_directories(temp / "root" / "inside");
        fs::create_directories(temp / "outside");
        put(temp / "root" / "inside" / "file", "inside");
        put(temp / "outside" / "secret", "secret");
        fs::create_directory_symlink("../outside", temp / "root" / "link");
        fs::create_directory_symlink("..", temp / "root" / "inside" / "up");
        fs::create_symlink("file", temp / "root" / "inside" / "alias");
    }
    test::TempFolder temp;
    Folder root = need(Folder::make(temp / "root"));
};

}  // namespace

TEST_CASE("a path below a folder is opened, and no link on the way or at its end is followed", "[base][folder]") {
    const Trap trap;
    for (const auto resolution : {Resolution::Kernel, Resolution::Steps}) {
        const auto open = [&](std::string_view path, int flags = O_RDONLY) {
            return open_beneath(trap.root.descriptor(), need(RelativePath::parse(path)), flags, 0600, resolution);
        };
        CHECK(to_text(need(need(open("inside/file")).read_all(100))) == "inside");
        CHECK(open("inside", O_RDONLY | O_DIRECTORY));
        for (const auto* path : {"link/secret", "link", "inside/up/inside/file", "inside/alias", "inside/up"}) {
            const auto refused = open(path);
            INFO(path);
            REQUIRE(!refused);
            CHECK(refused.error().kind() == ErrorKind::Refused);
            CHECK(refused.error().message().ends_with("a symbolic link is on the way"));
        }
        CHECK(open("link", O_RDONLY | O_DIRECTORY).error().kind() == ErrorKind::Refused);
        CHECK(open("link/new", O_WRONLY | O_CREAT | O_EXCL).error().kind() == ErrorKind::Refused);
        CHECK(open("inside/alias", O_WRONLY | O_CREAT | O_EXCL).error().kind() == ErrorKind::Conflict);
        CHECK(open("nothing").error().kind() == ErrorKind::NotFound);
        CHECK(open("inside/file/x").error().kind() == ErrorKind::NotFound);
    }
    CHECK(!fs::exists(trap.temp / "outside" / "new"));
}

TEST_CASE("a kernel or filter without openat2 refuses the same links", "[base][folder]") {
    const Trap trap;
    for (const int error_number : {ENOSYS, EPERM}) {
        const auto report = test::in_child_where({{.number = SYS_openat2, .error_number = error_number}}, [&] {
            return to_text(need(need(trap.root.open_file("inside/file"_path)).read_all(100))) + "; " +
                   test::message_of(trap.root.open_file("link/secret"_path));
        });
        CHECK(report.starts_with("inside; opening "));
        CHECK(report.ends_with("root/link/secret\": a symbolic link is on the way"));
    }
}

TEST_CASE("a link is read, stated and removed as itself", "[base][folder]") {
    const Trap trap;
    CHECK(need(trap.root.status("link"_path)).kind == FileKind::Link);
    CHECK(need(trap.root.read_link("link"_path)) == "../outside");
    CHECK(trap.root.read_link("inside/file"_path).error().message().ends_with("is not a symbolic link"));
    need(trap.root.make_link("inside/new"_path, "/etc/passwd"));
    CHECK(need(trap.root.read_link("inside/new"_path)) == "/etc/passwd");
    CHECK(trap.root.make_link("inside/new"_path, "x").error().kind() == ErrorKind::Conflict);
    need(trap.root.remove_tree("link"_path));
    CHECK(fs::exists(trap.temp / "outside" / "secret"));
    CHECK(!need(trap.root.exists("link"_path)));
}

TEST_CASE("nothing is stated, made or removed behind a link", "[base][folder]") {
    const Trap trap;
    CHECK(trap.root.status("link/secret"_path).error().kind() == ErrorKind::Refused);
    CHECK(trap.root.exists("link/secret"_path).error().kind() == ErrorKind::Refused);
    CHECK(trap.root.remove("link/secret"_path).error().kind() == ErrorKind::Refused);
    CHECK(trap.root.remove_tree("link/secret"_path).error().kind() == ErrorKind::Refused);
    CHECK(trap.root.make_folder("link/new"_path).error().kind() == ErrorKind::Refused);
    CHECK(trap.root.create_file("link/new"_path).error().kind() == ErrorKind::Refused);
    CHECK(trap.root.make_link("link/new"_path, "x").error().kind() == ErrorKind::Refused);
    CHECK(trap.root.rename("inside/file"_path, "link/new"_path, WhenPresent::Refuse).error().kind() ==
          ErrorKind::Refused);
    CHECK(trap.root.set_modified("link/secret"_path, 0).error().kind() == ErrorKind::Refused);
    CHECK(fs::exists(trap.temp / "outside" / "secret"));
    CHECK(std::distance(fs::directory_iterator(trap.temp / "outside"), {}) == 1);
}

TEST_CASE("a file opens for reading only when it is a regular one, and a FIFO is not waited for", "[base][folder]") {
    test::TempFolder temp;
    fs::create_directory(temp / "folder");
    REQUIRE(::mkfifo((temp / "fifo").c_str(), 0600) == 0);
    const int listener = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ::sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
    (temp / "socket").string().copy(address.sun_path, sizeof address.sun_path - 1);
    REQUIRE(::bind(listener, reinterpret_cast<const ::sockaddr*>(&address), sizeof address) == 0);
    const auto folder = need(Folder::open(temp.path()));
    CHECK(test::message_of(folder.open_file("folder"_path)).ends_with("/folder\": is a folder, not a regular file"));
    CHECK(test::message_of(folder.open_file("fifo"_path)).ends_with("/fifo\": is a FIFO, not a regular file"));
    CHECK(test::message_of(folder.open_file("socket"_path)).ends_with("/socket\": is a socket or has no driver"));
    for (const auto name : {"folder"_path, "fifo"_path, "socket"_path})
        CHECK(folder.open_file(name).error().kind() == ErrorKind::Invalid);
    ::close(listener);
}

TEST_CASE("a listing is sorted by bytes, names its kinds and is capped", "[base][folder]") {
    test::TempFolder temp;
    for (const auto* name : {"b", "a-", "a", "B", "\xc3\xa4", "\xff"}) put(temp / name, "");
    fs::create_directory(temp / "c");
    fs::create_symlink("a", temp / "d");
    const auto folder = need(Folder::open(temp.path()));
    std::string names;
    for (const auto& entry : need(folder.list()))
        names += entry.name + (entry.kind == FileKind::Folder ? "/ " : entry.kind == FileKind::Link ? "@ " : " ");
    CHECK(names == "B a a- b c/ d@ \xc3\xa4 \xff ");
    CHECK(need(folder.list(8)).size() == 8);
    CHECK(folder.list(7).error().kind() == ErrorKind::Limit);
}

TEST_CASE("folders are made with those above them, and again without complaint", "[base][folder]") {
    test::TempFolder temp;
    const auto folder = need(Folder::make(temp.path() / "x" / "y" / "z"));
    need(folder.make_folder("a/b/c"_path));
    need(folder.make_folder("a/b/c"_path));
    CHECK(fs::is_directory(temp.path() / "x/y/z/a/b/c"));
    put(temp.path() / "x/y/z/file", "");
    CHECK(!folder.make_folder("file"_path));
    CHECK(!folder.make_folder("file/below"_path));
    CHECK(!Folder::make(temp.path() / "x/y/z/file"));
}

TEST_CASE("a rename refuses a taken name or replaces it, as asked", "[base][folder]") {
    test::TempFolder temp;
    put(temp / "a", "a");
    put(temp / "b", "b");
    const auto folder = need(Folder::open(temp.path()));
    CHECK(folder.rename("a"_path, "b"_path, WhenPresent::Refuse).error().kind() == ErrorKind::Conflict);
    CHECK(test::read(temp / "b") == "b");
    need(folder.rename("a"_path, "b"_path, WhenPresent::Replace));
    CHECK(test::read(temp / "b") == "a");
}

TEST_CASE("a modification time is set, on a link itself too", "[base][folder]") {
    const Trap trap;
    need(trap.root.set_modified("link"_path, 86400));
    need(trap.root.set_modified("inside/file"_path, -1));
    CHECK(need(trap.root.status("link"_path)).modified == 86400);
    CHECK(need(trap.root.status("inside/file"_path)).modified == -1);
    CHECK(need(trap.root.status("inside/file"_path)).modified_nanoseconds == 0);
}

TEST_CASE("a tree is removed with its links, and what they point to stays", "[base][folder]") {
    const Trap trap;
    need(need(Folder::open(trap.temp.path())).remove_tree("root"_path));
    CHECK(!fs::exists(trap.temp / "root"));
    CHECK(fs::exists(trap.temp / "outside" / "secret"));
    const auto gone = need(Folder::open(trap.temp.path())).remove_tree("root"_path);
    CHECK(gone.error().kind() == ErrorKind::NotFound);
}

TEST_CASE("a tree nested deeper than a path can be long is removed", "[base][folder]") {
    test::TempFolder temp;
    const auto top = need(Folder::make(temp.path() / "top"));
    const RelativePath name = "a-rather-long-folder-name-so-that-the-whole-exceeds-any-path"_path;
    auto deepest = need(top.duplicate());
    for (int i = 0; i < 1000; ++i) {
        need(deepest.create_file("file"_path));
        deepest = need(deepest.make_folder(name));
    }
    need(need(Folder::open(temp.path())).remove_tree("top"_path));
    CHECK(!fs::exists(temp.path() / "top"));
}

TEST_CASE("a folder of more names than one batch is emptied", "[base][folder]") {
    test::TempFolder temp;
    const auto folder = need(Folder::open(temp.path()));
    for (int i = 0; i < 4200; ++i) need(folder.create_file(need(RelativePath::parse(std::to_string(i)))));
    need(folder.remove_contents());
    CHECK(need(folder.list()).empty());
}

TEST_CASE("a tree whose owner may neither list nor change it is removed all the same", "[base][folder]") {
    test::TempFolder temp;
    fs::permissions(temp.path(), fs::perms(0777));
    const auto report = test::in_child_as_nobody([&] {
        const auto folder = need(Folder::open(temp.path()));
        put(temp.path() / "x", "");
        fs::create_directories(temp.path() / "tree/closed/below");
        put(temp.path() / "tree/closed/below/file", "");
        fs::permissions(temp.path() / "tree/closed/below", fs::perms(0555));
        fs::permissions(temp.path() / "tree/closed", fs::perms(0000));
        return test::message_of(folder.remove_tree("tree"_path));
    });
    CHECK(report == "");
    CHECK(!fs::exists(temp.path() / "tree"));
}

TEST_CASE("a tree whose deepest folder is closed is removed, however deep it lies", "[base][folder]") {
    test::TempFolder temp;
    fs::permissions(temp.path(), fs::perms(0777));
    const auto report = test::in_child_as_nobody([&] {
        const auto folder = need(Folder::open(temp.path()));
        auto deepest = need(folder.make_folder("tree"_path));
        for (int i = 0; i < 90; ++i) {
            auto below = need(deepest.make_folder(need(RelativePath::parse(std::string(250, 'd')))));
            // Closed only once the next one is in it.
            if (i % 7 == 0) need(deepest.descriptor().set_mode(0));
            deepest = std::move(below);
        }
        need(deepest.create_file("file"_path));
        need(deepest.descriptor().set_mode(0));
        return test::message_of(folder.remove_tree("tree"_path));
    });
    CHECK(report == "");
    CHECK(!fs::exists(temp.path() / "tree"));
}

TEST_CASE("a folder that is closed itself is emptied", "[base][folder]") {
    test::TempFolder temp;
    fs::permissions(temp.path(), fs::perms(0777));
    const auto report = test::in_child_as_nobody([&] {
        const auto folder = need(need(Folder::open(temp.path())).make_folder("closed"_path));
        need(folder.create_file("file"_path));
        need(folder.descriptor().set_mode(0));
        return test::message_of(folder.remove_contents());
    });
    CHECK(report == "");
    CHECK(fs::is_empty(temp.path() / "closed"));
}

TEST_CASE("what is not permitted is refused by name", "[base][folder]") {
    test::TempFolder temp;
    fs::permissions(temp.path(), fs::perms(0755));
    put(temp / "secret", "x");
    fs::permissions(temp / "secret", fs::perms(0600));
    const auto report = test::in_child_as_nobody([&]() -> std::string {
        if (::access((temp / "secret").c_str(), R_OK) == 0) return "own file";
        const auto opened = need(Folder::open(temp.path())).open_file("secret"_path);
        return std::string(name_of(opened.error().kind())) + ": " + opened.error().message();
    });
    if (report != "own file")
        CHECK(report == "refused: opening \"" + (temp / "secret").string() + "\": permission denied");
}

TEST_CASE("a listing passes by what goes while it is read", "[base][files][folder]") {
    std::vector<pid_t> churning;
    for (int i = 0; i < 6; ++i) {
        const auto churn = ::fork();
        REQUIRE(churn >= 0);
        while (churn == 0) {
            const auto child = ::fork();
            if (child == 0) ::_exit(0);
            if (child > 0) ::waitpid(child, nullptr, 0);
        }
        churning.push_back(churn);
    }
    const auto proc = need(Folder::open("/proc"));
    std::string failure;
    for (int i = 0; i < 1500 && failure.empty(); ++i)
        if (const auto listed = proc.list(); !listed) failure = listed.error().message();
    for (const auto churn : churning) {
        ::kill(churn, SIGKILL);
        ::waitpid(churn, nullptr, 0);
    }
    CHECK(failure.empty());
}
