// SPDX-License-Identifier: Apache-2.0
#include "storage/index/pending_directory.hpp"

#include "base/core/text.hpp"
#include "storage/index/tree_id.hpp"

#include <algorithm>

namespace assay::storage {

Status PieceWriter::write(SealedPiece piece) {
    const std::scoped_lock lock(mutex_);
    written_.push_back({piece.id(), static_cast<std::uint32_t>(piece.bytes().size())});
    return sink_.put(std::move(piece));
}

Status PieceWriter::finish(SealedTree& tree) {
    const std::scoped_lock lock(mutex_);
    TRY(sink_.flush());
    const auto by_id = [](const Written& a, const Written& b) { return a.id < b.id; };
    std::sort(written_.begin(), written_.end(), by_id);
    std::vector<PieceId> ids;
    for (const auto& [id, size] : written_) {
        if (!ids.empty() && ids.back() == id) continue;
        ids.push_back(id);
        tree.sealed_bytes += size;
    }
    tree.pieces = TRY(PieceList::of(std::move(ids)));
    return {};
}

PendingDirectory::PendingDirectory(std::string path, Place place, DirectoryRole role)
    : path_(std::move(path)), place_(std::move(place)), role_(role) {}

void PendingDirectory::set_names(std::vector<Entry> entries) {
    page.entries = std::move(entries);
    if (role_ == DirectoryRole::Snapshot) ids_.resize(page.entries.size());
    if (role_ == DirectoryRole::Inputs) contents_.resize(page.entries.size());
}

void PendingDirectory::put_digests(std::size_t index, const FileDigests& digests) {
    auto& entry = page.entries[index];
    entry.blob = digests.blob;
    if (role_ == DirectoryRole::Inputs) contents_[index] = digests.content;
    if (role_ != DirectoryRole::Snapshot) return;
    ids_[index] = {digests.blob, digests.sha1_blob};
    lines_ += digests.lines;
    bytes_ += entry.size;
    ++files_;
}

void PendingDirectory::put_link(std::size_t index, std::string target) {
    auto& entry = page.entries[index];
    entry.target = std::move(target);
    if (role_ != DirectoryRole::Snapshot) return;
    ids_[index] = git_ids(GitObjectType::Blob, bytes_of(entry.target));
    bytes_ += entry.target.size();
    ++files_;
}

Status PendingDirectory::release(std::shared_ptr<PendingDirectory> directory, Sealing& sealing) {
    while (directory && directory->waiting_.fetch_sub(1, std::memory_order_acq_rel) == 1) {
        TRY(directory->seal(sealing));
        directory = directory->place_.parent;
    }
    return {};
}

Status PendingDirectory::seal(Sealing& sealing) {
    const auto called = "sealing directory " + quote(path_);
    if (role_ == DirectoryRole::Snapshot) TRY_WITHIN(called, identify(sealing));
    if (role_ == DirectoryRole::Inputs) TRY_WITHIN(called, note_digests(sealing));
    page.pieces.assign(pieces.begin(), pieces.end());
    const auto encoded = TRY_WITHIN(called, page.encode());
    const auto& options = sealing.options;
    if (place_.parent) {
        auto sealed =
            seal_piece(encoded.bytes, {PieceKind::Directory, options.vendor}, options.keys, {.seam = encoded.seam});
        place_.parent->page.entries[place_.index].child = sealed.ref;
        return sealing.writer.write(std::move(sealed.piece));
    }
    auto root = seal_root(encoded.bytes, options.vendor, options.root_key, {.seam = encoded.seam});
    sealing.tree.root = root.piece.id();
    sealing.tree.root_digest = crypto::DigestSet::of(root.piece.bytes());
    sealing.tree.root_plain = root.digest;
    return sealing.writer.write(std::move(root.piece));
}

Status PendingDirectory::identify(Sealing& sealing) {
    std::vector<TreeEntry> entries;
    entries.reserve(page.entries.size());
    for (std::size_t i = 0; i < page.entries.size(); ++i)
        entries.push_back({page.entries[i].name, tree_mode_of(page.entries[i]), ids_[i]});
    const auto ids = TRY(tree_ids(std::move(entries)));
    if (is_snapshot_) {
        const std::scoped_lock lock(sealing.inputs_mutex);
        sealing.tree.snapshots.emplace(TRY(RelativePath::parse(path_)), Snapshot{ids, files_, bytes_, lines_});
        return {};
    }
    auto& parent = *place_.parent;
    parent.ids_[place_.index] = ids;
    parent.files_ += files_;
    parent.bytes_ += bytes_;
    parent.lines_ += lines_;
    return {};
}

Status PendingDirectory::note_digests(Sealing& sealing) const {
    const std::scoped_lock lock(sealing.inputs_mutex);
    for (std::size_t i = 0; i < page.entries.size(); ++i)
        if (page.entries[i].kind == EntryKind::File)
            sealing.tree.digests.emplace(TRY(RelativePath::parse(path_of(page.entries[i].name))), contents_[i]);
    return {};
}

}  // namespace assay::storage
