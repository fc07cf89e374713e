// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/cell/host_ids.hpp"
#include "base/files/folder.hpp"

#include <memory>

namespace assay::cell {

/// A new folder below `parent` that belongs to a cell's user: bind it Writable into a cell with the same ids, and the
/// cell's user (in a range: its root) owns it. Errors: Conflict when the name is taken, io_error's.
Result<Folder> make_work_folder(const Folder& parent, const RelativePath& name, const HostIds& ids,
                                unsigned mode = 0700);

/// Gives a folder with all below it to a cell's user. Links themselves change hands, not what they point to. Only while
/// no cell has it. Errors: Limit for trees beyond WalkLimits, io_error's.
Status give_tree(const Folder& folder, const HostIds& ids);

/// Takes such a folder back, whatever owners a cell has left in it. For a caller who is not root, files of subordinate
/// ids stay what they are.
Status take_back_tree(const Folder& folder);

/// Removes everything in a folder that a cell with these ids has worked in, whoever owns it and whatever its modes.
/// Errors: Sandbox, io_error's.
Status empty_work_folder(const Folder& folder, std::shared_ptr<const HostIds> ids);

}  // namespace assay::cell
