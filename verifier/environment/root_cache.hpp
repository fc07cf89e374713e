// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/cell/host_ids.hpp"
#include "base/files/folder.hpp"
#include "base/files/lock.hpp"
#include "crypto/primitive/digest.hpp"

#include <filesystem>
#include <memory>
#include <optional>

namespace assay::verifier {

/// A build root as it lies in the cache.
struct KeptRoot {
    Folder folder;
    double seconds;  ///< that assembling it took
};

/// One root of a cache of assembled roots, kept under the digest of its lock. Page: root_index.md.
///
/// - The cache's folder is private: no other user of the machine reaches what packages have put there.
/// - On disk no file of a root has a set-id bit, a capability or another attribute; what there was is kept as text.
/// - A root is handed out as it was kept, byte for byte, or not at all.
/// - No file of a root belongs to a user of the machine: all are of ids that cells alone have.
/// - One process at a time has the root of one lock.
class RootCache {
public:
    /// Errors: private_folder's; Busy while another process has this root.
    static Result<RootCache> open(const std::filesystem::path& cache, const crypto::Sha256& lock);

    /// The root, held against what was kept. None where there is none, and where it was changed: then `changed` says
    /// how, and it is to be assembled anew. Errors: io_error's.
    Result<std::optional<KeptRoot>> find();
    const std::string& changed() const { return changed_; }

    /// An empty folder of ours, to be given to the range in which a root is then assembled as `root`. What was there
    /// before is removed.
    Result<Folder> begin();
    /// Seals what was assembled (root_seal.hpp) and keeps it; after `begin`, when no cell is at work any more.
    Result<KeptRoot> keep(const Folder& work, const std::shared_ptr<const cell::HostIds>& ids, double seconds);
    /// Removes what `begin` gave, with any owners of what was put there.
    Status abandon();

private:
    RootCache(Folder folder, std::string name, FileLock lock)
        : folder_(std::move(folder)), name_(std::move(name)), lock_(std::move(lock)) {}
    RelativePath place(std::string_view end) const;
    Status remove(const RelativePath& what) const;
    Status note(const crypto::Sha256& tree, const crypto::Sha256& state, double seconds) const;
    /// How the root differs from what was kept; none when it does not.
    Result<std::optional<std::string>> compare(const Folder& root, const std::string& note_text) const;

    Folder folder_;
    std::string name_;
    FileLock lock_;
    std::string changed_;
};

}  // namespace assay::verifier
