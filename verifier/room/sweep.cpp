// SPDX-License-Identifier: Apache-2.0
#include "verifier/room/sweep.hpp"

#include "base/cell/work_folder.hpp"
#include "verifier/room/statement_folder.hpp"

#include <functional>

namespace assay::verifier {

namespace {

/// What TempFolder calls its folders.
bool is_temporary(std::string_view name) { return name.starts_with("assay-") || name.starts_with(".assay-"); }

bool is_unfinished(std::string_view name) { return is_temporary(name) || name == kOpenedPart || name == kOutputsPart; }

/// A build may have left folders that shut even their owner out, and files of subordinate ids: those a cell removes.
Status remove(const Folder& folder, const FolderEntry& entry) {
    const auto name = TRY(RelativePath::parse(entry.name));
    const auto removed = folder.remove_tree(name);
    if (removed || entry.kind != FileKind::Folder) return removed;
    const auto ids = std::make_shared<const cell::HostIds>(TRY(cell::HostIds::one()));
    TRY(cell::empty_work_folder(TRY(folder.folder(name)), ids));
    return folder.remove_tree(name);
}

Status remove_if(const Folder& folder, const std::function<bool(std::string_view)>& is_doomed) {
    for (const auto& entry : TRY(folder.list()))
        if (is_doomed(entry.name)) TRY(remove(folder, entry));
    return {};
}

/// Outputs come before the statement that names them, so the last ones may have none.
Status remove_unnamed_outputs(const Folder& deposit) {
    const auto place = TRY(RelativePath::parse(kOutputs));
    if (!TRY(deposit.exists(place))) return {};
    const auto statements = TRY(StatementFolder::open(deposit));
    return remove_if(TRY(deposit.folder(place)), [&](std::string_view name) {
        const auto id = decode_hex_as<crypto::StatementId>(name, "outputs");
        return !id || !statements.contains(*id);
    });
}

Status sweep_deposit(const Folder& deposit) {
    TRY(remove_if(deposit, is_unfinished));
    return remove_unnamed_outputs(deposit);
}

}  // namespace

Status sweep(const Folder& room) {
    TRY(remove_if(TRY(room.folder("jobs"_path)), is_temporary));
    const auto deposits = TRY(room.folder("deposits"_path));
    TRY(remove_if(deposits, [](std::string_view name) { return name == kIncoming; }));
    for (const auto& entry : TRY(deposits.list()))
        if (entry.kind == FileKind::Folder)
            TRY(sweep_deposit(TRY(deposits.folder(TRY(RelativePath::parse(entry.name))))));
    return {};
}

}  // namespace assay::verifier
