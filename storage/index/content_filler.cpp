// SPDX-License-Identifier: Apache-2.0
#include "storage/index/content_filler.hpp"

#include "base/core/text.hpp"
#include "storage/index/group.hpp"

#include <algorithm>
#include <utility>

namespace assay::storage {

namespace {

constexpr std::size_t kPartBytes = content_bytes_max(PieceKind::Data);

/// Fills `out`, or less of it at the end of the file.
Result<std::size_t> read_up_to(const Descriptor& file, std::span<std::uint8_t> out) {
    std::size_t have = 0;
    while (have < out.size()) {
        const auto size = TRY(file.read_some(out.subspan(have)));
        if (size == 0) break;
        have += size;
    }
    return have;
}

Status seal_data(Sealing& sealing, ByteView content, ContentPiece& piece, ContentHint hint) {
    const auto& options = sealing.options;
    auto sealed = seal_piece(content, {PieceKind::Data, options.vendor}, options.keys, hint);
    piece.ref = sealed.ref;
    return sealing.writer.write(std::move(sealed.piece));
}

}  // namespace

Status ContentFiller::add(std::size_t index, const Descriptor& file, std::uint64_t size) {
    directory_->page.entries[index].size = size;
    if (size > kGroupBytesMax) return add_large(index, file, size);
    TRY(make_room(size));
    const auto before = group_.size();
    group_.resize(before + size + 1);  // one byte more, to see a file that has grown
    const auto have = TRY(read_up_to(file, std::span(group_).subspan(before)));
    if (have != size) return fail(ErrorKind::Conflict, changed(index));
    group_.resize(before + size);
    return joined(index, size);
}

Status ContentFiller::add(std::size_t index, ByteView content) {
    directory_->page.entries[index].size = content.size();
    if (content.size() <= kGroupBytesMax) {
        TRY(make_room(content.size()));
        append(group_, content);
        return joined(index, content.size());
    }
    TRY(flush());
    directory_->put_digests(index, digests_of(content, directory_->role()));
    for (; !content.empty(); content = content.subspan(std::min(kPartBytes, content.size())))
        TRY(submit_part(to_bytes(content.first(std::min(kPartBytes, content.size())))));
    return {};
}

Status ContentFiller::add_large(std::size_t index, const Descriptor& file, std::uint64_t size) {
    TRY(flush());
    FileHasher hasher(size, directory_->role());
    for (std::uint64_t left = size; left > 0;) {
        TRY(sealing_.interrupt.check("sealing " + quote(directory_->path_of(directory_->page.entries[index].name))));
        Bytes part(std::min<std::uint64_t>(kPartBytes, left));
        if (TRY(read_up_to(file, part)) != part.size()) return fail(ErrorKind::Conflict, changed(index));
        left -= part.size();
        hasher.update(part);
        sealing_.progress.advance(part.size());
        TRY(submit_part(std::move(part)));
    }
    std::uint8_t more[1];
    if (TRY(file.read_some(more)) != 0) return fail(ErrorKind::Conflict, changed(index));
    directory_->put_digests(index, hasher.finish());
    return {};
}

Status ContentFiller::make_room(std::size_t size) {
    if (group_.empty()) group_.reserve(kGroupBytesMax + 1);
    return group_.size() + size > kGroupBytesMax ? flush() : Status();
}

Status ContentFiller::joined(std::size_t index, std::size_t size) {
    members_.push_back({index, size});
    sealing_.progress.advance(size);
    return ends_group(group_.size(), directory_->page.entries[index].name, size) ? flush() : Status();
}

Status ContentFiller::flush() {
    if (members_.empty()) return {};
    auto* const piece = group_.empty() ? nullptr : &next_piece(group_.size());
    directory_->hold();
    const auto size = group_.size();
    return queue_.submit(size,
                         [&sealing = sealing_, directory = directory_, piece, content = std::exchange(group_, Bytes()),
                          members = std::exchange(members_, std::vector<Member>())]() -> Status {
                             auto left = ByteView(content);
                             for (const auto& [index, length] : members) {
                                 directory->put_digests(index, digests_of(left.first(length), directory->role()));
                                 left = left.subspan(length);
                             }
                             if (piece != nullptr) TRY(seal_data(sealing, content, *piece, {}));
                             return PendingDirectory::release(directory, sealing);
                         });
}

Status ContentFiller::submit_part(Bytes content) {
    auto& piece = next_piece(content.size());
    directory_->hold();
    const auto size = content.size();
    return queue_.submit(
        size, [&sealing = sealing_, directory = directory_, &piece, content = std::move(content)]() -> Status {
            TRY(seal_data(sealing, content, piece, {.may_be_compressed = true}));
            return PendingDirectory::release(directory, sealing);
        });
}

ContentPiece& ContentFiller::next_piece(std::size_t length) {
    return directory_->pieces.emplace_back(ContentPiece{static_cast<std::uint32_t>(length), {}});
}

std::string ContentFiller::changed(std::size_t index) const {
    return "sealing " + quote(directory_->path_of(directory_->page.entries[index].name)) +
           ": it changed while it was read";
}

}  // namespace assay::storage
