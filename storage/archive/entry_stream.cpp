// SPDX-License-Identifier: Apache-2.0
#include "storage/archive/entry_stream.hpp"

#include "base/core/text.hpp"

#include <algorithm>

namespace assay::storage {

namespace {

constexpr std::string_view kMagic = "assay-entries-1\n";
constexpr std::uint8_t kEntry = 'e', kEnd = '.';
constexpr std::size_t kBufferBytes = 256U << 10;
constexpr std::size_t kHeadBytes = 1 + 4 + 8 + 8 + 4 + 4;
constexpr std::uint32_t kNameBytesMax = 64U << 10;
constexpr std::uint8_t kKindMost = static_cast<std::uint8_t>(ArchivedKind::HardLink);

/// Takes exact amounts from a file.
class Taker {
public:
    explicit Taker(const Descriptor& file) : file_(file), buffer_(kBufferBytes) {}

    /// At least one byte of at most `most`; none at the end.
    Result<ByteView> some(std::uint64_t most) {
        if (left_.empty()) left_ = ByteView(buffer_).first(TRY(file_.read_some(buffer_)));
        const auto out = left_.first(std::min<std::uint64_t>(most, left_.size()));
        left_ = left_.subspan(out.size());
        return out;
    }
    Result<Bytes> exactly(std::size_t size) {
        Bytes out;
        while (out.size() < size) {
            const auto more = TRY(some(size - out.size()));
            if (more.empty()) return fail(ErrorKind::Invalid, "the worker's entries are cut short");
            append(out, more);
        }
        return out;
    }

private:
    const Descriptor& file_;
    Bytes buffer_;
    ByteView left_;
};

Result<ArchiveEntry> take_entry(Taker& taker) {
    const auto head = TRY(taker.exactly(kHeadBytes));
    ByteView at(head);
    const auto kind = at[0];
    const auto path_bytes = read_big_endian<std::uint32_t>(at.subspan(21)),
               target_bytes = read_big_endian<std::uint32_t>(at.subspan(25));
    if (kind > kKindMost || path_bytes > kNameBytesMax || target_bytes > kNameBytesMax)
        return fail(ErrorKind::Invalid, "the worker's entries are out of form");
    ArchiveEntry out{.kind = static_cast<ArchivedKind>(kind),
                     .mode = read_big_endian<std::uint32_t>(at.subspan(1)) & 07777,
                     .modified = static_cast<std::int64_t>(read_big_endian<std::uint64_t>(at.subspan(5))),
                     .size = read_big_endian<std::uint64_t>(at.subspan(13))};
    out.path = to_text(TRY(taker.exactly(path_bytes)));
    out.target = to_text(TRY(taker.exactly(target_bytes)));
    return out;
}

}  // namespace

Status EntryWriter::begin() { return put(bytes_of(kMagic)); }

Status EntryWriter::entry(const ArchiveEntry& entry) {
    Bytes head = {kEntry, static_cast<std::uint8_t>(entry.kind)};
    append_big_endian(head, entry.mode);
    append_big_endian(head, static_cast<std::uint64_t>(entry.modified));
    append_big_endian(head, entry.size);
    append_big_endian(head, static_cast<std::uint32_t>(entry.path.size()));
    append_big_endian(head, static_cast<std::uint32_t>(entry.target.size()));
    TRY(put(head));
    TRY(put(bytes_of(entry.path)));
    return put(bytes_of(entry.target));
}

Status EntryWriter::content(ByteView bytes) { return put(bytes); }

Status EntryWriter::finish() {
    TRY(put(ByteView(&kEnd, 1)));
    return flush();
}

Status EntryWriter::put(ByteView bytes) {
    append(buffer_, bytes);
    return buffer_.size() < kBufferBytes ? Status() : flush();
}

Status EntryWriter::flush() {
    TRY(writer_.write(buffer_));
    buffer_.clear();
    return {};
}

Status read_entries(const Descriptor& file, EntrySink& sink, const ArchiveLimits& limits) {
    Taker taker(file);
    if (text_of(TRY(taker.exactly(kMagic.size()))) != kMagic)
        return fail(ErrorKind::Invalid, "the worker's entries are out of form");
    std::uint64_t entries = 0, bytes = 0;
    while (TRY(taker.exactly(1)).front() == kEntry) {
        const auto entry = TRY(take_entry(taker));
        if (++entries > limits.entries || entry.size > limits.bytes - bytes)
            return fail(ErrorKind::Limit, "the worker's entries are more or larger than was asked for");
        TRY(sink.entry(entry));
        if (entry.kind != ArchivedKind::File) continue;
        bytes += entry.size;
        for (auto left = entry.size; left > 0;) {
            const auto part = TRY(taker.some(left));
            if (part.empty()) return fail(ErrorKind::Invalid, "the worker's entries are cut short");
            left -= part.size();
            TRY(sink.content(part));
        }
    }
    if (!TRY(taker.some(1)).empty()) return fail(ErrorKind::Invalid, "the worker's entries have no end");
    return {};
}

}  // namespace assay::storage
