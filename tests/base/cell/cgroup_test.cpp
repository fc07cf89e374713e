// SPDX-License-Identifier: Apache-2.0
#include "base/cell/cgroup.hpp"

#include "tests/base/files/child.hpp"
#include "tests/support/support.hpp"

#include <fstream>

#include <sys/wait.h>
#include <unistd.h>

using namespace assay;
using namespace assay::test;
using cell::Cgroup;
namespace fs = std::filesystem;

namespace {

/// A folder with the files of a cgroup v2 that matter here.
void put_cgroup(const fs::path& path, const std::string& enabled) {
    fs::create_directories(path);
    std::ofstream(path / "cgroup.subtree_control") << enabled;
    std::ofstream(path / "cgroup.procs") << "";
}

}  // namespace

TEST_CASE("a delegated cgroup is the nearest one above our own that counts memory", "[base][cell]") {
    const test::TempFolder temp;
    fs::permissions(temp.path(), fs::perms(0777));
    // A cgroup that is not ours is read-only to a user that is not root, so this runs as one.
    const auto report = in_child_as_nobody([&]() -> std::string {
        const auto mount = temp.path().string();
        put_cgroup(temp / "slice", "cpu memory pids\n");
        put_cgroup(temp / "slice/user", "memory pids\n");
        put_cgroup(temp / "slice/user/app", "");
        put_cgroup(temp / "slice/user/app/scope", "memory pids\n");
        // Its file takes no command, as that of a cgroup without the controller.
        fs::permissions(temp / "slice/user/app/cgroup.subtree_control", fs::perms(0444));
        fs::permissions(temp / "slice/user/app", fs::perms(0555));
        auto found = Cgroup::delegated(mount, "/slice/user/app/scope").substr(mount.size());
        fs::permissions(temp / "slice/user/cgroup.procs", fs::perms(0444));
        fs::permissions(temp / "slice/cgroup.procs", fs::perms(0444));
        found += " then '" + Cgroup::delegated(mount, "/slice/user/app/scope") + "'";
        fs::permissions(temp / "slice/user/app", fs::perms(0755));
        return found + " alone '" + Cgroup::delegated(mount, "/") + "'";
    });
    CHECK(report == "/slice/user then '' alone ''");
}

TEST_CASE("cgroups of killed programs are removed, and no other's", "[base][cell]") {
    const test::TempFolder temp;
    const auto dead = ::fork();
    if (dead == 0) ::_exit(0);
    ::waitpid(dead, nullptr, 0);
    // `pid:[4026531836]`: a number of a process is one in its own namespace only.
    const auto ours = fs::read_symlink("/proc/self/ns/pid").string();
    const auto space = ours.substr(5, ours.size() - 6);
    const auto name = [](const std::string& of, int process) {
        return "assay-cell-" + of + "-" + std::to_string(process) + "-0";
    };
    const auto of_killed = name(space, dead), of_living = name(space, ::getpid()), of_container = name("1", dead);
    for (const auto& each : {of_killed, of_living, of_container, std::string("another")})
        fs::create_directory(temp / each);
    Cgroup::sweep(temp.path().string());
    CHECK_FALSE(fs::exists(temp / of_killed));
    CHECK(fs::exists(temp / of_living));
    CHECK(fs::exists(temp / of_container));
    CHECK(fs::exists(temp / "another"));
}
