// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/files/durable.hpp"
#include "base/files/lock.hpp"
#include "crypto/tlog/checkpoint_signer.hpp"
#include "storage/tlog/place.hpp"
#include "storage/tlog/signed_tree.hpp"
#include "storage/tlog/tile_store.hpp"

#include <functional>
#include <mutex>

namespace assay::storage {

/// A transparency log on disk, held by this process alone. Page: tlog.md.
///
/// - Every tree it signs begins with every tree it has ever signed. What it signs has been written, synced, read back
///   and computed a second time (growth_check.hpp).
/// - What `append` has acknowledged survives a crash at any moment.
/// - What fails before a round is on record as signed is undone, and stops nothing: a full disk, a lack of descriptors.
/// - When syncing fails, damage is found, or anything fails after that record, it stops: nothing is retried, every
/// later
///   call gives the same error, and only opening it anew goes on. The log's owner reports it and ends, or opens it
///   anew.
/// - What the public sees changes with `publish` only, so that a quorum of witnesses can come first.
///
/// `append` by one thread at a time (Sequencer makes one of many), the rest by any.
class Log {
public:
    /// Leaves in one round.
    static constexpr std::size_t kAppendLeavesMax = 16384;

    /// Makes a log whose one entry is the genesis entry. The signer's keys and the clock outlive the log.
    /// Errors: Conflict when something of a log is there, Busy, Full, Io; those of the signer.
    static Result<std::unique_ptr<Log>> create(const LogPlace& place, const crypto::LogSigner& signer,
                                               const Clock& clock);

    /// Whether the record there says that something was signed. Errors: Io.
    static Result<bool> is_begun(const LogPlace& place);
    /// Opens it, and completes or drops the round that a crash cut off. Errors: NotFound when there is none; Busy;
    /// Conflict when it is another log's; Corrupt when its parts do not agree, above all when folder or record have
    /// been put back from an older copy; those of the signer.
    static Result<std::unique_ptr<Log>> open(const LogPlace& place, const crypto::LogSigner& signer,
                                             const Clock& clock);

    /// Adds the entries in their order and signs the tree; equal entries are equal to it as any. Gives the index of the
    /// first. Errors: Invalid for no entry, Limit above kAppendLeavesMax, Full, Io, Corrupt; those of the signer.
    Result<crypto::LeafIndex> append(std::span<const crypto::LeafEntry> entries);

    /// The largest tree signed.
    SignedTree latest() const;
    /// What `checkpoint` holds; nothing before the first `publish`.
    std::optional<SignedTree> published() const;
    /// Puts a checkpoint that this log signed, with what cosignatures it has, where the public reads it. Errors:
    /// Untrusted when it is not this log's, Invalid when it is older than the published one, Io.
    Status publish(const crypto::Note& note);

    /// As crypto/tlog verifies them. Errors: Invalid when there is no such leaf or tree yet, Corrupt.
    Result<crypto::MerkleProof> inclusion_proof(crypto::LeafIndex leaf, crypto::TreeSize size) const;
    Result<crypto::MerkleProof> consistency_proof(crypto::TreeSize older, crypto::TreeSize newer) const;
    Result<crypto::LeafEntry> entry(crypto::LeafIndex index) const;
    /// The root this log had at that size. Errors: Invalid above the latest size, Corrupt.
    Result<crypto::MerkleHash> root_at(crypto::TreeSize size) const;

    const std::vector<crypto::NoteKey>& keys() const { return keys_; }
    const std::string& origin() const { return keys_.front().name().text(); }
    /// Where `witnesses` lies.
    const Folder& record() const { return record_; }

    /// Stops the log for good, as when a witness shows that it has signed another tree before.
    void stop(const Error& why);
    /// Errors: why it has stopped.
    Status check_running() const;

    /// Called after each growth and when the log stops, by the thread that caused it. Replaces the listener before,
    /// which is not called any more once this returns.
    void on_change(std::function<void()> listener);

private:
    Log(const crypto::LogSigner& signer, const Clock& clock, Folder folder, Folder record, TileStore tiles,
        std::vector<FileLock> locks);
    static Result<std::unique_ptr<Log>> prepare(Folder folder, Folder record, const crypto::LogSigner& signer,
                                                const Clock& clock);
    Result<bool> has_traces() const;
    Status recover(const crypto::Checkpoint& recorded);
    Status check_genesis() const;
    Result<std::optional<SignedTree>> read_known(const RelativePath& name, const crypto::TreeHead& recorded) const;

    Result<TileBuilder> stage(std::span<const crypto::LeafEntry> entries, std::vector<crypto::Tile>& staged);
    Result<crypto::TreeHead> read_back(const crypto::TreeHead& before, std::span<const crypto::LeafEntry> entries,
                                       const TileBuilder& grown, const std::vector<crypto::Tile>& staged);
    Result<DurableFile> begin_record(const crypto::TreeHead& head) const;
    Result<SignedTree> complete(const crypto::TreeHead& head, DurableFile record);
    Result<SignedTree> sign(const crypto::TreeHead& head) const;
    std::unexpected<Error> stopped_by(Error error);
    void tell_listener() const;
    Status check_has(crypto::TreeSize size, std::string_view doing) const;

    crypto::LogSigner signer_;
    const Clock& clock_;
    std::vector<crypto::NoteKey> keys_;
    Folder folder_;
    Folder record_;
    TileStore tiles_;
    std::vector<FileLock> locks_;

    std::mutex writing_;   ///< held for a round
    TileBuilder builder_;  ///< owned by `writing_`
    std::mutex publishing_;

    mutable std::mutex state_;  ///< owns what follows
    std::optional<SignedTree> latest_;
    std::optional<SignedTree> published_;
    std::optional<Error> stopped_;

    mutable std::mutex listening_;  ///< held while the listener runs
    std::function<void()> listener_;
};

}  // namespace assay::storage
