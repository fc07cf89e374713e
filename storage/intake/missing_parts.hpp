// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/json.hpp"
#include "base/files/folder.hpp"
#include "storage/snapshot/take_snapshot.hpp"

#include <set>

namespace assay::storage {

/// Something that a release names and does not hold: what is deposited is then not what is built.
struct MissingPart {
    enum class Kind {
        LfsPointer,  ///< a pointer of Git LFS is in the file's place
        Submodule,   ///< a submodule of git is an empty folder, or not even that
        Files        ///< there is no file at all
    };
    Kind kind;
    std::string path;  ///< empty for Files

    friend auto operator<=>(const MissingPart&, const MissingPart&) = default;
};

/// Every part that is missing, each once, in the order of kinds and paths.
///
/// JSON form, source.md: {"count": "2", "parts": [{"kind": "lfs-pointer", "path": "a.bin"}, …]}, the first kShownMost.
struct MissingParts {
    static constexpr std::size_t kShownMost = 100;

    std::set<MissingPart> parts;

    Json render() const;
    /// A sentence for each kind, with the first paths and what to do: for people. Empty when nothing is missing.
    std::vector<std::string> sentences() const;
};

/// Looks for missing parts in a tree while its snapshot is taken.
class MissingPartsScan final : public SnapshotObserver {
public:
    Status begin(const RelativePath& path, const FileStatus& status) override;
    Status bytes(ByteView bytes) override;
    Status end() override;

    /// What was found, after all `files` of the tree, links counted: `tree` is asked for the folders of submodules.
    /// Errors: Folder's.
    Result<MissingParts> finish(const Folder& tree, std::uint64_t files);

private:
    std::optional<RelativePath> path_;  ///< of the file being read, where it may matter
    Bytes content_;
    std::set<std::string> submodules_;  ///< the paths that .gitmodules files name
    MissingParts found_;
};

/// The same of a tree that lies there: opens only the files that may matter. Errors: Folder's, Interrupted.
Result<MissingParts> find_missing_parts(const Folder& tree, const Interrupt& interrupt);

}  // namespace assay::storage
