// SPDX-License-Identifier: Apache-2.0
#include "base/cell/work_folder.hpp"

#include "base/files/temp.hpp"
#include "tests/base/cell/hostile.hpp"

#include <sys/stat.h>

using namespace assay;
using namespace assay::cell;
using namespace assay::test;

namespace {

std::shared_ptr<const HostIds> apart() { return std::make_shared<const HostIds>(need(HostIds::apart())); }

void in_cell(const Folder& folder, const std::shared_ptr<const HostIds>& ids, const std::string& script) {
    CellSpec spec;
    spec.command = {"/usr/bin/sh", "-euc", "cd /work; " + script};
    spec.environment = {{"PATH", "/usr/bin:/bin"}};
    spec.host_ids = ids;
    if (ids->is_range()) spec.users = UserRange{};
    spec.binds.push_back(
        {.source = need(folder.descriptor().duplicate()), .inside = "/work", .access = Access::Writable});
    holds(std::move(spec));
}

/// Every id that can own what a cell leaves.
std::vector<std::shared_ptr<const HostIds>> all_ids() {
    std::vector<std::shared_ptr<const HostIds>> all = {one_user(), apart()};
    if (auto range = HostIds::range()) all.push_back(std::make_shared<const HostIds>(std::move(*range)));
    return all;
}

}  // namespace

TEST_CASE("a work folder is its cell's user's, and comes back", "[base][cell][work]") {
    const auto temp = need(assay::TempFolder::make());
    for (const auto& ids : all_ids()) {
        const auto folder = need(make_work_folder(temp.folder(), "work"_path, *ids));
        CHECK(need(folder.status()).owner == ids->first_uid());
        in_cell(folder, ids, "mkdir below; echo text >below/file; ln -s /nowhere link; chmod 6755 below/file");
        need(take_back_tree(folder, *ids));
        const auto file = need(folder.status("below/file"_path));
        CHECK(file.owner == ::geteuid());
        CHECK((file.mode & 06000) == (ids->kind() == HostIds::Kind::Own ? 06000 : 0));
        CHECK(need(folder.status("link"_path)).kind == FileKind::Link);
        CHECK(need(folder.status("link"_path)).owner == ::geteuid());
        need(remove_work_tree(temp.folder(), "work"_path));
    }
}

TEST_CASE("a tree is given to a cell's user", "[base][cell][work]") {
    const auto temp = need(assay::TempFolder::make());
    const auto ids = apart();
    const auto folder = need(temp.folder().make_folder("work"_path, 0700));
    need(folder.make_folder("below"_path, 0700));
    need(folder.create_file("below/file"_path, 0600));
    need(give_tree(folder, *ids));
    in_cell(folder, ids, "echo text >below/file; rm below/file; rmdir below; echo >other");
    need(empty_work_folder(folder, ids));
    need(temp.folder().remove_tree("work"_path));
}

TEST_CASE("a folder alone is given and taken back, and what is in it stays whose it is", "[base][cell][work]") {
    const auto temp = need(assay::TempFolder::make());
    for (const auto& ids : all_ids()) {
        const auto folder = need(make_work_folder(temp.folder(), "work"_path, *ids, 0755));
        in_cell(folder, ids, "echo text >file");
        need(take_back_folder(folder, *ids));
        CHECK(need(folder.status()).owner == ::geteuid());
        CHECK(need(folder.status("file"_path)).owner == ids->first_uid());
        need(give_folder(folder, *ids));
        CHECK(need(folder.status()).owner == ids->first_uid());
        need(remove_work_tree(temp.folder(), "work"_path));
    }
}

TEST_CASE("what a killed run has left is removed, with any owner and any modes", "[base][cell][work]") {
    const auto temp = need(assay::TempFolder::make());
    for (const auto& ids : all_ids()) {
        const auto job = need(temp.folder().make_folder("job"_path, 0700));
        const auto folder = need(make_work_folder(job, "work"_path, *ids));
        in_cell(folder, ids, "mkdir -p a/b/c; echo text >a/b/c/file; chmod 0 a/b/c a/b a; mkfifo fifo; chmod 0 .");
        need(remove_work_tree(temp.folder(), "job"_path));
        CHECK(!need(temp.folder().exists("job"_path)));
    }
    // Also what is no folder, and what is not there.
    need(temp.folder().create_file("file"_path));
    need(remove_work_tree(temp.folder(), "file"_path));
    CHECK(remove_work_tree(temp.folder(), "file"_path).error().kind() == ErrorKind::NotFound);
}
