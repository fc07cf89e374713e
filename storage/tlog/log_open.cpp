// SPDX-License-Identifier: Apache-2.0
// How a log is made, and how it is opened after whatever happened to its disks.
#include "base/core/text.hpp"
#include "base/files/durable.hpp"
#include "base/files/read.hpp"
#include "storage/tlog/log.hpp"

namespace assay::storage {

namespace {

using crypto::TreeHead;
using crypto::TreeSize;

constexpr std::size_t kGenesisBytesMax = 64U << 10;
constexpr std::string_view kNeverSignAgain =
    "put back the newest copy of both folders; a log that signs again from an older one shows two histories";

/// The same error, as a sign of damage: what our own storage lacks or garbles is not the caller's mistake.
Error as_damage(Error error) {
    const bool is_ours =
        error.kind() == ErrorKind::NotFound || error.kind() == ErrorKind::Invalid || error.kind() == ErrorKind::Limit;
    return is_ours ? std::move(error).as(ErrorKind::Corrupt) : error;
}

Status remove_leftovers(const Folder& folder) {
    for (const auto& entry : TRY(folder.list()))
        if (is_leftover(entry.name)) TRY(folder.remove(TRY(RelativePath::parse(entry.name))));
    return {};
}

}  // namespace

Log::Log(const crypto::LogSigner& signer, const Clock& clock, Folder folder, Folder record, TileStore tiles,
         std::vector<FileLock> locks)
    : signer_(signer),
      clock_(clock),
      keys_{signer.ed25519_key(), signer.mldsa44_key()},
      folder_(std::move(folder)),
      record_(std::move(record)),
      tiles_(std::move(tiles)),
      locks_(std::move(locks)) {}

Result<std::unique_ptr<Log>> Log::prepare(Folder folder, Folder record, const crypto::LogSigner& signer,
                                          const Clock& clock) {
    std::vector<FileLock> locks;
    locks.push_back(TRY(FileLock::take(folder, log_names::kLock)));
    locks.push_back(TRY(FileLock::take(record, log_names::kLock)));
    TRY(remove_leftovers(folder));
    TRY(remove_leftovers(record));
    auto tiles = TRY(TileStore::open(folder));
    return std::unique_ptr<Log>(
        new Log(signer, clock, std::move(folder), std::move(record), std::move(tiles), std::move(locks)));
}

Result<std::unique_ptr<Log>> Log::create(const LogPlace& place, const crypto::LogSigner& signer, const Clock& clock) {
    const auto doing = "making a log in " + quote(place.folder.string());
    auto folder = TRY_WITHIN(doing, make_folder_durably(place.folder));
    auto record = TRY_WITHIN(doing, make_folder_durably(place.record, 0700));
    auto log = TRY_WITHIN(doing, prepare(std::move(folder), std::move(record), signer, clock));
    if (TRY_WITHIN(doing, log->record_.exists(log_names::kSigned)))
        return fail(ErrorKind::Conflict, doing + ": " + quote(place.record.string()) + " records a log already");
    if (TRY_WITHIN(doing, log->has_traces())) return fail(ErrorKind::Conflict, doing + ": there is one already");
    const auto genesis = genesis_text(log->keys_);
    TRY_WITHIN(doing, write_durably(log->folder_, log_names::kGenesis, bytes_of(genesis)));
    TRY(log->append(std::vector{genesis_entry(genesis)}));
    return log;
}

Result<std::unique_ptr<Log>> Log::open(const LogPlace& place, const crypto::LogSigner& signer, const Clock& clock) {
    const auto doing = "opening log " + quote(place.folder.string());
    auto folder = TRY_WITHIN(doing, Folder::open(place.folder));
    auto record = TRY_WITHIN(doing, Folder::open(place.record));
    auto log = TRY_WITHIN(doing, prepare(std::move(folder), std::move(record), signer, clock));
    const auto recorded = TRY_WITHIN(doing, read_signed_record(log->record_));
    if (!recorded && TRY_WITHIN(doing, log->has_traces()))
        return fail(Error(ErrorKind::Corrupt,
                          doing + ": the record of what it has signed is missing in " + quote(place.record.string()))
                        .with_hint(std::string(kNeverSignAgain)));
    if (!recorded) return fail(ErrorKind::NotFound, doing + ": there is none");
    if (recorded->origin().text() != log->origin())
        return fail(ErrorKind::Conflict,
                    doing + ": it is the log " + quote(recorded->origin().text()) + ", not " + quote(log->origin()));
    if (auto recovered = log->recover(*recorded); !recovered) {
        auto error = as_damage(std::move(recovered).error()).within(doing);
        return fail(error.kind() == ErrorKind::Corrupt ? std::move(error).with_hint(std::string(kNeverSignAgain))
                                                       : std::move(error));
    }
    return log;
}

Result<bool> Log::is_begun(const LogPlace& place) {
    const auto record = Folder::open(place.record);
    if (!record && record.error().kind() == ErrorKind::NotFound) return false;
    if (!record) return fail(Error(record.error()));
    return record->exists(log_names::kSigned);
}

/// Whether anything of a log lies in the folder. Tiles appear only once `signed` names them.
Result<bool> Log::has_traces() const {
    const auto tiles = TRY(folder_.folder(log_names::kTiles));
    return !TRY(tiles.list()).empty() || TRY(folder_.exists(log_names::kLatest)) ||
           TRY(folder_.exists(log_names::kCheckpoint));
}

Status Log::recover(const crypto::Checkpoint& recorded) {
    const auto& head = recorded.head();
    const auto signed_size = "the record says that size " + head.size.render() + " has been signed";
    TRY(tiles_.settle(head.size));
    StoredTiles stored(tiles_.files(), head.size);
    builder_ = TRY_WITHIN(signed_size, TileBuilder::load(stored, head.size));
    if (builder_.root() != head.root)
        return fail(ErrorKind::Corrupt, signed_size + ", and the tiles lead to another root");
    TRY(check_genesis());

    latest_ = TRY(read_known(log_names::kLatest, head));
    if (!latest_ || latest_->head != head) {
        latest_ = TRY(sign(head));
        TRY(write_durably(folder_, log_names::kLatest, bytes_of(latest_->note.render())));
    }
    published_ = TRY(read_known(log_names::kCheckpoint, head));
    return {};
}

/// A checkpoint file, held against the record and the tiles.
Result<std::optional<SignedTree>> Log::read_known(const RelativePath& name, const TreeHead& recorded) const {
    auto tree = TRY(read_signed_tree(folder_, name, keys_));
    if (!tree) return tree;
    if (tree->head.size > recorded.size)
        return fail(ErrorKind::Corrupt, quote(name.text()) + " has size " + tree->head.size.render() +
                                            ", and the record knows of nothing signed above " + recorded.size.render() +
                                            ": the record is older than the log");
    StoredTiles stored(tiles_.files(), recorded.size);
    crypto::TileReader reader(stored, recorded.size);
    if (TRY(crypto::tree_root(reader, tree->head.size)) != tree->head.root)
        return fail(ErrorKind::Corrupt, quote(name.text()) + " signs another tree of size " + tree->head.size.render() +
                                            " than the tiles hold");
    return tree;
}

Status Log::check_genesis() const {
    const auto text = TRY(read_file(folder_, log_names::kGenesis, kGenesisBytesMax));
    const auto place = TRY(crypto::tile_at(0, 0, builder_.size()));
    StoredTiles stored(tiles_.files(), builder_.size());
    const auto entries =
        TRY(decode_leaf_entries(TRY(stored.read(TRY(crypto::Tile::entries(0, place.width())))), place.width()));
    if (entries.front() != genesis_entry(text_of(text)))
        return fail(ErrorKind::Corrupt, "the first entry is not that of " + quote(log_names::kGenesis.text()));
    return {};
}

}  // namespace assay::storage
