// SPDX-License-Identifier: Apache-2.0
// What an open log does; how it is made and opened is in log_open.cpp.
#include "storage/tlog/log.hpp"

#include "base/core/text.hpp"
#include "base/files/durable.hpp"
#include "base/files/space.hpp"
#include "base/files/sync_failed.hpp"
#include "crypto/tlog/signing_time.hpp"
#include "storage/tlog/growth_check.hpp"

#include <algorithm>

namespace assay::storage {

namespace {

using crypto::LeafEntry;
using crypto::LeafIndex;
using crypto::Tile;
using crypto::TreeHead;
using crypto::TreeSize;

/// Kept free so that a round which has begun finds room for its records.
constexpr std::uint64_t kReserveBytes = 4U << 20;
constexpr std::uint64_t kBlockBytes = 4096;

/// Whether the same call may succeed later: it found no damage, and no sync failed, after which it is unknown what the
/// disk holds.
bool is_passing(const Error& error) { return error.kind() != ErrorKind::Corrupt && error.code() != kSyncFailed; }

std::uint64_t blocks_of(const std::vector<TileContent>& tiles) {
    std::uint64_t bytes = 0;
    for (const auto& tile : tiles) bytes += (tile.bytes.size() / kBlockBytes + 2) * kBlockBytes;
    return bytes;
}

}  // namespace

Result<LeafIndex> Log::append(std::span<const LeafEntry> entries) {
    const auto doing = "appending to log " + quote(origin());
    const std::lock_guard writing(writing_);
    TRY(check_running());
    if (entries.empty()) return fail(ErrorKind::Invalid, doing + ": there is no entry");
    if (entries.size() > kAppendLeavesMax)
        return fail(ErrorKind::Limit, doing + ": " + std::to_string(entries.size()) + " entries are more than " +
                                          std::to_string(kAppendLeavesMax));
    const auto first = TRY(LeafIndex::from(builder_.size().value()));
    const auto before = latest_ ? latest_->head : TreeHead{TreeSize(0), crypto::empty_root()};

    std::vector<Tile> staged;
    // Up to here only `staging` has changed, which the next round empties: what passes stops nothing.
    const auto undone = [&](Error error) {
        const bool passes = is_passing(error);
        error = std::move(error).within(doing);
        return passes ? fail(std::move(error)) : stopped_by(std::move(error));
    };
    auto grown = stage(entries, staged);
    if (!grown) return undone(std::move(grown).error());
    const auto head = read_back(before, entries, *grown, staged);
    if (!head) return undone(head.error());
    auto record = begin_record(*head);
    if (!record) return undone(std::move(record).error());
    // From here on the tree may be on record as signed, and is never taken back.
    auto tree = complete(*head, std::move(*record));
    if (!tree) return stopped_by(std::move(tree).error().within(doing));

    builder_ = std::move(*grown);
    {
        const std::lock_guard state(state_);
        latest_ = std::move(*tree);
    }
    tell_listener();
    return first;
}

Result<TileBuilder> Log::stage(std::span<const LeafEntry> entries, std::vector<Tile>& staged) {
    auto grown = builder_;
    std::vector<TileContent> contents;
    for (const auto& entry : entries)
        TRY(grown.append(entry, [&](TileContent full) -> Status {
            contents.push_back(std::move(full));
            return {};
        }));
    staged = TRY(crypto::new_tiles(builder_.size(), grown.size()));
    for (auto& partial : grown.partial_tiles())
        if (std::ranges::find(staged, partial.tile) != staged.end()) contents.push_back(std::move(partial));
    TRY(need_space(folder_, blocks_of(contents) + kReserveBytes, "adding tiles"));
    TRY(need_space(record_, kReserveBytes, "recording what is signed"));
    TRY(tiles_.stage(contents));
    return grown;
}

Result<TreeHead> Log::read_back(const TreeHead& before, std::span<const LeafEntry> entries, const TileBuilder& grown,
                                const std::vector<Tile>& staged) {
    StagedTiles written(tiles_, before.size, staged);
    const auto head = TRY(check_growth(written, before, entries));
    if (head != TreeHead{grown.size(), grown.root()})
        return fail(ErrorKind::Corrupt, "the tree as written and the tree as read back have two roots");
    return head;
}

/// The record of a tree, written under no name yet.
Result<DurableFile> Log::begin_record(const TreeHead& head) const {
    const crypto::Checkpoint checkpoint(TRY(crypto::Origin::parse(origin())), head);
    auto file = TRY(DurableFile::begin(record_, log_names::kSigned));
    TRY(file.append(bytes_of(checkpoint.render())));
    return file;
}

Result<SignedTree> Log::complete(const TreeHead& head, DurableFile record) {
    TRY(record.commit());
    TRY(tiles_.settle(head.size));
    auto tree = TRY(sign(head));
    TRY(write_durably(folder_, log_names::kLatest, bytes_of(tree.note.render())));
    return tree;
}

Result<SignedTree> Log::sign(const TreeHead& head) const {
    const auto time = crypto::signing_time(clock_.now(), latest_ ? latest_->time : std::nullopt);
    const crypto::Checkpoint checkpoint(TRY(crypto::Origin::parse(origin())), head);
    auto note = TRY(signer_.sign_checkpoint(checkpoint, time));
    return SignedTree{.head = head, .note = std::move(note), .time = time};
}

SignedTree Log::latest() const {
    const std::lock_guard state(state_);
    return *latest_;
}

std::optional<SignedTree> Log::published() const {
    const std::lock_guard state(state_);
    return published_;
}

Status Log::publish(const crypto::Note& note) {
    const auto doing = "publishing a checkpoint of log " + quote(origin());
    const std::lock_guard publishing(publishing_);
    TRY(check_running());
    auto tree = TRY_WITHIN(doing, open_signed_tree(note, keys_));
    const auto before = published();
    const auto size_before = before ? before->head.size : TreeSize(0);
    if (tree.head.size < size_before)
        return fail(ErrorKind::Invalid,
                    doing + ": size " + tree.head.size.render() + " is below the published " + size_before.render());
    if (TRY_WITHIN(doing, root_at(tree.head.size)) != tree.head.root)
        return fail(ErrorKind::Untrusted, doing + ": it signs another tree of size " + tree.head.size.render());
    TRY(need_space(folder_, kReserveBytes, doing));
    // The public sees the old checkpoint or this one, which both are the log's.
    if (auto written = write_durably(folder_, log_names::kCheckpoint, bytes_of(note.render())); !written) {
        auto error = std::move(written).error().within(doing);
        return is_passing(error) ? fail(std::move(error)) : stopped_by(std::move(error));
    }
    const auto size = tree.head.size;
    {
        const std::lock_guard state(state_);
        published_ = std::move(tree);
    }
    // What stays behind when this fails is legal and only takes space.
    (void)tiles_.remove_partial_tiles(size_before, size);
    return {};
}

Result<crypto::MerkleProof> Log::inclusion_proof(LeafIndex leaf, TreeSize size) const {
    TRY(check_has(size, "making an inclusion proof"));
    const auto whole = latest().head.size;
    StoredTiles tiles(tiles_.files(), whole);
    crypto::TileReader reader(tiles, whole);
    return crypto::prove_inclusion(reader, leaf, size);
}

Result<crypto::MerkleProof> Log::consistency_proof(TreeSize older, TreeSize newer) const {
    TRY(check_has(newer, "making a consistency proof"));
    const auto whole = latest().head.size;
    StoredTiles tiles(tiles_.files(), whole);
    crypto::TileReader reader(tiles, whole);
    return crypto::prove_consistency(reader, older, newer);
}

Result<LeafEntry> Log::entry(LeafIndex index) const {
    const auto whole = latest().head.size;
    if (index.value() >= whole.value())
        return fail(ErrorKind::NotFound, "reading entry " + index.render() + " of log " + quote(origin()) +
                                             ": it has " + count_of(whole.value(), "entry", "entries"));
    const auto place = TRY(crypto::tile_at(0, index.value() / crypto::kTileWidth, whole));
    StoredTiles tiles(tiles_.files(), whole);
    const auto bundle = TRY(tiles.read(TRY(Tile::entries(place.index(), place.width()))));
    auto entries = decode_leaf_entries(bundle, place.width());
    if (!entries) return fail(std::move(entries).error().as(ErrorKind::Corrupt));
    return (*entries)[index.value() % crypto::kTileWidth];
}

Result<crypto::MerkleHash> Log::root_at(TreeSize size) const {
    TRY(check_has(size, "computing a root"));
    const auto whole = latest().head.size;
    StoredTiles tiles(tiles_.files(), whole);
    crypto::TileReader reader(tiles, whole);
    return crypto::tree_root(reader, size);
}

Status Log::check_has(TreeSize size, std::string_view doing) const {
    const auto whole = latest().head.size;
    if (size <= whole) return {};
    return fail(ErrorKind::Invalid, std::string(doing) + ": the log " + quote(origin()) + " has size " +
                                        whole.render() + ", not yet " + size.render());
}

void Log::stop(const Error& why) {
    {
        const std::lock_guard state(state_);
        if (stopped_) return;
        stopped_ = why;
    }
    tell_listener();
}

std::unexpected<Error> Log::stopped_by(Error error) {
    stop(Error(error).with_hint("the log has stopped: find the cause, then start again; nothing acknowledged is lost"));
    return fail(std::move(error));
}

Status Log::check_running() const {
    const std::lock_guard state(state_);
    if (stopped_) return fail(*stopped_);
    return {};
}

void Log::on_change(std::function<void()> listener) {
    const std::lock_guard listening(listening_);
    listener_ = std::move(listener);
}

void Log::tell_listener() const {
    const std::lock_guard listening(listening_);
    if (listener_) listener_();
}

}  // namespace assay::storage
