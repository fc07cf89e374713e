// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/files/folder.hpp"

namespace assay {

/// As Folder::open_file, whatever modes the tree has: a folder on the way, or the file, that keeps its owner out is
/// given `u+rwx` or `u+r` first. For trees of our own that a stranger has filled: root passes by modes, and what an
/// ordinary user can do is to be the same. Nothing may be at work in the tree. Errors: those of Folder::open_file.
Result<Descriptor> open_closed_file(const Folder& folder, const RelativePath& path);

/// Moves what lies at `from` below `folder` to `to` below `into`, on the same file system; never onto something. What
/// was closed on the way to `from` must have been opened. Errors: Conflict, Unsupported for another file system,
/// io_error's.
Status move_between(const Folder& folder, const RelativePath& from, const Folder& into, const RelativePath& to);

}  // namespace assay
