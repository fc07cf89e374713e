// SPDX-License-Identifier: Apache-2.0
#include "verifier/machine/cell_machine.hpp"

#include "base/cell/work_folder.hpp"
#include "base/files/durable.hpp"

namespace assay::verifier {

namespace {

Result<cell::Root> same_root(const cell::Root& root) {
    const auto* tree = std::get_if<cell::Tree>(&root);
    if (tree == nullptr) return cell::Root(cell::HostUsr{});
    auto folder = TRY(tree->folder.duplicate());
    return cell::Root(cell::Tree{std::move(folder)});
}

Result<cell::Bind> bind_work(const BuildPlan& plan) {
    auto place = work_place(plan.directory);
    const auto folder = place.below ? TRY(plan.work.folder(*place.below)) : TRY(plan.work.duplicate());
    auto source = TRY(folder.descriptor().duplicate());
    return cell::Bind{std::move(source), std::move(place.inside), cell::Access::Writable};
}

Result<cell::CellSpec> spec_of(const BuildPlan& plan) {
    TRY(write_durably(plan.job, "script"_path, bytes_of(plan.script), {.mode = 0644}));
    cell::CellSpec spec;
    spec.command = {"/bin/sh", "-eu", std::string(kScriptInside)};
    spec.environment = plan.environment;
    spec.directory = plan.directory;
    spec.root = TRY(same_root(plan.root));
    spec.binds.push_back(TRY(bind_work(plan)));
    auto out = TRY(plan.out.descriptor().duplicate());
    auto script = TRY(plan.job.open_file("script"_path));
    spec.binds.push_back({std::move(out), std::string(kOutInside), cell::Access::Writable});
    spec.binds.push_back({std::move(script), std::string(kScriptInside), cell::Access::ReadOnly});
    spec.host_name = "build";
    spec.users = cell::OneUser{};
    spec.host_ids = plan.ids;
    spec.tmp_bytes = build_limits::kTmpBytes;
    // What comes out is synced when it is taken out.
    spec.syncing = cell::Syncing::Skipped;
    spec.limits = {.wall_seconds = plan.bounds.seconds,
                   .cpu_seconds = plan.bounds.seconds * plan.bounds.processors,
                   .memory_bytes = plan.bounds.memory_bytes,
                   .processes = build_limits::kProcessesMax,
                   .open_files = build_limits::kOpenFilesMax,
                   .file_bytes = build_limits::kFileBytesMax,
                   .output_bytes = build_limits::kOutputBytesMax,
                   .disk_bytes = build_limits::kDiskBytesMax,
                   .free_bytes = build_limits::kDiskBytesFree,
                   .names = build_limits::kNamesMax,
                   .free_names = build_limits::kNamesFree};
    return spec;
}

}  // namespace

Result<BuildEnd> CellMachine::run(const BuildPlan& plan, cell::Sink log, const Interrupt& interrupt) const {
    auto spec = TRY(spec_of(plan));
    spec.out = std::move(log);
    spec.err = cell::Sink::with_out();
    // Last: what is the cell's may be closed to us.
    TRY(cell::give_tree(plan.work, *plan.ids));
    TRY(cell::give_folder(plan.out, *plan.ids));
    const auto outcome = TRY(cell::run(std::move(spec), &interrupt));
    // Root reads what is another user's.
    if (outcome.succeeded() && !plan.ids->is_fresh()) TRY(cell::take_back_tree(plan.out, *plan.ids));
    BuildEnd end;
    if (!outcome.succeeded()) end.failure = outcome.describe();
    end.seconds = outcome.usage.wall_seconds;
    end.walls = outcome.walls.describe();
    return end;
}

}  // namespace assay::verifier
