// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/snapshot/git_object.hpp"

#include <filesystem>
#include <memory>

namespace assay::storage {

/// An object whose bytes hash to the id it was asked for by.
struct GitObject {
    GitObjectType type = GitObjectType::Blob;
    Bytes content;
};

/// A git repository, read by libgit2: objects by their ids, and names of revisions.
///
/// - Its bytes hash to an object's id, or the object is refused.
/// - What libgit2 cannot tell, revisions and differences where extensions change how they are kept, the machine's git
///   is asked in a cell (git_program.hpp).
/// - No hook, filter or other program of its runs, no configuration but its own is read, nothing is written, no
/// submodule
///   entered, no replacement honoured. Who owns it does not matter, because nothing of it is obeyed.
class GitRepository {
public:
    /// `path` is a repository, or a folder with `.git`; those above it are not searched. Errors: NotFound when it is
    /// none, Unsupported for git's SHA-256 object format, Invalid.
    static Result<GitRepository> open(const std::filesystem::path& path);
    GitRepository(GitRepository&&) noexcept;
    GitRepository& operator=(GitRepository&&) noexcept;
    ~GitRepository();

    /// The object that a revision names (gitrevisions(7)), a tag not yet followed. Errors: NotFound, Invalid.
    Result<crypto::Sha1> resolve(const std::string& revision) const;

    /// All tags by name, `v1.2`, with the object each names, a tag object not yet followed. Empty where there are more
    /// than kTagsMax, and where libgit2 does not know how refs are kept.
    std::vector<std::pair<std::string, crypto::Sha1>> tags() const;
    static constexpr std::size_t kTagsMax = 5000;

    /// Errors: NotFound; Limit when it is larger than `most`, before any of it is unpacked; Invalid when damaged.
    Result<GitObject> read(const crypto::Sha1& id, std::uint64_t most) const;
    bool has(const crypto::Sha1& id) const;
    /// Whether it lacks history on purpose.
    bool is_shallow() const;
    /// Whether objects that were not needed were not fetched (git clone --filter). Nothing here fetches any.
    bool is_partial() const;

    /// Paths in which the work tree or the index differs from HEAD, files git does not know among them and ignored ones
    /// not; at most `most`. Empty for a bare repository. Errors: Invalid.
    Result<std::vector<std::string>> differences(std::size_t most) const;

private:
    struct State;
    explicit GitRepository(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace assay::storage
