// SPDX-License-Identifier: Apache-2.0
#include "storage/archive/archive_reader.hpp"

#include "base/core/expansion.hpp"
#include "base/core/text.hpp"
#include "storage/archive/foreign_format.hpp"
#include "storage/archive/raw_archive.hpp"
#include "storage/archive/tar_check.hpp"
#include "storage/archive/zip_check.hpp"
#include "storage/decompress/decompressor.hpp"

#include <algorithm>
#include <cerrno>

#include <sys/stat.h>
#include <unistd.h>

namespace assay::storage {

namespace {

constexpr std::size_t kBufferBytes = 256U << 10;
constexpr std::uint64_t kTargetBytesMax = 4096;
constexpr std::uint64_t kHeadersBytesMin = 1U << 20;

/// The bytes of a tar, which the check sees as well.
class CheckedTar final : public ArchiveSource {
public:
    CheckedTar(ByteSource& source, TarCheck& check) : source_(source), check_(check) {}

    Result<std::size_t> read(std::span<std::uint8_t> out) override {
        auto size = read_checked(out);
        has_failed_ = !size;
        return size;
    }
    Status drain() {
        Bytes buffer(kBufferBytes);
        while (TRY(read(buffer)) != 0) {}
        return check_.finish();
    }
    bool has_failed() const { return has_failed_; }
    /// How it begins; empty where not even that could be read.
    ByteView head() const { return head_; }

private:
    Result<std::size_t> read_checked(std::span<std::uint8_t> out) {
        auto got = source_.read(out);
        if (!got) {
            head_.clear();
            return got;
        }
        const auto size = *got;
        const auto read = ByteView(out.first(size));
        if (head_.size() < kForeignProbeBytes)
            append(head_, read.first(std::min(size, kForeignProbeBytes - head_.size())));
        TRY(check_.feed(read));
        return size;
    }

    ByteSource& source_;
    TarCheck& check_;
    Bytes head_;
    bool has_failed_ = false;
};

/// The file of a zip. In a cell no file can be asked for its status any more, so its size is given.
class FileSource final : public ArchiveSource {
public:
    FileSource(const Descriptor& file, std::uint64_t size) : file_(file), size_(size) {}

    Result<std::size_t> read(std::span<std::uint8_t> out) override {
        const auto part = out.first(std::min<std::uint64_t>(out.size(), size_ - at_));
        TRY(file_.pread_exact(part, at_));
        at_ += part.size();
        return part.size();
    }
    std::optional<std::uint64_t> size() const override { return size_; }
    void seek(std::uint64_t offset) override { at_ = offset; }

private:
    const Descriptor& file_;
    std::uint64_t size_;
    std::uint64_t at_ = 0;
};

Result<std::uint64_t> size_of(const Descriptor& file) {
    const auto end = ::lseek(file.number(), 0, SEEK_END);
    if (end < 0 || ::lseek(file.number(), 0, SEEK_SET) != 0)
        return fail(io_error("measuring " + quote(file.name()), errno));
    return static_cast<std::uint64_t>(end);
}

bool is_ascii(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::optional<ArchivedKind> kind_of(const RawEntry& read) {
    if (read.hard_link) return ArchivedKind::HardLink;
    switch (read.type) {
        case S_IFREG:
        case S_IFIFO: return ArchivedKind::File;  // what the checks let through of FIFOs are files (zip_check.cpp)
        case S_IFDIR: return ArchivedKind::Folder;
        case S_IFLNK: return ArchivedKind::Link;
        default: return std::nullopt;
    }
}

std::string target_of(const RawEntry& read, ArchivedKind kind) {
    if (kind == ArchivedKind::HardLink) return *read.hard_link;
    return kind == ArchivedKind::Link ? read.link : std::string();
}

/// Whether both readings are of one thing. A name beyond ASCII is libarchive's to convert as the locale goes; there the
/// check's own bytes alone count.
bool agree(const ArchiveEntry& told, const RawEntry& read) {
    return kind_of(read) == told.kind && (!is_ascii(told.path) || told.path == read.path) &&
           (!is_ascii(told.target) || told.target == target_of(read, told.kind)) &&
           (told.kind != ArchivedKind::File || told.size == read.size.value_or(0));
}

/// The name in the one form the sink gets.
std::string name_for(const ArchiveEntry& entry) {
    std::string_view name = entry.path;
    if (entry.kind == ArchivedKind::Folder && name.ends_with('/')) name.remove_suffix(1);
    while (name.starts_with("./")) name.remove_prefix(2);
    return std::string(name);
}

bool is_root(const ArchiveEntry& entry) { return entry.kind == ArchivedKind::Folder && entry.path == "."; }

/// What fills a hole.
ByteView zeros() {
    static const Bytes all(kBufferBytes);
    return all;
}

/// Hands entries on, within the limits.
class Passage {
public:
    /// Whether a file may have fewer bytes than its size says, zeros being the rest: a tar's sparse ones may.
    enum class Holes { None, MayBe };

    /// `archive_bytes`: how long the archive is as it lies there, where that is known.
    Passage(EntrySink& sink, const ArchiveLimits& limits, std::optional<std::uint64_t> archive_bytes, Holes holes)
        : sink_(sink),
          limits_(limits),
          expansion_{.ratio = limits.ratio, .free_bytes = limits.ratio_free_bytes},
          archive_bytes_(archive_bytes),
          holes_(holes) {}

    Status pass(ArchiveEntry entry, RawArchive& reader, const RawEntry& read) {
        if (++entries_ > limits_.entries)
            return fail(ErrorKind::Limit, "it has more than " + count_of(limits_.entries, "entry", "entries"));
        if (entry.kind == ArchivedKind::File && entry.size > limits_.bytes - bytes_)
            return fail(ErrorKind::Limit,
                        "with " + quote(entry.path) + " there is more than " + human_bytes(limits_.bytes) + " in it");
        bytes_ += entry.size;
        // Before a byte of it is passed on: what is said, holes included, is what it would come to.
        if (archive_bytes_ && expansion_.is_too_far(*archive_bytes_, bytes_))
            return fail(ErrorKind::Limit, "with " + quote(entry.path) + " it unpacks to more than " +
                                              std::to_string(limits_.ratio) + " times its size");
        entry.modified = read.modified.value_or(0);
        entry.path = name_for(entry);
        if (is_root(entry)) return {};
        TRY(sink_.entry(entry));
        return entry.kind == ArchivedKind::File ? pass_content(entry, reader) : Status();
    }

    /// Whether it was the reader that could not go on, not the sink.
    bool reader_failed() const { return reader_failed_; }

private:
    Status pass_content(const ArchiveEntry& entry, RawArchive& reader) {
        const auto doing = "reading " + quote(entry.path);
        for (std::uint64_t at = 0;;) {
            auto next = reader.read_block();
            if (!next) {
                reader_failed_ = true;
                return fail(std::move(next).error().within(doing));
            }
            if (!*next) {
                if (at < entry.size && holes_ == Holes::None)
                    return fail(ErrorKind::Invalid, doing + ": its size is not the one in its header");
                return pass_hole(entry.size - at);
            }
            const auto& block = **next;
            if (block.offset < at || block.offset > entry.size || block.bytes.size() > entry.size - block.offset)
                return fail(ErrorKind::Invalid, doing + ": its size is not the one in its header");
            if (block.offset > at && holes_ == Holes::None)
                return fail(ErrorKind::Invalid, doing + ": a part of it is missing");
            TRY(pass_hole(block.offset - at));
            if (!block.bytes.empty()) TRY(sink_.content(block.bytes));
            at = block.offset + block.bytes.size();
        }
    }

    Status pass_hole(std::uint64_t bytes) {
        for (; bytes > 0; bytes -= std::min<std::uint64_t>(bytes, zeros().size()))
            TRY(sink_.content(zeros().first(std::min<std::uint64_t>(bytes, zeros().size()))));
        return {};
    }

    EntrySink& sink_;
    const ArchiveLimits& limits_;
    Expansion expansion_;
    std::optional<std::uint64_t> archive_bytes_;
    Holes holes_;
    std::uint64_t entries_ = 0;
    std::uint64_t bytes_ = 0;
    bool reader_failed_ = false;
};

std::unexpected<Error> two_readings(std::string what) {
    return fail(ErrorKind::Invalid, "it has two readings: " + std::move(what));
}

/// A remark may be about names only, and only where they are beyond ASCII; or about the names of owner and group, which
/// are not taken over. All else that is taken over is compared, whatever the remark.
bool may_go_on(RawArchive::Next next, const ArchiveEntry& told, std::string_view remark) {
    return next != RawArchive::Next::Doubtful || !(is_ascii(told.path) && is_ascii(told.target)) ||
           remark.starts_with("Uname can't be converted") || remark.starts_with("Gname can't be converted");
}

Status read_zip(const Descriptor& file, std::uint64_t size, EntrySink& sink, const ArchiveLimits& limits) {
    const auto members = TRY(check_zip(file, size, limits));
    // libarchive takes a zip without entries for no zip at all.
    if (members.empty()) return {};
    FileSource source(file, size);
    auto reader = TRY_WITHIN("zip", RawArchive::open(source, RawArchive::Format::ZipByDirectory));
    Passage passage(sink, limits, size, Passage::Holes::None);
    for (const auto& member : members) {
        const auto next = TRY_WITHIN("zip", reader.next());
        if (next == RawArchive::Next::End) return two_readings("its directory has more entries than a reader finds");
        auto told = member.entry;
        if (!may_go_on(next, told, reader.remark())) return fail(ErrorKind::Invalid, "zip: " + reader.remark());
        const auto read = reader.entry();
        if (told.kind == ArchivedKind::Link) {
            if (told.size > kTargetBytesMax)
                return fail(ErrorKind::Invalid, "zip: the target of " + quote(told.path) + " is too long");
            told.target = read.link;
            if (told.target.size() != told.size)
                return two_readings("the target of " + quote(told.path) + " has two lengths");
            told.size = 0;
        }
        if (!agree(told, read)) return two_readings(quote(told.path) + " is read as two different entries");
        TRY_WITHIN("zip", passage.pass(std::move(told), reader, read));
    }
    const auto next = reader.next();
    if (!next || *next != RawArchive::Next::End)
        return two_readings("a reader finds more entries than its directory has");
    return {};
}

/// Hands on what a tar holds, up to its end or to where libarchive cannot go on, whose error goes to `broken`.
Status pass_entries(RawArchive& reader, TarCheck& check, Passage& passage, std::optional<Error>& broken) {
    for (;;) {
        auto next = reader.next();
        if (!next) {
            broken = std::move(next).error();
            return {};
        }
        if (*next == RawArchive::Next::End) return {};
        auto told = check.take();
        if (!told) return two_readings("a reader finds an entry where there is none");
        if (!may_go_on(*next, *told, reader.remark())) {
            broken = Error(ErrorKind::Invalid, reader.remark());
            return {};
        }
        const auto read = reader.entry();
        if (!agree(*told, read)) return two_readings(quote(told->path) + " is read as two different entries");
        told->mode = read.mode;
        auto passed = passage.pass(std::move(*told), reader, read);
        if (passed) continue;
        if (!passage.reader_failed()) return passed;
        broken = std::move(passed).error();
        return {};
    }
}

/// Some formats end in what they hold: a zip behind a program is one that unpacks itself.
Result<bool> ends_as_zip(const Descriptor& file, std::uint64_t size) {
    constexpr std::uint64_t kTailBytes = 22 + 65535;
    Bytes tail(std::min(size, kTailBytes));
    TRY(file.pread_exact(tail, size - tail.size()));
    return text_of(tail).contains("PK\x05\x06");
}

/// What is none of ours, in its name. What was packed in something is named as that.
Error foreign(std::string_view what, Compression packed_by) {
    const bool is_packed = packed_by != Compression::None;
    const std::string inside = is_packed ? "what is packed in it by " + std::string(name_of(packed_by)) + " " : "this ";
    return {ErrorKind::Unsupported,
            inside + "is " + std::string(what) +
                ", which is not read here; escrow takes tar (plain, or packed by gzip, bzip2, xz or zstd) and zip"};
}

Status read_tar_of(ByteSource& tar, EntrySink& sink, const ArchiveLimits& limits,
                   std::optional<std::uint64_t> archive_bytes, Bytes* head_where_none) {
    TarCheck check;
    CheckedTar source(tar, check);
    Passage passage(sink, limits, archive_bytes, Passage::Holes::MayBe);
    std::optional<Error> broken;
    const auto read = [&]() -> Status {
        auto reader = RawArchive::open(source, RawArchive::Format::Tar);
        if (reader)
            TRY(pass_entries(*reader, check, passage, broken));
        else
            broken = std::move(reader).error();
        // The check's own words before libarchive's: they name the place.
        if (source.has_failed()) return fail(std::move(*broken));
        return source.drain();
    };
    auto status = read();
    if (!status) {
        if (check.is_at_beginning() && head_where_none != nullptr) *head_where_none = to_bytes(source.head());
        return status;
    }
    if (broken) return fail(std::move(*broken).within("tar"));
    if (check.take()) return two_readings("a reader misses an entry");
    return {};
}

}  // namespace

Status read_tar(ByteSource& tar, EntrySink& sink, const ArchiveLimits& limits) {
    return read_tar_of(tar, sink, limits, {}, nullptr);
}

Status read_archive(const Descriptor& file, EntrySink& sink, const ArchiveLimits& limits) {
    const auto size = TRY(size_of(file));
    if (size == 0) return fail(ErrorKind::Invalid, "it is empty");
    Bytes probe(std::min<std::uint64_t>(kCompressionProbeBytes, size));
    TRY(file.pread_exact(probe, 0));
    if (text_of(probe).starts_with("PK")) return read_zip(file, size, sink, limits);
    DescriptorSource source(file);
    const auto compression = compression_of(probe);
    // Headers and padding come on top of the files: as much again at worst, when all are empty or tiny.
    auto tar = TRY(Decompressor::open(source, compression,
                                      {.bytes = 2 * limits.bytes + kHeadersBytesMin,
                                       .ratio = limits.ratio,
                                       .ratio_free_bytes = limits.ratio_free_bytes,
                                       .padding = Padding::TapeBlocks}));
    Bytes head;
    auto status = read_tar_of(tar, sink, limits, size, &head);
    if (status || head.empty()) return status;
    if (compression == Compression::None && is_program(head) && TRY(ends_as_zip(file, size)))
        return fail(foreign("a program with a zip archive in it, which unpacks itself", compression));
    if (const auto what = foreign_format(head); !what.empty()) return fail(foreign(what, compression));
    return status;
}

}  // namespace assay::storage
