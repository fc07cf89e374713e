// SPDX-License-Identifier: Apache-2.0
#include "base/cell/disk_watch.hpp"

#include "base/cell/program.hpp"
#include "base/cell/run.hpp"
#include "base/cell/work_folder.hpp"
#include "base/files/space.hpp"
#include "tests/support/support.hpp"

using namespace assay;
using namespace assay::cell;
using namespace assay::test;

namespace {

/// A cell with a folder it may write to.
class Writing {
public:
    Writing()
        : folder_(need(Folder::open(temp_.path()))),
          ids_(std::make_shared<const HostIds>(need(HostIds::one()))),
          work_(need(make_work_folder(folder_, "work"_path, *ids_))) {}

    std::uint64_t free_now() const { return need(free_space(work_.descriptor())).bytes; }
    std::optional<std::uint64_t> names_now() const { return need(free_space(work_.descriptor())).names; }
    Result<Outcome> run(const std::string& script, const Limits& limits) const {
        CellSpec spec;
        spec.command = {"/usr/bin/sh", "-c", script};
        spec.environment = {{"PATH", "/usr/bin:/bin"}};
        spec.binds.push_back(
            {.source = need(work_.descriptor().duplicate()), .inside = "/work", .access = Access::Writable});
        spec.host_ids = ids_;
        spec.limits = limits;
        return cell::run(std::move(spec));
    }

private:
    TempFolder temp_;
    Folder folder_;
    std::shared_ptr<const HostIds> ids_;
    Folder work_;
};

constexpr std::uint64_t kMuch = 64U << 20;

}  // namespace

TEST_CASE("a cell that fails on a full disk is not at fault, and the folder is named", "[base][cell][disk]") {
    const Writing cell;
    const auto failed = cell.run("exit 1", {.free_bytes = cell.free_now() + kMuch});
    REQUIRE(!failed);
    CHECK(failed.error().kind() == ErrorKind::Full);
    CHECK(failed.error().message().contains("no space left in"));
    CHECK(failed.error().message().contains("/work\""));
    CHECK(need(cell.run("exit 1", {})).code == 1);
}

TEST_CASE("a cell is stopped as soon as it fills the disk, whatever it would remove afterwards", "[base][cell][disk]") {
    const Writing cell;
    const auto script = "head -c 96M /dev/zero >/work/large ; sleep 5; rm /work/large; exit 1";
    const auto filled = cell.run(script, {.free_bytes = cell.free_now() - kMuch});
    REQUIRE(!filled);
    CHECK(filled.error().kind() == ErrorKind::Full);
}

TEST_CASE("a cell that writes more than it may is stopped, and that is a limit", "[base][cell][disk]") {
    const Writing cell;
    const auto outcome = need(cell.run("head -c 96M /dev/zero >/work/large ; sleep 20", {.disk_bytes = kMuch}));
    CHECK(outcome.stopped_by == Limit::Disk);
    CHECK(outcome.describe() == "was stopped: it wrote more than allowed");
}

TEST_CASE("a cell that makes more files than it may is stopped, and that is a limit", "[base][cell][disk]") {
    const Writing cell;
    const auto script = "i=0; while :; do i=$((i+1)); : >/work/$i; done";
    CHECK(need(cell.run(script, {.names = 2000})).stopped_by == Limit::Disk);
}

TEST_CASE("a cell is stopped where too few files could be made, and is not at fault", "[base][cell][disk]") {
    const Writing cell;
    const auto names = cell.names_now();
    if (!names) SKIP("this file system does not count files");
    const auto filled = cell.run("sleep 20", {.free_names = *names + 10'000});
    REQUIRE(!filled);
    CHECK(filled.error().kind() == ErrorKind::Full);
}

TEST_CASE("the words for a full disk are known", "[base][cell][disk]") {
    const Writing cell;
    CHECK(need(cell.run("echo 'tar: x: Cannot write: No space left on device' >&2; exit 2", {})).speaks_of_full_disk());
    CHECK(need(cell.run("echo 'tar: x: Wrote only 7168 of 10240 bytes' >&2; exit 2", {})).speaks_of_full_disk());
    CHECK_FALSE(
        need(cell.run("echo 'tar: x: Cannot open: No such file or directory' >&2; exit 2", {})).speaks_of_full_disk());
}

TEST_CASE("a program of ours that is not installed is named with its package", "[base][cell]") {
    need(need_program("/usr/bin/sh", "dash"));
    const auto missing = need_program("/usr/bin/no-such-program", "no-such-package");
    REQUIRE(!missing);
    CHECK(missing.error().kind() == ErrorKind::Sandbox);
    CHECK(missing.error().hints() == std::vector<std::string>{"apt install no-such-package"});
}
