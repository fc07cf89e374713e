// SPDX-License-Identifier: Apache-2.0
#include "storage/archive/archive_reader.hpp"

#include "base/core/text.hpp"
#include "storage/archive/libarchive.hpp"
#include "storage/archive/tar_check.hpp"
#include "storage/archive/zip_check.hpp"
#include "storage/decompress/decompressor.hpp"

#include <algorithm>
#include <cerrno>

#include <unistd.h>

namespace assay::storage {

namespace {

constexpr std::size_t kBufferBytes = 256U << 10;
constexpr std::uint64_t kTargetBytesMax = 4096;
constexpr std::uint64_t kHeadersBytesMin = 1U << 20;

/// Gives libarchive the bytes of a tar, and shows the same bytes to the check.
class TarFeed {
public:
    TarFeed(ByteSource& source, TarCheck& check) : source_(source), check_(check), buffer_(kBufferBytes) {}

    Result<ByteView> next() {
        const auto size = TRY(source_.read(buffer_));
        const auto bytes = ByteView(buffer_).first(size);
        TRY(check_.feed(bytes));
        return bytes;
    }
    Status drain() {
        while (!TRY(next()).empty()) {}
        return check_.finish();
    }

    static ::la_ssize_t read(::archive* reader, void* self, const void** out) {
        auto& feed = *static_cast<TarFeed*>(self);
        auto bytes = feed.next();
        if (!bytes) {
            feed.failure_ = std::move(bytes).error();
            ::archive_set_error(reader, EIO, "the source failed");
            return -1;
        }
        *out = bytes->data();
        return static_cast<::la_ssize_t>(bytes->size());
    }
    const std::optional<Error>& failure() const { return failure_; }

private:
    ByteSource& source_;
    TarCheck& check_;
    Bytes buffer_;
    std::optional<Error> failure_;
};

/// The file of a zip, for libarchive. In a cell no file can be asked for its status any more, so not by its descriptor.
class ZipFeed {
public:
    ZipFeed(const Descriptor& file, std::uint64_t size) : file_(file), size_(size), buffer_(kBufferBytes) {}

    static ::la_ssize_t read(::archive* reader, void* self, const void** out) {
        auto& feed = *static_cast<ZipFeed*>(self);
        const auto size = std::min<std::uint64_t>(feed.buffer_.size(), feed.size_ - feed.at_);
        if (!feed.file_.pread_exact(std::span(feed.buffer_).first(size), feed.at_)) {
            ::archive_set_error(reader, EIO, "the file cannot be read");
            return -1;
        }
        feed.at_ += size;
        *out = feed.buffer_.data();
        return static_cast<::la_ssize_t>(size);
    }
    static ::la_int64_t seek(::archive*, void* self, ::la_int64_t offset, int whence) {
        auto& feed = *static_cast<ZipFeed*>(self);
        const auto from = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? feed.at_ : feed.size_;
        const auto to = static_cast<::la_int64_t>(from) + offset;
        feed.at_ = static_cast<std::uint64_t>(std::clamp<::la_int64_t>(to, 0, static_cast<::la_int64_t>(feed.size_)));
        return static_cast<::la_int64_t>(feed.at_);
    }

private:
    const Descriptor& file_;
    std::uint64_t size_;
    std::uint64_t at_ = 0;
    Bytes buffer_;
};

bool open_zip(::archive* reader, ZipFeed& feed) {
    ::archive_read_set_callback_data(reader, &feed);
    ::archive_read_set_read_callback(reader, &ZipFeed::read);
    ::archive_read_set_seek_callback(reader, &ZipFeed::seek);
    return ::archive_read_open1(reader) == ARCHIVE_OK;
}

Result<std::uint64_t> size_of(const Descriptor& file) {
    const auto end = ::lseek(file.number(), 0, SEEK_END);
    if (end < 0 || ::lseek(file.number(), 0, SEEK_SET) != 0)
        return fail(io_error("measuring " + quote(file.name()), errno));
    return static_cast<std::uint64_t>(end);
}

bool is_ascii(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string text_or_empty(const char* text) { return text == nullptr ? std::string() : std::string(text); }

/// What libarchive makes of an entry.
struct Reading {
    std::optional<ArchivedKind> kind;
    std::string path, target;
    std::uint64_t size = 0;
};

Reading reading_of(::archive_entry* entry) {
    Reading out{.path = text_or_empty(::archive_entry_pathname(entry))};
    if (const auto* linked = ::archive_entry_hardlink(entry); linked != nullptr) {
        out.kind = ArchivedKind::HardLink;
        out.target = linked;
        return out;
    }
    switch (::archive_entry_filetype(entry)) {
        case AE_IFREG:
        case AE_IFIFO:
            out.kind = ArchivedKind::File;
            break;  // what the checks let through of FIFOs are files (zip_check.cpp)
        case AE_IFDIR: out.kind = ArchivedKind::Folder; break;
        case AE_IFLNK: out.kind = ArchivedKind::Link; break;
        default: break;
    }
    if (out.kind == ArchivedKind::File)
        out.size = static_cast<std::uint64_t>(std::max<::la_int64_t>(0, ::archive_entry_size(entry)));
    if (out.kind == ArchivedKind::Link) out.target = text_or_empty(::archive_entry_symlink(entry));
    return out;
}

/// Whether both readings are of one thing. A name beyond ASCII is libarchive's to convert as the locale goes; there the
/// check's own bytes stand alone.
bool agree(const ArchiveEntry& told, const Reading& read) {
    return told.kind == read.kind && (!is_ascii(told.path) || told.path == read.path) &&
           (!is_ascii(told.target) || told.target == read.target) &&
           (told.kind != ArchivedKind::File || told.size == read.size);
}

/// The name in the one form the sink gets.
std::string name_for(const ArchiveEntry& entry) {
    std::string_view name = entry.path;
    if (entry.kind == ArchivedKind::Folder && name.ends_with('/')) name.remove_suffix(1);
    while (name.starts_with("./")) name.remove_prefix(2);
    return std::string(name);
}

bool is_root(const ArchiveEntry& entry) { return entry.kind == ArchivedKind::Folder && entry.path == "."; }

/// Hands entries on, within the limits.
class Passage {
public:
    Passage(::archive* reader, EntrySink& sink, const ArchiveLimits& limits)
        : reader_(reader), sink_(sink), limits_(limits), buffer_(kBufferBytes) {}

    Status pass(ArchiveEntry entry, ::archive_entry* read) {
        if (++entries_ > limits_.entries)
            return fail(ErrorKind::Limit, "it has more than " + count_of(limits_.entries, "entry", "entries"));
        if (entry.kind == ArchivedKind::File && entry.size > limits_.bytes - bytes_)
            return fail(ErrorKind::Limit,
                        "with " + quote(entry.path) + " there is more than " + human_bytes(limits_.bytes) + " in it");
        bytes_ += entry.size;
        entry.modified = ::archive_entry_mtime(read);
        entry.path = name_for(entry);
        if (is_root(entry)) return {};
        TRY(sink_.entry(entry));
        return entry.kind == ArchivedKind::File ? pass_content(entry) : Status();
    }

    /// Whether it was libarchive that could not go on.
    bool reader_failed() const { return reader_failed_; }
    std::string words() const {
        const auto* words = ::archive_error_string(reader_);
        return words == nullptr ? "it is damaged" : words;
    }

private:
    Status pass_content(const ArchiveEntry& entry) {
        for (auto left = entry.size;;) {
            const auto size = ::archive_read_data(reader_, buffer_.data(), buffer_.size());
            if (size < 0) {
                reader_failed_ = true;
                return fail(ErrorKind::Invalid, "reading " + quote(entry.path) + ": " + words());
            }
            if (size == 0 && left == 0) return {};
            if (size == 0 || static_cast<std::uint64_t>(size) > left)
                return fail(ErrorKind::Invalid, "reading " + quote(entry.path) + ": it has not the size it says");
            left -= static_cast<std::uint64_t>(size);
            TRY(sink_.content(ByteView(buffer_).first(static_cast<std::size_t>(size))));
        }
    }

    ::archive* reader_;
    EntrySink& sink_;
    const ArchiveLimits& limits_;
    Bytes buffer_;
    std::uint64_t entries_ = 0;
    std::uint64_t bytes_ = 0;
    bool reader_failed_ = false;
};

std::unexpected<Error> two_readings(std::string what) {
    return fail(ErrorKind::Invalid, "it has two readings: " + std::move(what));
}

/// A warning is about names only, and only where they are beyond ASCII.
bool may_go_on(int answer, const ArchiveEntry& told) {
    return answer == ARCHIVE_OK || (answer == ARCHIVE_WARN && !(is_ascii(told.path) && is_ascii(told.target)));
}

Status read_zip(const Descriptor& file, std::uint64_t size, EntrySink& sink, const ArchiveLimits& limits) {
    const auto members = TRY(check_zip(file, size, limits));
    // libarchive takes a zip without entries for no zip at all.
    if (members.empty()) return {};
    const ArchivePtr reader(::archive_read_new());
    if (reader == nullptr || ::archive_read_support_format_zip_seekable(reader.get()) != ARCHIVE_OK)
        return fail(ErrorKind::Internal, "libarchive does not start");
    Passage passage(reader.get(), sink, limits);
    ZipFeed feed(file, size);
    if (!open_zip(reader.get(), feed)) return fail(ErrorKind::Invalid, "zip: " + passage.words());
    for (const auto& member : members) {
        ::archive_entry* read = nullptr;
        const int answer = ::archive_read_next_header(reader.get(), &read);
        if (answer == ARCHIVE_EOF) return two_readings("its directory has more entries than a reader finds");
        auto told = member.entry;
        if (!may_go_on(answer, told)) return fail(ErrorKind::Invalid, "zip: " + passage.words());
        if (told.kind == ArchivedKind::Link) {
            if (told.size > kTargetBytesMax)
                return fail(ErrorKind::Invalid, "zip: the target of " + quote(told.path) + " is too long");
            told.target = text_or_empty(::archive_entry_symlink(read));
            if (told.target.size() != told.size)
                return two_readings("the target of " + quote(told.path) + " has two lengths");
            told.size = 0;
        }
        if (!agree(told, reading_of(read)))
            return two_readings(quote(told.path) + " is another thing for another reader");
        TRY_WITHIN("zip", passage.pass(std::move(told), read));
    }
    ::archive_entry* read = nullptr;
    if (::archive_read_next_header(reader.get(), &read) != ARCHIVE_EOF)
        return two_readings("a reader finds more entries than its directory has");
    return {};
}

}  // namespace

Status read_tar(ByteSource& tar, EntrySink& sink, const ArchiveLimits& limits) {
    TarCheck check;
    TarFeed feed(tar, check);
    const ArchivePtr reader(::archive_read_new());
    if (reader == nullptr || ::archive_read_support_format_tar(reader.get()) != ARCHIVE_OK)
        return fail(ErrorKind::Internal, "libarchive does not start");
    Passage passage(reader.get(), sink, limits);
    int answer = ::archive_read_open(reader.get(), &feed, nullptr, &TarFeed::read, nullptr);
    ::archive_entry* read = nullptr;
    while (answer == ARCHIVE_OK || answer == ARCHIVE_WARN) {
        answer = ::archive_read_next_header(reader.get(), &read);
        if (answer != ARCHIVE_OK && answer != ARCHIVE_WARN) break;
        auto told = check.take();
        if (!told) return two_readings("a reader finds an entry where there is none");
        if (!may_go_on(answer, *told)) break;
        if (!agree(*told, reading_of(read)))
            return two_readings(quote(told->path) + " is another thing for another reader");
        told->mode = ::archive_entry_perm(read);
        const auto passed = passage.pass(std::move(*told), read);
        if (feed.failure() || passage.reader_failed()) break;
        if (!passed) return fail(passed.error());
    }
    // The check's own words before libarchive's: they name the place.
    if (feed.failure()) return fail(*feed.failure());
    TRY(feed.drain());
    if (answer != ARCHIVE_EOF) return fail(ErrorKind::Invalid, "tar: " + passage.words());
    if (check.take()) return two_readings("a reader misses an entry");
    return {};
}

Status read_archive(const Descriptor& file, EntrySink& sink, const ArchiveLimits& limits) {
    const auto size = TRY(size_of(file));
    if (size == 0) return fail(ErrorKind::Invalid, "it is empty");
    Bytes probe(std::min<std::uint64_t>(kCompressionProbeBytes, size));
    TRY(file.pread_exact(probe, 0));
    if (text_of(probe).starts_with("PK")) return read_zip(file, size, sink, limits);
    DescriptorSource source(file);
    // Headers and padding come on top of the files: as much again at worst, when all are empty or tiny.
    auto tar = TRY(Decompressor::open(source, compression_of(probe),
                                      {.bytes = 2 * limits.bytes + kHeadersBytesMin,
                                       .ratio = limits.ratio,
                                       .ratio_free_bytes = limits.ratio_free_bytes}));
    return read_tar(tar, sink, limits);
}

}  // namespace assay::storage
