// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/snapshot/git_object.hpp"

namespace assay::storage {

/// The kind of an entry in a git tree.
enum class GitEntryKind { File, Executable, Link, Folder, Submodule };

/// One name in a git tree.
struct GitTreeEntry {
    std::string name;
    GitEntryKind kind = GitEntryKind::File;
    crypto::Sha1 id;
};

/// Reads the content of a tree object as `git fsck --strict` wants it: known modes without a leading zero, names that
/// can be names and are not git's own, in git's order, none twice, no null id, nothing left over. The mode 100664 of
/// old trees is 100644. Errors: Invalid, in the words of the rule broken.
Result<std::vector<GitTreeEntry>> parse_git_tree(ByteView content);

/// What is needed of a commit.
struct GitCommit {
    crypto::Sha1 tree;
    std::vector<crypto::Sha1> parents;
    std::int64_t author_time = 0;  ///< seconds since 1970
};

/// Reads the content of a commit object: headers in their order, one author and one committer with name, address, time
/// and zone, no NUL before the message. Errors: Invalid.
Result<GitCommit> parse_git_commit(ByteView content);

/// What an annotated tag points to.
struct GitTag {
    crypto::Sha1 object;
    GitObjectType type = GitObjectType::Commit;
};

/// Errors: Invalid.
Result<GitTag> parse_git_tag(ByteView content);

}  // namespace assay::storage
