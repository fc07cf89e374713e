// SPDX-License-Identifier: Apache-2.0
#include "storage/piece/piece_folder.hpp"

#include "base/core/text.hpp"
#include "base/files/beneath.hpp"
#include "base/files/lock.hpp"
#include "storage/piece/piece_folder_index.hpp"
#include "storage/piece/piece_list.hpp"

#include <algorithm>
#include <cerrno>
#include <optional>

#include <fcntl.h>
#include <unistd.h>

namespace assay::storage {

namespace {

constexpr std::size_t kBufferBytesMax = 1U << 20;
constexpr std::size_t kIndexBytesMax = PieceFolderIndex::kHeader.size() + PieceList::kPiecesMax * 72;
const RelativePath kData = "pieces.data"_path, kIndex = "pieces.index"_path, kLock = "pieces.lock"_path;

Status truncate(const Descriptor& file, std::uint64_t size) {
    if (::ftruncate(file.number(), static_cast<::off_t>(size)) == 0) return {};
    return fail(io_error("cutting " + quote(file.name()) + " to what was acknowledged", errno));
}

/// fdatasync(2): the content, and as much about it as reading it back needs.
Status sync_data(const Descriptor& file) {
    if (::fdatasync(file.number()) == 0) return {};
    return fail(io_error("syncing " + quote(file.name()), errno));
}

}  // namespace

struct PieceFolder::State {
    Folder folder;
    std::optional<FileLock> lock;  ///< where open for writing
    Descriptor data, index;
    PieceFolderIndex known;                           ///< all that was put
    std::uint64_t kept_data_bytes, kept_index_bytes;  ///< acknowledged
    std::vector<IndexedPiece> unsynced = {};          ///< put since the last flush
    Bytes buffer = {};                                ///< the end of the data file that is not written yet
    std::optional<Error> failure = {};                ///< of a write or sync; then nothing more is written

    static Result<std::unique_ptr<PieceFolder>> open(const Folder& folder, std::optional<FileLock> lock,
                                                     Descriptor data, Descriptor index);
    Status prepare();
    Status discard() const;
    Status write_buffer();
    Status flush();
    Status in_order() const;
    Status note(Status status);
};

Result<std::unique_ptr<PieceFolder>> PieceFolder::State::open(const Folder& folder, std::optional<FileLock> lock,
                                                              Descriptor data, Descriptor index) {
    const auto called = "opening " + quote(folder.name());
    auto known = TRY_WITHIN(called, PieceFolderIndex::parse(TRY(index.read_all(kIndexBytesMax))));
    if (const auto size = TRY(data.status()).size; size < known.data_bytes)
        return fail(ErrorKind::Corrupt, called + ": its data have " + std::to_string(size) +
                                            " bytes, its index speaks of " + std::to_string(known.data_bytes));
    const auto data_bytes = known.data_bytes, index_bytes = known.index_bytes;
    auto own_folder = TRY(folder.duplicate());
    return std::unique_ptr<PieceFolder>(
        new PieceFolder(std::make_unique<State>(State{std::move(own_folder), std::move(lock), std::move(data),
                                                      std::move(index), std::move(known), data_bytes, index_bytes})));
}

/// Cuts off what was never acknowledged, and begins the files where there are none.
Status PieceFolder::State::prepare() {
    TRY(discard());
    if (known.index_bytes != 0) return {};
    TRY(index.pwrite_all(bytes_of(PieceFolderIndex::kHeader), 0));
    TRY(sync_data(index));
    known.index_bytes = kept_index_bytes = PieceFolderIndex::kHeader.size();
    return folder.sync();
}

Status PieceFolder::State::discard() const {
    TRY(truncate(data, kept_data_bytes));
    return truncate(index, kept_index_bytes);
}

Status PieceFolder::State::write_buffer() {
    const auto begin = known.data_bytes - buffer.size();
    TRY(data.pwrite_all(buffer, begin));
    // Lets the disk begin now, so that the flush finds little left to wait for. A hint: the flush reports what fails.
    ::sync_file_range(data.number(), static_cast<::off64_t>(begin), static_cast<::off64_t>(buffer.size()),
                      SYNC_FILE_RANGE_WRITE);
    buffer.clear();
    return {};
}

Status PieceFolder::State::flush() {
    if (unsynced.empty()) return {};
    TRY(write_buffer());
    TRY(sync_data(data));
    for (auto left = std::span(unsynced); !left.empty();) {
        const auto part = left.first(std::min(left.size(), kBatchPiecesMax));
        const auto batch = IndexBatch::of({part.begin(), part.end()}, known.chain);
        TRY(index.pwrite_all(batch.bytes, known.index_bytes));
        known.chain = batch.chain;
        known.index_bytes += batch.bytes.size();
        left = left.subspan(part.size());
    }
    TRY(sync_data(index));
    kept_data_bytes = known.data_bytes;
    kept_index_bytes = known.index_bytes;
    unsynced.clear();
    return {};
}

Status PieceFolder::State::in_order() const {
    if (!lock) return fail(ErrorKind::Refused, "writing to " + quote(folder.name()) + ": it was opened to be read");
    if (failure) return fail(*failure);
    return {};
}

/// Remembers the first failure, and gives back the room that unacknowledged pieces take: the disk may be full.
Status PieceFolder::State::note(Status status) {
    if (status) return status;
    failure = status.error();
    if (const auto discarded = discard(); !discarded)
        failure = std::move(*failure).with_hint(discarded.error().message());
    return fail(*failure);
}

PieceFolder::PieceFolder(std::unique_ptr<State> state) : state_(std::move(state)) {}
PieceFolder::~PieceFolder() = default;

Result<std::unique_ptr<PieceFolder>> PieceFolder::open(const Folder& folder) {
    auto lock = TRY(FileLock::take(folder, kLock));
    auto data = TRY(open_beneath(folder.descriptor(), kData, O_RDWR | O_CREAT | O_NONBLOCK, 0644));
    auto index = TRY(open_beneath(folder.descriptor(), kIndex, O_RDWR | O_CREAT | O_NONBLOCK, 0644));
    auto opened = TRY(State::open(folder, std::move(lock), std::move(data), std::move(index)));
    TRY(opened->state_->prepare());
    return opened;
}

Result<std::unique_ptr<PieceFolder>> PieceFolder::open_to_read(const Folder& folder) {
    auto index = TRY(folder.open_file(kIndex));
    return State::open(folder, std::nullopt, TRY(folder.open_file(kData)), std::move(index));
}

Status PieceFolder::put(SealedPiece piece) {
    TRY(state_->in_order());
    if (state_->known.places.contains(piece.id())) return {};
    const IndexedPiece added{piece.id(), static_cast<std::uint32_t>(piece.bytes().size())};
    TRY(state_->known.add(added));
    state_->unsynced.push_back(added);
    append(state_->buffer, piece.bytes());
    return state_->buffer.size() < kBufferBytesMax ? Status() : state_->note(state_->write_buffer());
}

Status PieceFolder::flush() {
    TRY(state_->in_order());
    return state_->note(state_->flush());
}

Result<Bytes> PieceFolder::get(const PieceId& id) {
    const auto found = state_->known.places.find(id);
    if (found == state_->known.places.end())
        return fail(ErrorKind::NotFound, "reading " + short_name(id) + ": is not in " + quote(state_->folder.name()));
    const auto [begin, size] = found->second;
    if (!state_->buffer.empty()) {
        TRY(state_->in_order());
        TRY(state_->note(state_->write_buffer()));
    }
    Bytes out(size);
    TRY_WITHIN("reading " + short_name(id), state_->data.pread_exact(out, begin));
    return out;
}

Result<std::vector<PieceId>> PieceFolder::missing(std::span<const PieceId> ids) {
    std::vector<PieceId> out;
    for (const auto& id : ids)
        if (!state_->known.places.contains(id)) out.push_back(id);
    return out;
}

Result<StoreStats> PieceFolder::stats() { return StoreStats{state_->known.places.size(), state_->known.data_bytes}; }

Status PieceFolder::each(const Visitor& visit) {
    std::vector<IndexedPiece> sorted;
    sorted.reserve(state_->known.places.size());
    for (const auto& [id, place] : state_->known.places) sorted.push_back({id, place.size});
    std::sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
    for (const auto& [id, size] : sorted) TRY(visit(id, size));
    return {};
}

}  // namespace assay::storage
