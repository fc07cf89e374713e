// SPDX-License-Identifier: Apache-2.0
#include "verifier/room/sweep.hpp"

#include "base/cell/work_folder.hpp"
#include "base/files/open_closed.hpp"
#include "verifier/room/statement_folder.hpp"

#include <functional>

namespace assay::verifier {

namespace {

/// What TempFolder calls its folders.
bool is_temporary(std::string_view name) { return name.starts_with("assay-") || name.starts_with(".assay-"); }

bool is_unfinished(std::string_view name) { return is_temporary(name) || name == kOpenedPart || name == kOutputsPart; }

/// Goes on where something cannot be removed: what one deposit has left must not keep the room from the others.
class Sweeper {
public:
    explicit Sweeper(Folder jobs) : jobs_(std::move(jobs)) {}

    void remove_if(const Folder& folder, const std::function<bool(std::string_view)>& is_doomed) {
        const auto entries = folder.list();
        if (!entries) return left(entries.error());
        for (const auto& entry : *entries)
            if (is_doomed(entry.name)) remove(folder, entry);
    }

    void sweep_deposit(const Folder& deposit) {
        remove_if(deposit, is_unfinished);
        if (const auto swept = remove_unnamed_outputs(deposit); !swept) left(swept.error());
    }

    void left(const Error& error) { left_.push_back(error.message()); }
    std::vector<std::string> release() { return std::move(left_); }

private:
    /// Outputs come before the statement that names them, so the last ones may have none.
    Status remove_unnamed_outputs(const Folder& deposit) {
        const auto place = TRY(RelativePath::parse(kOutputs));
        if (!TRY(deposit.exists(place))) return {};
        const auto statements = TRY(StatementFolder::open(deposit));
        remove_if(TRY(deposit.folder(place)), [&](std::string_view name) {
            const auto id = decode_hex_as<crypto::StatementId>(name, "outputs");
            return !id || !statements.contains(*id);
        });
        return {};
    }

    void remove(const Folder& folder, const FolderEntry& entry) {
        const auto name = RelativePath::parse(entry.name);
        if (!name) return left(name.error());
        const auto removed = cell::remove_work_tree(folder, *name);
        if (removed) return;
        left(removed.error());
        // Its name is needed again, for the next of its kind; among the jobs it takes no name that is needed.
        if (is_temporary(entry.name)) return;
        for (int i = 1; i < kStraysMax; ++i) {
            const auto stray = *RelativePath::parse("assay-stray-" + std::to_string(i));
            const auto moved = move_between(folder, *name, jobs_, stray);
            if (moved || moved.error().kind() != ErrorKind::Conflict) return;
        }
    }

    static constexpr int kStraysMax = 10'000;
    Folder jobs_;
    std::vector<std::string> left_;
};

}  // namespace

Result<std::vector<std::string>> sweep(const Folder& room) {
    const auto jobs = TRY(room.folder("jobs"_path)), deposits = TRY(room.folder("deposits"_path));
    Sweeper sweeper(TRY(jobs.duplicate()));
    sweeper.remove_if(jobs, is_temporary);
    sweeper.remove_if(deposits, [](std::string_view name) { return name == kIncoming; });
    for (const auto& entry : TRY(deposits.list())) {
        if (entry.kind != FileKind::Folder) continue;
        const auto deposit = deposits.folder(TRY(RelativePath::parse(entry.name)));
        if (deposit)
            sweeper.sweep_deposit(*deposit);
        else
            sweeper.left(deposit.error());
    }
    return sweeper.release();
}

}  // namespace assay::verifier
