// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/json.hpp"
#include "storage/snapshot/git_object.hpp"
#include "storage/snapshot/swhid.hpp"

#include <optional>

namespace assay::storage {

/// What a tree of files is: the identity that deposit, inspection and rebuild agree on.
///
/// - `ids` are those of the root as a git tree, of the same tree in both formats.
/// - `files` counts regular files and symbolic links, `bytes` their content (a link's is its target).
/// - `lines` counts the lines of text files, where somebody counted.
///
/// JSON form: snapshot.md. It is the closed field `snapshot` of a deposit and of an acceptance.
struct Snapshot {
    GitIds ids;
    std::uint64_t files = 0;
    std::uint64_t bytes = 0;
    std::optional<std::uint64_t> lines;

    Swhid swhid() const { return {Swhid::Kind::Directory, ids.sha1}; }
    /// Whether both are of one tree. Lines do not matter: one side may not have counted.
    bool is_same_tree_as(const Snapshot& other) const {
        return ids == other.ids && files == other.files && bytes == other.bytes;
    }

    Json render() const;
    /// Errors: Invalid.
    static Result<Snapshot> parse(const Json& json);

    friend bool operator==(const Snapshot&, const Snapshot&) = default;
};

}  // namespace assay::storage
