// SPDX-License-Identifier: Apache-2.0
// From the end of the file to its beginning: the end record says where the directory is, the directory where the
// entries are, and each entry where its data and its descriptor end. All of these must meet without a gap.
#include "storage/archive/zip_check.hpp"

#include "base/core/text.hpp"
#include "storage/archive/zip_fields.hpp"

#include <algorithm>

namespace assay::storage {

namespace {

constexpr std::uint64_t kDirectoryBytesMax = 256U << 20;
constexpr std::size_t kEndBytes = 22, kEnd64Bytes = 56, kLocatorBytes = 20, kCentralBytes = 46, kLocalBytes = 30;
constexpr std::size_t kCommentBytesMax = 0xffff;
constexpr std::string_view kEndMagic = "PK\5\6", kEnd64Magic = "PK\6\6", kLocatorMagic = "PK\6\7",
                           kCentralMagic = "PK\1\2", kLocalMagic = "PK\3\4", kDescriptorMagic = "PK\7\x8";

constexpr std::uint16_t kFlagEncrypted = 1, kFlagDescriptor = 1U << 3, kFlagPatched = 1U << 5, kFlagStrong = 1U << 6,
                        kFlagUtf8 = 1U << 11, kFlagMasked = 1U << 13;
constexpr std::uint16_t kStored = 0, kDeflate = 8;
constexpr unsigned kMadeByUnix = 3, kMadeByMac = 19;
constexpr std::uint32_t kTypeMask = 0170000, kTypeFifo = 0010000, kTypeFolder = 0040000, kTypeFile = 0100000,
                        kTypeLink = 0120000;
constexpr std::uint32_t kDosFolder = 0x10;

/// Where the directory lies and how many entries it has.
struct End {
    std::uint64_t entries = 0, directory_bytes = 0, directory_at = 0, end_at = 0;
};

struct Central {
    std::uint16_t flags = 0, method = 0;
    std::uint32_t crc32 = 0;
    std::uint64_t packed = 0, size = 0, offset = 0;
    bool is_unix = false;  ///< who packed it: names are bytes there, and modes a file's
    std::string raw_name;
    ArchiveEntry entry;
};

class ZipCheck {
public:
    ZipCheck(const Descriptor& file, std::uint64_t size, const ArchiveLimits& limits)
        : file_(file), limits_(limits), size_(size) {}

    Result<std::vector<ZipMember>> run() {
        const auto end = TRY(find_end());
        auto entries = TRY(read_directory(end));
        std::ranges::sort(entries, {}, &Central::offset);
        std::vector<ZipMember> out;
        std::uint64_t at = 0;
        for (std::size_t i = 0; i < entries.size(); ++i) {
            const auto next = i + 1 < entries.size() ? entries[i + 1].offset : end.directory_at;
            at_ = entries[i].offset;
            if (at_ != at) return invalid("an entry begins where another one lies, or bytes before it belong to none");
            TRY(check_local(entries[i], next));
            at = next;
            out.push_back(
                {.entry = std::move(entries[i].entry), .offset = entries[i].offset, .crc32 = entries[i].crc32});
        }
        if (at != end.directory_at) return invalid("bytes before its directory belong to no entry");
        return out;
    }

private:
    std::unexpected<Error> invalid(std::string what) const {
        return fail(ErrorKind::Invalid, "zip at byte " + std::to_string(at_) + ": " + std::move(what));
    }
    std::unexpected<Error> unsupported(std::string what) const {
        return fail(ErrorKind::Unsupported, "zip at byte " + std::to_string(at_) + ": " + std::move(what));
    }

    Result<Bytes> read(std::uint64_t at, std::uint64_t size) {
        at_ = at;
        if (at > size_ || size > size_ - at) return invalid("it is cut short, or points behind its end");
        Bytes out(size);
        TRY(file_.pread_exact(out, at));
        return out;
    }

    Result<End> find_end() {
        if (size_ < kEndBytes) return invalid("it is too short for a zip file");
        const auto from = size_ - std::min<std::uint64_t>(size_, kEndBytes + kCommentBytesMax);
        const auto tail = TRY(read(from, size_ - from));
        const auto found = text_of(tail).rfind(kEndMagic);
        if (found == std::string_view::npos) return invalid("it has no end record");
        at_ = from + found;
        if (tail.size() - found < kEndBytes) return invalid("its end record is cut short");
        Fields fields(ByteView(tail).subspan(found + kEndMagic.size()));
        const auto disk = fields.u16(), directory_disk = fields.u16(), here = fields.u16(), entries = fields.u16();
        const auto directory_bytes = fields.u32(), directory_at = fields.u32();
        const auto comment = fields.u16();
        // The last end record is the only one: a comment that held another would give the file a second reading.
        if (at_ + kEndBytes + comment != size_)
            return invalid("its end record is not at its end, or its comment's length is wrong");
        if (disk != 0 || directory_disk != 0 || here != entries) return unsupported("it is a part of several");
        const End plain{
            .entries = entries, .directory_bytes = directory_bytes, .directory_at = directory_at, .end_at = at_};
        auto end = TRY(find_end64(plain));
        if (end.directory_at > end.end_at || end.end_at - end.directory_at != end.directory_bytes)
            return invalid("its directory does not lie right before its end record");
        if (end.entries > limits_.entries || end.directory_bytes > kDirectoryBytesMax)
            return fail(ErrorKind::Limit, "zip: it has more than " + count_of(limits_.entries, "entry", "entries"));
        return end;
    }

    Result<End> find_end64(const End& plain) {
        const bool asks =
            plain.entries == 0xffff || plain.directory_bytes == 0xffffffff || plain.directory_at == 0xffffffff;
        const auto locator_at = plain.end_at >= kLocatorBytes ? plain.end_at - kLocatorBytes : 0;
        const auto locator = plain.end_at >= kLocatorBytes ? TRY(read(locator_at, kLocatorBytes)) : Bytes();
        if (!text_of(locator).starts_with(kLocatorMagic)) {
            if (asks && plain.entries != 0xffff) return invalid("its zip64 end record is missing");
            return plain;
        }
        Fields pointer(ByteView(locator).subspan(kLocatorMagic.size()));
        const auto disk = pointer.u32();
        const auto end64_at = pointer.u64();
        if (disk != 0 || pointer.u32() > 1) return unsupported("it is a part of several");
        if (locator_at < kEnd64Bytes || end64_at != locator_at - kEnd64Bytes)
            return invalid("its zip64 end record does not lie right before its locator");
        const auto record = TRY(read(end64_at, kEnd64Bytes));
        if (!text_of(record).starts_with(kEnd64Magic)) return invalid("its zip64 end record is missing");
        Fields fields(ByteView(record).subspan(kEnd64Magic.size()));
        if (fields.u64() != kEnd64Bytes - 12) return unsupported("its zip64 end record is of an unknown form");
        fields.skip(4);
        if (fields.u32() != 0 || fields.u32() != 0) return unsupported("it is a part of several");
        const auto here = fields.u64();
        End end{
            .entries = fields.u64(), .directory_bytes = fields.u64(), .directory_at = fields.u64(), .end_at = end64_at};
        const auto agree = [](std::uint64_t small, std::uint64_t large, std::uint64_t mark) {
            return small == large || small == mark;
        };
        if (here != end.entries || !agree(plain.entries, end.entries, 0xffff) ||
            !agree(plain.directory_bytes, end.directory_bytes, 0xffffffff) ||
            !agree(plain.directory_at, end.directory_at, 0xffffffff))
            return invalid("its two end records differ");
        return end;
    }

    Result<std::vector<Central>> read_directory(const End& end) {
        const auto directory = TRY(read(end.directory_at, end.directory_bytes));
        std::vector<Central> out;
        Fields fields(directory);
        for (std::uint64_t i = 0; i < end.entries; ++i) {
            at_ = end.directory_at + fields.taken();
            out.push_back(TRY(read_central(fields)));
        }
        if (fields.left() != 0) return invalid("its directory is longer than its entries");
        return out;
    }

    Result<Central> read_central(Fields& fields) {
        if (fields.left() < kCentralBytes) return invalid("its directory is shorter than its entries");
        if (text_of(fields.bytes(4)) != kCentralMagic) return invalid("an entry of its directory has another magic");
        const unsigned made_by = fields.u16() >> 8U;
        fields.skip(2);
        Central out{.flags = fields.u16(), .method = fields.u16()};
        out.is_unix = made_by == kMadeByUnix || made_by == kMadeByMac;
        fields.skip(4);
        out.crc32 = fields.u32();
        out.packed = fields.u32();
        out.size = fields.u32();
        const auto name = fields.u16(), extra = fields.u16(), comment = fields.u16(), disk = fields.u16();
        fields.skip(2);
        const auto attributes = fields.u32();
        out.offset = fields.u32();
        if (fields.left() < std::size_t{name} + extra + comment)
            return invalid("an entry of its directory is cut short");
        out.raw_name = to_text(fields.bytes(name));
        const auto extras = TRY(read_extras(fields.bytes(extra)));
        fields.skip(comment);
        if (disk != 0 && disk != 0xffff) return unsupported("it is a part of several");
        TRY(extras.widen({&out.size, &out.packed, &out.offset}));
        TRY(check_method(out));
        out.entry.path = TRY(name_of(out, extras));
        out.entry.size = out.size;
        TRY(set_kind(out.entry, out.is_unix, attributes));
        return out;
    }

    Result<ExtraFields> read_extras(ByteView bytes) const {
        auto extras = ExtraFields::parse(bytes);
        if (!extras) return invalid(extras.error().message());
        return extras;
    }

    Status check_method(const Central& entry) const {
        if ((entry.flags & (kFlagEncrypted | kFlagStrong | kFlagMasked)) != 0)
            return unsupported(quote(entry.raw_name) + " is encrypted");
        if ((entry.flags & kFlagPatched) != 0) return unsupported(quote(entry.raw_name) + " is a patch");
        if (entry.method != kStored && entry.method != kDeflate)
            return unsupported(quote(entry.raw_name) + " is packed by method " + std::to_string(entry.method) +
                               "; only stored (0) and deflate (8) are read");
        if (entry.method == kStored && entry.packed != entry.size)
            return invalid(quote(entry.raw_name) + " is stored and has two sizes");
        return {};
    }

    /// One name, or none: a second one counts only where the first cannot be a path at all.
    Result<std::string> name_of(const Central& entry, const ExtraFields& extras) const {
        const auto& raw = entry.raw_name;
        const bool is_ascii = std::ranges::all_of(raw, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
        const bool is_marked = (entry.flags & kFlagUtf8) != 0;
        const bool has_nul = raw.find('\0') != std::string::npos;
        const bool is_text = !has_nul && (is_ascii || ((is_marked || entry.is_unix) && is_utf8(raw)));
        if (const auto second = extras.unicode_path(raw)) {
            if (*second == raw || !is_text) return *second;
            return invalid(quote(raw) + " has a second name, " + quote(*second));
        }
        if (has_nul) return invalid("the name " + quote(raw) + " has a NUL byte");
        if (is_marked && !is_utf8(raw)) return invalid("the name " + quote(raw) + " is not UTF-8, as it says");
        if (!is_text) return unsupported("the name " + quote(raw) + " is in an unnamed encoding");
        if (raw.find('\\') != std::string::npos)
            return invalid("the name " + quote(raw) + " has a backslash where slashes part names");
        return raw;
    }

    Status set_kind(ArchiveEntry& entry, bool is_unix, std::uint32_t attributes) const {
        const bool ends_in_slash = entry.path.ends_with('/');
        const auto mode = is_unix ? attributes >> 16 : 0;
        switch (mode & kTypeMask) {
            case 0:
                entry.kind = ends_in_slash || (!is_unix && (attributes & kDosFolder) != 0) ? ArchivedKind::Folder
                                                                                           : ArchivedKind::File;
                break;
            case kTypeFile: entry.kind = ArchivedKind::File; break;
            case kTypeFolder: entry.kind = ArchivedKind::Folder; break;
            case kTypeLink: entry.kind = ArchivedKind::Link; break;
            case kTypeFifo:
                // A file that was piped into the packer keeps the pipe's mode; a FIFO itself has no content.
                if (entry.size == 0) return invalid(quote(entry.path) + " is a FIFO");
                entry.kind = ArchivedKind::File;
                break;
            default: return invalid(quote(entry.path) + " is a device or a socket");
        }
        if ((entry.kind == ArchivedKind::Folder) != ends_in_slash)
            return invalid(quote(entry.path) + " is " + std::string(describe(entry.kind)) +
                           ", its name says otherwise");
        if (entry.kind == ArchivedKind::Folder && entry.size != 0)
            return invalid(quote(entry.path) + " is a folder and has a size");
        const bool has_mode = is_unix && mode != 0;
        entry.mode = has_mode ? mode & 07777 : entry.kind == ArchivedKind::Folder ? 0755U : 0644U;
        return {};
    }

    Status check_local(const Central& entry, std::uint64_t next) {
        if (next < entry.offset || next - entry.offset < kLocalBytes) return invalid("two entries lie in one place");
        const auto header = TRY(read(entry.offset, kLocalBytes));
        Fields fields(header);
        if (text_of(fields.bytes(4)) != kLocalMagic) return invalid("the header of an entry has another magic");
        fields.skip(2);
        const auto flags = fields.u16(), method = fields.u16();
        fields.skip(4);
        const auto crc32 = fields.u32();
        std::uint64_t packed = fields.u32(), size = fields.u32();
        const auto name_bytes = fields.u16(), extra_bytes = fields.u16();
        const auto rest = TRY(read(entry.offset + kLocalBytes, std::size_t{name_bytes} + extra_bytes));
        const auto name = text_of(ByteView(rest).first(name_bytes));
        const auto extras = TRY(read_extras(ByteView(rest).subspan(name_bytes)));
        at_ = entry.offset;
        TRY(extras.widen({&size, &packed}));
        const bool has_descriptor = (entry.flags & kFlagDescriptor) != 0;
        const auto is_same = [&](std::uint64_t here, std::uint64_t there) {
            return here == there || (has_descriptor && here == 0);
        };
        if (name != entry.raw_name)
            return invalid("an entry has two names, " + quote(name) + " and " + quote(entry.raw_name));
        if (flags != entry.flags || method != entry.method)
            return invalid(quote(name) + ": its own header and the directory differ in flags or method");
        if (!is_same(crc32, entry.crc32) || !is_same(packed, entry.packed) || !is_same(size, entry.size))
            return invalid(quote(name) + ": its own header and the directory differ in size or checksum");
        if (TRY(name_of(entry, extras)) != entry.entry.path && extras.unicode_path(name))
            return invalid(quote(name) + ": its own header and the directory differ in its second name");
        const auto data_at = entry.offset + kLocalBytes + rest.size();
        if (data_at > next || entry.packed > next - data_at)
            return invalid(quote(name) + ": its data lies in the next entry's place");
        return check_descriptor(entry, data_at + entry.packed, next, has_descriptor);
    }

    /// The bytes between an entry's data and the next entry.
    Status check_descriptor(const Central& entry, std::uint64_t at, std::uint64_t next, bool has_descriptor) {
        const auto bytes = next - at;
        at_ = at;
        if (!has_descriptor) {
            if (bytes != 0) return invalid("bytes after " + quote(entry.raw_name) + " belong to no entry");
            return {};
        }
        // Four forms: with or without magic, sizes of 4 or of 8 bytes.
        if (bytes != 12 && bytes != 16 && bytes != 20 && bytes != 24)
            return invalid(quote(entry.raw_name) + " is not followed by its descriptor");
        const auto descriptor = TRY(read(at, bytes));
        Fields fields(descriptor);
        const bool has_magic = bytes == 16 || bytes == 24;
        if (has_magic && text_of(fields.bytes(4)) != kDescriptorMagic)
            return invalid("the descriptor of " + quote(entry.raw_name) + " has another magic");
        const auto number = [&] { return bytes < 20 ? fields.u32() : fields.u64(); };
        const auto crc32 = fields.u32();
        const auto packed = number(), size = number();
        if (crc32 != entry.crc32 || packed != entry.packed || size != entry.size)
            return invalid("the descriptor of " + quote(entry.raw_name) + " and the directory differ");
        return {};
    }

    const Descriptor& file_;
    const ArchiveLimits& limits_;
    std::uint64_t size_;
    std::uint64_t at_ = 0;
};

}  // namespace

Result<std::vector<ZipMember>> check_zip(const Descriptor& file, std::uint64_t size, const ArchiveLimits& limits) {
    return ZipCheck(file, size, limits).run();
}

}  // namespace assay::storage
