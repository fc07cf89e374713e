// SPDX-License-Identifier: Apache-2.0
#include "storage/index/directory.hpp"

#include "base/core/text.hpp"
#include "base/files/relative_path.hpp"
#include "storage/index/wire.hpp"
#include "storage/snapshot/git_object.hpp"

#include <algorithm>
#include <cassert>

namespace assay::storage {

namespace {

constexpr std::uint8_t kVersion = 2;
constexpr std::uint16_t kModeMax = 07777;
constexpr std::uint16_t kLinkMode = 0777;

enum Flags : unsigned { kKindBits = 0x03, kTime = 0x04, kSameFile = 0x08, kAttributes = 0x10, kKnownFlags = 0x1f };

const crypto::Sha256& blob_of_nothing() {
    static const auto id = git_ids(GitObjectType::Blob, {}).sha256;
    return id;
}

void append_ref(Bytes& out, const PieceRef& ref) {
    append(out, ref.id.view());
    append(out, ref.key.view());
}

Result<PieceRef> read_ref(WireReader& in, std::string_view what) {
    const auto bytes = TRY(in.take(PieceRef::kSize, what));
    return PieceRef{PieceId::copy_of(bytes.first(PieceId::kSize)), PieceKey::copy_of(bytes.subspan(PieceId::kSize))};
}

unsigned flags_of(const Entry& entry) {
    unsigned flags = static_cast<unsigned>(entry.kind);
    if (entry.modified) flags |= kTime;
    if (!entry.same_as.empty()) flags |= kSameFile;
    if (!entry.attributes.empty()) flags |= kAttributes;
    return flags;
}

void append_entry(Bytes& out, const Entry& entry) {
    out.push_back(static_cast<std::uint8_t>(flags_of(entry)));
    append_text(out, entry.name);
    append_big_endian(out, entry.mode);
    if (entry.modified) append_number(out, fold_sign(*entry.modified));
    if (entry.kind == EntryKind::File) append_number(out, entry.size);
    if (!entry.same_as.empty()) append_text(out, entry.same_as);
    if (entry.kind == EntryKind::Link) append_text(out, entry.target);
    if (entry.attributes.empty()) return;
    append_number(out, entry.attributes.size());
    for (const auto& attribute : entry.attributes) {
        append_text(out, attribute.name);
        append_text(out, text_of(attribute.value));
    }
}

Result<std::vector<Attribute>> read_attributes(WireReader& in) {
    const auto count = TRY(in.count("its number of attributes", Entry::kAttributesMax));
    if (count == 0) return fail(ErrorKind::Invalid, "it is said to have attributes and has none");
    std::vector<Attribute> out;
    for (std::size_t i = 0; i < count; ++i) {
        auto name = TRY(in.text("an attribute's name", RelativePath::kComponentBytesMax));
        if (name.empty() || name.find('\0') != std::string::npos)
            return fail(ErrorKind::Invalid, "an attribute's name is empty or holds a NUL");
        if (!out.empty() && name <= out.back().name)
            return fail(ErrorKind::Invalid, "its attributes are out of order or repeated at " + quote(name));
        const auto value = TRY(in.text("an attribute's value", Entry::kAttributeBytesMax));
        out.push_back({std::move(name), to_bytes(value)});
    }
    return out;
}

Status read_file_part(WireReader& in, Entry& entry, unsigned flags) {
    entry.size = TRY(in.number("its size"));
    if ((flags & kSameFile) == 0) return {};
    entry.same_as = TRY(in.text("the path of its first name", RelativePath::kPathBytesMax));
    if (fault_in(entry.same_as) != PathFault::None)
        return fail(ErrorKind::Invalid, "its first name " + quote(entry.same_as) + " is no path below the root");
    return {};
}

Status read_link_part(WireReader& in, Entry& entry) {
    if (entry.mode != kLinkMode) return fail(ErrorKind::Invalid, "it is a link of another mode than 0777");
    entry.target = TRY(in.text("its target", Entry::kTargetBytesMax));
    if (entry.target.empty() || entry.target.find('\0') != std::string::npos)
        return fail(ErrorKind::Invalid, "it is a link whose target is empty or holds a NUL");
    return {};
}

/// All of an entry that follows its name.
Status read_rest(WireReader& in, Entry& entry, unsigned flags) {
    if ((flags & ~unsigned{kKnownFlags}) != 0) return fail(ErrorKind::Invalid, "it has flags that mean nothing");
    if ((flags & kKindBits) > static_cast<unsigned>(EntryKind::Link))
        return fail(ErrorKind::Invalid, "it is of no known kind");
    entry.kind = static_cast<EntryKind>(flags & kKindBits);
    entry.mode = read_big_endian<std::uint16_t>(TRY(in.take(2, "its mode")));
    if (entry.mode > kModeMax) return fail(ErrorKind::Invalid, "its mode has more than twelve bits");
    if ((flags & kSameFile) != 0 && entry.kind != EntryKind::File)
        return fail(ErrorKind::Invalid, "only a file can be a further name of another");
    if ((flags & kTime) != 0) entry.modified = unfold_sign(TRY(in.number("its time")));
    if (entry.kind == EntryKind::File) TRY(read_file_part(in, entry, flags));
    if (entry.kind == EntryKind::Link) TRY(read_link_part(in, entry));
    if ((flags & kAttributes) != 0) entry.attributes = TRY(read_attributes(in));
    return {};
}

Result<Entry> read_entry(WireReader& in, const Entry* before) {
    const unsigned flags = TRY(in.take(1, "an entry's flags")).front();
    Entry entry;
    entry.name = TRY(in.text("an entry's name", RelativePath::kComponentBytesMax));
    const auto called = "entry " + quote(entry.name);
    if (fault_in(entry.name) != PathFault::None || entry.name.find('/') != std::string::npos)
        return fail(ErrorKind::Invalid, called + ": its name is no path component");
    if (before != nullptr && entry.name == before->name) return fail(ErrorKind::Invalid, called + ": appears twice");
    if (before != nullptr && entry.name < before->name) return fail(ErrorKind::Invalid, called + ": is out of order");
    TRY_WITHIN(called, read_rest(in, entry, flags));
    return entry;
}

/// Whether the pieces are the content of the files: no byte too few, none too many.
Status check_sizes(const Directory& directory) {
    std::uint64_t held = 0;
    for (const auto& piece : directory.pieces) held += piece.length;
    std::uint64_t left = held;
    for (const auto& entry : directory.entries) {
        if (entry.size > left)
            return fail(ErrorKind::Invalid, "entry " + quote(entry.name) + ": its " + std::to_string(entry.size) +
                                                " bytes reach beyond the " + std::to_string(held) +
                                                " its directory's pieces hold");
        left -= entry.size;
    }
    if (left != 0)
        return fail(ErrorKind::Invalid, std::to_string(left) + " of the " + std::to_string(held) +
                                            " bytes its pieces hold belong to no file");
    return {};
}

Status read_ids(WireReader& in, Directory& directory) {
    for (auto& entry : directory.entries) {
        if (entry.kind != EntryKind::File) continue;
        entry.blob = crypto::Sha256::copy_of(TRY(in.take(crypto::Sha256::kSize, "the files' blob ids")));
        if (entry.size == 0 && entry.blob != blob_of_nothing())
            return fail(ErrorKind::Invalid,
                        "entry " + quote(entry.name) + ": it is empty and has the blob id of something");
    }
    for (auto& entry : directory.entries)
        if (entry.kind == EntryKind::Directory) entry.child = TRY(read_ref(in, "the directories' references"));
    for (auto& piece : directory.pieces) piece.ref = TRY(read_ref(in, "the pieces' references"));
    return {};
}

/// A directory that is too large to be read is not written.
Status check_limits(const Directory& directory, std::size_t bytes) {
    if (directory.entries.size() > Directory::kEntriesMax)
        return fail(ErrorKind::Limit, "it has more than " + std::to_string(Directory::kEntriesMax) + " entries");
    if (directory.pieces.size() > Directory::kPiecesMax)
        return fail(ErrorKind::Limit, "its files are larger than " +
                                          human_bytes(Directory::kPiecesMax * content_bytes_max(PieceKind::Data)));
    if (bytes > content_bytes_max(PieceKind::Directory))
        return fail(ErrorKind::Limit, "its names, ids and references take more than " +
                                          human_bytes(content_bytes_max(PieceKind::Directory)));
    return {};
}

}  // namespace

std::string_view describe(EntryKind kind) {
    switch (kind) {
        case EntryKind::File: return "a file";
        case EntryKind::Directory: return "a directory";
        case EntryKind::Link: return "a symbolic link";
    }
    return "something";
}

Result<Directory::Encoded> Directory::encode() const {
    Bytes out{kVersion};
    append_number(out, entries.size());
    for (const auto& entry : entries) append_entry(out, entry);
    append_number(out, pieces.size());
    for (const auto& piece : pieces) append_number(out, piece.length);
    const auto seam = out.size();
    for (const auto& entry : entries)
        if (entry.kind == EntryKind::File) append(out, entry.blob.view());
    for (const auto& entry : entries)
        if (entry.kind == EntryKind::Directory) append_ref(out, entry.child);
    for (const auto& piece : pieces) append_ref(out, piece.ref);
    TRY(check_limits(*this, out.size()));
    return Encoded{std::move(out), seam};
}

Result<Directory> Directory::decode(ByteView bytes) {
    WireReader in(bytes);
    if (const auto version = TRY(in.take(1, "its version")).front(); version != kVersion)
        return fail(ErrorKind::Unsupported, "its version " + std::to_string(version) + " is unknown");
    Directory out;
    const auto entries = TRY(in.count("its number of entries", kEntriesMax));
    for (std::size_t i = 0; i < entries; ++i)
        out.entries.push_back(TRY(read_entry(in, out.entries.empty() ? nullptr : &out.entries.back())));
    const auto pieces = TRY(in.count("its number of pieces", kPiecesMax));
    for (std::size_t i = 0; i < pieces; ++i) {
        const auto length = TRY(in.count("the length of a piece", content_bytes_max(PieceKind::Data)));
        if (length == 0) return fail(ErrorKind::Invalid, "one of its pieces has no length");
        out.pieces.push_back({static_cast<std::uint32_t>(length), {}});
    }
    TRY(check_sizes(out));
    TRY(read_ids(in, out));
    if (in.left() != 0) return fail(ErrorKind::Invalid, count_of(in.left(), "byte") + " too many at its end");
    return out;
}

const Entry* Directory::find(std::string_view name) const {
    const auto found =
        std::lower_bound(entries.begin(), entries.end(), name,
                         [](const Entry& entry, std::string_view wanted) { return entry.name < wanted; });
    return found != entries.end() && found->name == name ? &*found : nullptr;
}

}  // namespace assay::storage
