// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/files/relative_path.hpp"

namespace assay::storage {

/// A stranger's name for a file as a path below the folder it is to be written in.
///
/// Refused, each in its own words: what RelativePath refuses (absolute, `..`, empty components, NUL, too long), and
/// what is harmless here but something else for another system or for git: names that climb or are absolute when `\`
/// parts them, that begin with a drive letter, and components that are or become `.git` (see is_git_name). A backslash
/// as such, control characters and other bytes are what they are. Errors: Invalid, Limit.
Result<RelativePath> path_of_entry(std::string_view name);

/// Whether some system takes a component for `.git`: in any case, with dots, spaces or a stream's name behind it, as
/// its short name `git~1` (NTFS), with code points inside that HFS+ ignores. After git's fsck: "hasDotgit".
bool is_git_name(std::string_view component);

/// The same for `.gitmodules`, short names `gitmod~1` to `~4` (git's fsck: "gitmodulesSymlink").
bool is_gitmodules_name(std::string_view component);

}  // namespace assay::storage
