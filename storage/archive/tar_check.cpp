// SPDX-License-Identifier: Apache-2.0
#include "storage/archive/tar_check.hpp"

#include "base/core/text.hpp"

#include <algorithm>
#include <limits>

namespace assay::storage {

namespace {

using namespace std::string_view_literals;

constexpr std::size_t kBlock = 512;
constexpr std::uint64_t kSizeMax = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()) - kBlock;
// The largest size that eleven octal digits can say; only beyond it may a pax record say another.
constexpr std::uint64_t kOctalMax = 077777777777;

/// A field of a header (POSIX.1-2017 pax, table 4-16).
struct Place {
    std::size_t at, size;
};
constexpr Place kName{0, 100}, kSize{124, 12}, kChecksum{148, 8}, kType{156, 1}, kTarget{157, 100}, kMagic{257, 8},
    kPrefix{345, 155}, kRealSize{483, 12};
constexpr std::size_t kHeaderIsExtended = 482, kMapIsExtended = 504;

std::string_view in(ByteView block, Place place) { return text_of(block.subspan(place.at, place.size)); }
std::string text_in(ByteView block, Place place) {
    const auto field = in(block, place);
    return std::string(field.substr(0, field.find('\0')));
}

bool is_zero(ByteView bytes) {
    return std::ranges::all_of(bytes, [](std::uint8_t byte) { return byte == 0; });
}

bool is_octal(char c) { return c >= '0' && c <= '7'; }

/// Octal digits between blanks, as all writers make them, or GNU's base 256 with its mark of a positive number.
std::optional<std::uint64_t> number_in(std::string_view field) {
    if (field.front() == '\x80') {
        std::uint64_t value = 0;
        for (const char c : field.substr(1)) {
            if (value > kSizeMax >> 8) return {};
            value = (value << 8) | static_cast<unsigned char>(c);
        }
        return value;
    }
    std::size_t at = 0;
    while (at < field.size() && field[at] == ' ') ++at;
    std::uint64_t value = 0;
    while (at < field.size() && is_octal(field[at])) value = value * 8 + static_cast<std::uint64_t>(field[at++] - '0');
    for (; at < field.size(); ++at)
        if (field[at] != ' ' && field[at] != '\0') return {};
    return value;
}

std::uint64_t checksum_of(ByteView block) {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < block.size(); ++i)
        sum += i >= kChecksum.at && i < kChecksum.at + kChecksum.size ? std::uint64_t{' '} : block[i];
    return sum;
}

/// A pax record may say the same key twice only where GNU tar's first sparse form does.
bool may_repeat(std::string_view key) { return key == "GNU.sparse.offset" || key == "GNU.sparse.numbytes"; }

using Records = std::map<std::string, std::string, std::less<>>;

/// Records of the form `LENGTH KEY=VALUE\n`, the length counting itself.
Result<Records> records_in(std::string_view text) {
    const auto wrong = [](std::string_view what) {
        return fail(ErrorKind::Invalid, "an extended header " + std::string(what));
    };
    Records out;
    while (!text.empty()) {
        const auto space = text.find(' ');
        const auto length = space == std::string_view::npos ? std::nullopt : parse_decimal(text.substr(0, space));
        if (!length || *length <= space + 1 || *length > text.size() || text[*length - 1] != '\n')
            return wrong("has a record of the wrong length");
        const auto record = text.substr(space + 1, *length - space - 2);
        text.remove_prefix(*length);
        const auto equals = record.find('=');
        if (equals == 0 || equals == std::string_view::npos) return wrong("has a record without a key");
        const auto key = record.substr(0, equals);
        if (!out.emplace(key, record.substr(equals + 1)).second && !may_repeat(key))
            return wrong("says " + quote(key) + " twice");
    }
    return out;
}

std::string_view record(const Records& records, std::string_view key) {
    const auto found = records.find(key);
    return found == records.end() ? std::string_view() : std::string_view(found->second);
}

/// What readers apply to every later entry, or do not: names and sizes have no place there.
bool matters_globally(std::string_view key) {
    return key == "path" || key == "linkpath" || key == "size" || key == "hdrcharset" || key.starts_with("GNU.sparse.");
}

std::string_view name_of_type(char type) {
    switch (type) {
        case '3': return "a character device";
        case '4': return "a block device";
        case '6': return "a FIFO";
        case 'D': return "a list of a folder's names (GNU incremental backup)";
        case 'M': return "the rest of a file from another volume";
        case 'V': return "the label of a volume";
        default: return {};
    }
}

}  // namespace

std::string_view describe(ArchivedKind kind) {
    switch (kind) {
        case ArchivedKind::File: return "a file";
        case ArchivedKind::Folder: return "a folder";
        case ArchivedKind::Link: return "a symbolic link";
        case ArchivedKind::HardLink: return "a hard link";
    }
    return {};
}

std::unexpected<Error> TarCheck::invalid(std::string what) const {
    return fail(ErrorKind::Invalid, "tar at byte " + std::to_string(offset_) + ": " + std::move(what));
}

Status TarCheck::feed(ByteView bytes) {
    while (!bytes.empty()) {
        if (state_ == State::Data && left_ > 0) {
            const auto size = std::min<std::uint64_t>(left_, bytes.size());
            if (extension_ != 0) append(collected_, bytes.first(size));
            bytes = bytes.subspan(size);
            offset_ += size;
            left_ -= size;
            if (left_ > 0) return {};
            left_ = padding_;
            state_ = left_ > 0 ? State::Padding : State::Header;
            if (extension_ != 0) TRY(extension_ends());
            continue;
        }
        if (state_ == State::Padding) {
            const auto size = std::min<std::uint64_t>(left_, bytes.size());
            bytes = bytes.subspan(size);
            offset_ += size;
            left_ -= size;
            if (left_ > 0) return {};
            state_ = State::Header;
            continue;
        }
        const auto size = std::min(kBlock - block_.size(), bytes.size());
        append(block_, bytes.first(size));
        bytes = bytes.subspan(size);
        if (block_.size() < kBlock) return {};
        TRY(block(block_));
        offset_ += kBlock;
        block_.clear();
    }
    return {};
}

Status TarCheck::block(ByteView block) {
    switch (state_) {
        case State::SparseMap:
            if (block[kMapIsExtended] == 0) expect(left_);
            return {};
        case State::ZeroBlock:
            if (!is_zero(block)) return invalid("one block of zeros, and then no end");
            state_ = State::End;
            return {};
        case State::End:
            if (!is_zero(block)) return invalid("there is something after the end");
            return {};
        default: break;
    }
    if (!is_zero(block)) return header(block);
    if (pax_ || long_name_ || long_target_) return invalid("an extended header belongs to no entry");
    state_ = State::ZeroBlock;
    return {};
}

Status TarCheck::header(ByteView block) {
    if (number_in(in(block, kChecksum)) != checksum_of(block)) return invalid("is no header: its checksum is wrong");
    const auto size = number_in(in(block, kSize));
    if (!size || *size > kSizeMax) return invalid("its size is no number a file can have");
    const char type = in(block, kType).front();
    if (type == 'x' || type == 'g' || type == 'L' || type == 'K') return extension(type, *size);
    if (const auto what = name_of_type(type); !what.empty())
        return invalid(quote(text_in(block, kName)) + " is " + std::string(what));

    auto entry = TRY(entry_of(block, type, *size));
    auto data = *size;
    if (pax_) {
        if (const auto told = record(*pax_, "size"); !told.empty()) data = *parse_decimal(told);
    }
    if (entry.kind != ArchivedKind::File) data = 0;
    if (entry.kind == ArchivedKind::File && is_zero(bytes_of(in(block, kMagic))))
        sizes_.insert_or_assign(entry.path, entry.size);
    met_.push_back(std::move(entry));
    pax_.reset();
    long_name_.reset();
    long_target_.reset();
    if (type == 'S' && block[kHeaderIsExtended] != 0) {
        left_ = data;
        state_ = State::SparseMap;
    } else {
        expect(data);
    }
    return {};
}

Status TarCheck::extension(char type, std::uint64_t size) {
    if (size == 0 || size > kExtensionBytesMax) return invalid("an extended header is empty or larger than 1 MiB");
    const bool is_pax = type == 'x' || type == 'g';
    if (pax_ || (is_pax && (long_name_ || long_target_))) return invalid("two extended headers are before one entry");
    if ((type == 'L' && long_name_) || (type == 'K' && long_target_)) return invalid("an entry has two long names");
    extension_ = type;
    collected_.clear();
    expect(size);
    return {};
}

Status TarCheck::extension_ends() {
    const char type = std::exchange(extension_, char{0});
    if (type == 'L' || type == 'K') {
        // GNU tar ends a long name in one NUL; another would end it earlier for some.
        if (collected_.back() == 0) collected_.pop_back();
        auto name = to_text(collected_);
        if (name.find('\0') != std::string::npos) return invalid("a long name has a NUL byte");
        (type == 'L' ? long_name_ : long_target_) = std::move(name);
        return {};
    }
    auto records = records_in(text_of(collected_));
    if (!records) return invalid(records.error().message());
    if (type == 'x') {
        pax_ = std::move(*records);
        return {};
    }
    for (const auto& [key, value] : *records)
        if (matters_globally(key)) return invalid("a global header says " + quote(key) + ", which some readers ignore");
    return {};
}

Result<ArchiveEntry> TarCheck::entry_of(ByteView block, char type, std::uint64_t size) {
    const auto magic = in(block, kMagic);
    const bool is_posix = magic.starts_with("ustar\0"sv);
    if (!is_posix && magic != "ustar  \0"sv && !is_zero(bytes_of(magic)))
        return invalid("its magic is of no known tar");
    ArchiveEntry entry{.path = text_in(block, kName), .size = size, .target = text_in(block, kTarget)};
    if (const auto prefix = text_in(block, kPrefix); is_posix && !prefix.empty())
        entry.path = prefix + "/" + entry.path;
    if (long_name_) entry.path = *long_name_;
    if (long_target_) entry.target = *long_target_;
    if (pax_) TRY(take_pax(entry, size));

    switch (type) {
        case '\0':
        case '0':
        case '7': entry.kind = ArchivedKind::File; break;
        case '1': entry.kind = ArchivedKind::HardLink; break;
        case '2': entry.kind = ArchivedKind::Link; break;
        case '5': entry.kind = ArchivedKind::Folder; break;
        case 'S': {
            const auto real = number_in(in(block, kRealSize));
            if (is_posix || !real || *real > kSizeMax) return invalid("a sparse file's size is no number");
            entry.size = *real;
            break;
        }
        default: return invalid("an entry of type " + quote(std::string_view(&type, 1)) + " is not known here");
    }
    // Before there was a type for folders, a slash at the end said it.
    if (type != '5' && entry.kind == ArchivedKind::File && entry.path.ends_with('/')) entry.kind = ArchivedKind::Folder;
    if (entry.kind == ArchivedKind::File || entry.kind == ArchivedKind::Folder) entry.target.clear();
    if (entry.kind != ArchivedKind::File && entry.size != 0) {
        // Old tars repeat a file's size with its further names, and do not write its bytes again.
        const auto linked = entry.kind == ArchivedKind::HardLink ? sizes_.find(entry.target) : sizes_.end();
        if (is_posix || linked == sizes_.end() || linked->second != entry.size)
            return invalid(quote(entry.path) + " is " + std::string(describe(entry.kind)) + " and has a size");
        entry.size = 0;
    }
    return entry;
}

Status TarCheck::take_pax(ArchiveEntry& entry, std::uint64_t size) {
    const auto charset = record(*pax_, "hdrcharset");
    if (!charset.empty() && charset != "BINARY" && charset != "ISO-IR 10646 2000 UTF-8")
        return invalid("its names are in the unknown charset " + quote(charset));
    const auto take_name = [&](std::string_view key, std::string& out) -> Status {
        const auto found = pax_->find(key);
        if (found == pax_->end()) return {};
        const auto& name = found->second;
        if (name.empty() || name.find('\0') != std::string::npos)
            return invalid(quote(key) + " is empty or has a NUL byte");
        if (charset != "BINARY" && !is_utf8(name)) return invalid(quote(key) + " is not UTF-8");
        out = name;
        return {};
    };
    TRY(take_name("path", entry.path));
    TRY(take_name("GNU.sparse.name", entry.path));
    TRY(take_name("linkpath", entry.target));
    const auto take_size = [&](std::string_view key) -> Result<std::optional<std::uint64_t>> {
        const auto found = pax_->find(key);
        if (found == pax_->end()) return std::nullopt;
        const auto value = parse_decimal(found->second);
        if (!value || *value > kSizeMax) return invalid(quote(key) + " is no number a file can have");
        return *value;
    };
    if (const auto told = TRY(take_size("size"))) {
        if (*told != size && *told <= kOctalMax)
            return invalid("it has two sizes, " + std::to_string(size) + " and " + std::to_string(*told));
        entry.size = *told;
    }
    if (const auto real = TRY(take_size("GNU.sparse.size"))) entry.size = *real;
    if (const auto real = TRY(take_size("GNU.sparse.realsize"))) entry.size = *real;
    return {};
}

void TarCheck::expect(std::uint64_t size) {
    left_ = size;
    padding_ = (kBlock - size % kBlock) % kBlock;
    state_ = size > 0 ? State::Data : State::Header;
}

Status TarCheck::finish() {
    if (state_ == State::End && !block_.empty()) return invalid("there is something after the end");
    // Some writers leave the two zero blocks away: an end between two entries is an end.
    if (state_ == State::Data || state_ == State::Padding || state_ == State::SparseMap || !block_.empty())
        return invalid("it is cut short");
    if (pax_ || long_name_ || long_target_) return invalid("an extended header belongs to no entry");
    return {};
}

std::optional<ArchiveEntry> TarCheck::take() {
    if (met_.empty()) return {};
    auto entry = std::move(met_.front());
    met_.pop_front();
    return entry;
}

}  // namespace assay::storage
