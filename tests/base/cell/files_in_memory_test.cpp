// SPDX-License-Identifier: Apache-2.0
#include "base/cell/files_in_memory.hpp"

#include "base/cell/run.hpp"
#include "base/cell/work_folder.hpp"
#include "base/files/space.hpp"
#include "base/files/temp.hpp"
#include "tests/support/support.hpp"

#include <linux/magic.h>
#include <sys/vfs.h>

using namespace assay;
using namespace assay::cell;
using test::need;

namespace {

constexpr std::uint64_t kMemory = 64U << 20, kMuch = 300U << 20;

/// A cell of little memory with a folder of the machine's on a tmpfs.
class OnTmpfs {
public:
    OnTmpfs() : ids_(std::make_shared<const HostIds>(need(HostIds::one()))) {
        struct ::statfs raw{};
        if (::statfs("/dev/shm", &raw) != 0 || raw.f_type != TMPFS_MAGIC) SKIP("/dev/shm is no tmpfs");
        temp_.emplace(need(assay::TempFolder::make("/dev/shm")));
        if (need(free_space(temp_->folder().descriptor())).bytes < 3 * kMuch)
            SKIP("there is too little room in /dev/shm");
        work_.emplace(need(make_work_folder(temp_->folder(), "work"_path, *ids_)));
    }
    Outcome run(const std::string& script, Limits limits = {}) const {
        CellSpec spec;
        spec.command = {"/usr/bin/sh", "-c", script};
        spec.environment = {{"PATH", "/usr/bin:/bin"}};
        spec.binds.push_back(
            {.source = need(work_->descriptor().duplicate()), .inside = "/work", .access = Access::Writable});
        spec.host_ids = ids_;
        limits.memory_bytes = kMemory;
        spec.limits = limits;
        return need(cell::run(std::move(spec)));
    }

private:
    std::shared_ptr<const HostIds> ids_;
    std::optional<assay::TempFolder> temp_;
    std::optional<Folder> work_;
};

}  // namespace

TEST_CASE("files written to a tmpfs of the machine are no memory of the cell", "[base][cell][memory]") {
    const OnTmpfs cell;
    const auto outcome = cell.run("head -c " + std::to_string(kMuch) + " /dev/zero >/work/file && sleep 0.5");
    INFO(outcome.describe());
    CHECK(outcome.succeeded());
}

TEST_CASE("memory is bounded beside such files as without them", "[base][cell][memory]") {
    const OnTmpfs cell;
    // More than it may have, and less than the wall beyond which allocating fails.
    const std::string hold = "head -c 104857600 /dev/zero | tail -c 104857600 | (sleep 3; cat >/dev/null)";
    CHECK(cell.run(hold).stopped_by == Limit::Memory);
    CHECK(cell.run("head -c 100000000 /dev/zero >/work/other; " + hold).stopped_by == Limit::Memory);
}

TEST_CASE("what the cell may write there is bounded by its disk limit", "[base][cell][memory]") {
    const OnTmpfs cell;
    const auto script = "head -c " + std::to_string(kMuch) + " /dev/zero >/work/file; sleep 20";
    const auto outcome = cell.run(script, {.disk_bytes = 100U << 20});
    CHECK((outcome.stopped_by == Limit::Disk || outcome.stopped_by == Limit::Memory));
}
