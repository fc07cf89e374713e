// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/primitive/digest.hpp"

#include <compare>

namespace assay::storage {

/// The id of one git object in both of git's object formats, each the digest of `type SP size NUL content`.
///
/// `sha256` is what we rely on. `sha1` is what SWHIDs are made of; it is never trusted alone.
struct GitIds {
    crypto::Sha256 sha256;
    crypto::Sha1 sha1;

    friend auto operator<=>(const GitIds&, const GitIds&) = default;
};

/// The types of git objects; `name_of` is how git writes them.
enum class GitObjectType { Blob, Tree, Commit, Tag };
std::string_view name_of(GitObjectType type);

/// What git hashes before an object's content: `type SP size NUL`.
std::string object_header(GitObjectType type, std::uint64_t size);

/// Computes the ids of an object whose content arrives in parts.
class GitIdStream {
public:
    /// `size` is the size of the whole content, which must then arrive.
    GitIdStream(GitObjectType type, std::uint64_t size);

    /// The next part of the content.
    void update(ByteView content);
    GitIds finish() { return {sha256_.finish(), sha1_.finish()}; }

private:
    crypto::HashStream<crypto::Sha256> sha256_;
    crypto::HashStream<crypto::Sha1> sha1_;
};

GitIds git_ids(GitObjectType type, ByteView content);

/// What a tree says of one of its names. Nothing else of a file's mode is in an id.
enum class TreeMode {
    File,        ///< 100644
    Executable,  ///< 100755
    Link,        ///< 120000
    Folder       ///< 40000
};

/// One name in a tree and the object it names.
struct TreeEntry {
    std::string name;  ///< bytes, not necessarily UTF-8
    TreeMode mode = TreeMode::File;
    GitIds ids;
};

/// The ids of the tree with these entries, in any order; of none, those of the empty tree. Errors: Invalid when a name
/// is one that no tree can have (see check_tree_name) or appears twice.
Result<GitIds> tree_ids(std::vector<TreeEntry> entries);

/// The id of that tree in the SHA-256 format alone; `ids.sha1` of the entries is not looked at.
Result<crypto::Sha256> tree_id(std::vector<TreeEntry> entries);

/// Errors: Invalid for an empty name, `.`, `..`, `.git` in upper or lower case, and names with a slash or NUL: git
/// refuses trees with such names, so no id would speak of them.
Status check_tree_name(std::string_view name);

/// Git's order of the names in a tree: by bytes, a folder's name as if it ended in a slash.
std::strong_ordering compare_in_tree(std::string_view a, bool a_is_folder, std::string_view b, bool b_is_folder);

}  // namespace assay::storage
