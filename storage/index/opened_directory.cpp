// SPDX-License-Identifier: Apache-2.0
#include "storage/index/opened_directory.hpp"

#include "storage/snapshot/git_object.hpp"

#include <algorithm>

namespace assay::storage {

OpenedDirectory::OpenedDirectory(Directory page) : page_(std::move(page)) {
    std::uint64_t at = 0;
    content_begin_.reserve(page_.entries.size());
    for (const auto& entry : page_.entries) {
        content_begin_.push_back(at);
        at += entry.size;
    }
    std::uint64_t end = 0;
    piece_end_.reserve(page_.pieces.size());
    for (const auto& piece : page_.pieces) piece_end_.push_back(end += piece.length);
}

std::vector<OpenedDirectory::Part> OpenedDirectory::parts_of(const Entry& entry) const {
    std::vector<Part> out;
    auto at = content_begin_[static_cast<std::size_t>(&entry - page_.entries.data())];
    auto left = entry.size;
    auto index =
        static_cast<std::size_t>(std::upper_bound(piece_end_.begin(), piece_end_.end(), at) - piece_end_.begin());
    for (; left > 0; ++index) {
        const auto& piece = page_.pieces[index];
        const auto begin = at - (piece_end_[index] - piece.length);
        const auto size = std::min(left, piece.length - begin);
        out.push_back({piece, begin, size});
        at += size;
        left -= size;
    }
    return out;
}

Result<OpenedDirectory> PieceOpener::root(const PieceId& id, const SecretBytes& key) {
    const auto content = TRY(open_root(TRY(source_.get(id)), id, vendor_, key));
    return OpenedDirectory(TRY_WITHIN("reading the index root", Directory::decode(content)));
}

Result<OpenedDirectory> PieceOpener::directory(const PieceRef& ref) {
    const auto content = TRY(open_piece(TRY(source_.get(ref.id)), ref, {PieceKind::Directory, vendor_}));
    return OpenedDirectory(TRY_WITHIN("reading its directory", Directory::decode(content)));
}

Status PieceOpener::content(const OpenedDirectory& directory, const Entry& entry, const ContentSink& sink) {
    crypto::HashStream<crypto::Sha256> hash;
    hash.update(object_header(GitObjectType::Blob, entry.size));
    for (const auto& part : directory.parts_of(entry)) {
        const auto bytes = TRY(data(part.piece)).subspan(part.begin, part.size);
        hash.update(bytes);
        TRY(sink(bytes));
    }
    if (const auto blob = hash.finish(); blob != entry.blob)
        return fail(ErrorKind::Untrusted,
                    "its content has the blob id " + crypto::hex(blob) + ", the index says " + crypto::hex(entry.blob));
    return {};
}

Result<ByteView> PieceOpener::data(const ContentPiece& piece) {
    if (last_.empty() || last_ref_ != piece.ref) {
        last_.clear();
        last_ = TRY(open_piece(TRY(source_.get(piece.ref.id)), piece.ref, {PieceKind::Data, vendor_}));
        last_ref_ = piece.ref;
    }
    if (last_.size() != piece.length)
        return fail(ErrorKind::Invalid, short_name(piece.ref.id) + " holds " + std::to_string(last_.size()) +
                                            " bytes, its directory says " + std::to_string(piece.length));
    return ByteView(last_);
}

}  // namespace assay::storage
