// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/cell/host_ids.hpp"
#include "base/files/folder.hpp"

#include <memory>

namespace assay::cell {

/// A new folder below `parent` that belongs to a cell's user: bind it Writable into a cell with the same ids, and the
/// cell's user (in a range: its root) owns it. Where the ids are Subordinate, the caller can then neither enter nor
/// fill it: what is to be in it comes first, and then give_tree. Errors: Conflict when the name is taken, Sandbox,
/// io_error's.
Result<Folder> make_work_folder(const Folder& parent, const RelativePath& name, const HostIds& ids,
                                unsigned mode = 0700);

/// Gives a folder with all below it to a cell's user. Links themselves change hands, not what they point to. Only while
/// no cell has it. Errors: Limit for trees beyond WalkLimits, Sandbox, io_error's.
Status give_tree(const Folder& folder, const HostIds& ids);

/// Takes such a folder back, whatever owners a cell with these ids has left in it. Set-id bits of files go. Errors: as
/// give_tree.
Status take_back_tree(const Folder& folder, const HostIds& ids);

/// The same for the folder alone, and what is in it stays whose it is.
Status give_folder(const Folder& folder, const HostIds& ids);
Status take_back_folder(const Folder& folder, const HostIds& ids);

/// Removes everything in a folder that a cell with these ids has worked in, with any owner and any modes.
/// Errors: Sandbox, io_error's.
Status empty_work_folder(const Folder& folder, const std::shared_ptr<const HostIds>& ids);

/// Removes an entry of a folder with all below it: also what cells have left there that were killed with their caller,
/// where the ids of that one's range own it. Errors: those of Folder::remove_tree.
Status remove_work_tree(const Folder& parent, const RelativePath& name);

}  // namespace assay::cell
