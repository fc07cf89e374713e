// SPDX-License-Identifier: Apache-2.0
// A directory of the index under way, and where sealed pieces are counted. Private to storage/index.
#pragma once

#include "storage/index/directory.hpp"
#include "storage/index/file_digests.hpp"
#include "storage/index/seal_tree.hpp"

#include <atomic>
#include <deque>
#include <memory>
#include <mutex>

namespace assay::storage {

/// Hands pieces to the sink from several threads, and remembers which.
class PieceWriter {
public:
    explicit PieceWriter(PieceSink& sink) : sink_(sink) {}

    /// From any thread. Errors: the sink's.
    Status write(SealedPiece piece);
    /// Flushes the sink and fills in what the tree consists of. Once, after all writing.
    Status finish(SealedTree& tree);

private:
    struct Written {
        PieceId id;
        std::uint32_t size;
    };
    PieceSink& sink_;
    std::mutex mutex_;  ///< owns the sink and what was written
    std::vector<Written> written_;
};

/// What all threads that seal one tree share.
struct Sealing {
    const SealOptions& options;
    PieceWriter& writer;
    SealedTree& tree;  ///< the root's members are set by the thread that completes it, the rest by the caller's
    Progress& progress;
    const Interrupt& interrupt;
    std::mutex inputs_mutex{};  ///< owns tree.snapshots and tree.digests
};

/// A directory whose content is being sealed, in several threads.
///
/// - The entries and their names are there before the first job of it is begun. Each job writes digests of its own
///   files only, into `pieces` at an element of its own.
/// - It waits for its jobs, its subdirectories and its reader. The last of them seals it and tells its parent.
class PendingDirectory {
public:
    /// Which entry of which directory this one is.
    struct Place {
        std::shared_ptr<PendingDirectory> parent;  ///< none for the root
        std::size_t index = 0;                     ///< of its entry there
    };
    /// A new directory, held once by its maker.
    PendingDirectory(std::string path, Place place, DirectoryRole role);

    /// Its entries, before the first job of it.
    void set_names(std::vector<Entry> entries);
    std::string path_of(std::string_view name) const {
        return path_.empty() ? std::string(name) : path_ + "/" + std::string(name);
    }
    DirectoryRole role() const { return role_; }
    /// Its ids are those of a snapshot by itself, not part of its parent's.
    void make_snapshot() { is_snapshot_ = true; }

    /// What a job found out about the entry of that number.
    void put_digests(std::size_t index, const FileDigests& digests);
    void put_link(std::size_t index, std::string target);

    /// One more to wait for.
    void hold() { waiting_.fetch_add(1, std::memory_order_relaxed); }
    /// Lets go of one hold; seals what has become complete, up to the root.
    static Status release(std::shared_ptr<PendingDirectory> directory, Sealing& sealing);

    Directory page;
    std::deque<ContentPiece> pieces;  ///< elements stay where they are while it grows

private:
    Status seal(Sealing& sealing);
    Status identify(Sealing& sealing);
    Status note_digests(Sealing& sealing) const;

    std::string path_;
    Place place_;
    DirectoryRole role_;
    bool is_snapshot_ = false;
    std::vector<GitIds> ids_;               ///< beside the entries, in a snapshot
    std::vector<crypto::Sha256> contents_;  ///< plain digests beside the entries, where they are inputs
    std::atomic<std::uint64_t> files_ = 0, bytes_ = 0, lines_ = 0;
    std::atomic<std::size_t> waiting_ = 1;
};

}  // namespace assay::storage
