// SPDX-License-Identifier: Apache-2.0
#include "verifier/anatomy/archive_reader.hpp"

#include "base/core/encoding.hpp"
#include "base/core/text.hpp"

#include <sys/stat.h>
#include <algorithm>
#include <set>

namespace assay::verifier {

namespace {

constexpr std::size_t kAttributeBytesShown = 32;
constexpr std::uint64_t kGuessedBytes = 1U << 20;
constexpr std::size_t kAttributesMax = 256;

std::string owner_of(const storage::RawEntry& entry) {
    auto out = std::to_string(entry.user) + ":" + std::to_string(entry.group);
    if (!entry.user_name.empty() || !entry.group_name.empty())
        out += " (" + entry.user_name + ":" + entry.group_name + ")";
    return out;
}

std::string time_of(const storage::RawEntry& entry) {
    if (!entry.modified) return {};
    auto out = std::to_string(*entry.modified);
    if (entry.nanoseconds != 0) {
        auto digits = std::to_string(entry.nanoseconds);
        out += "." + std::string(9 - std::min<std::size_t>(9, digits.size()), '0') + digits;
    }
    return out;
}

std::string link_of(const storage::RawEntry& entry) {
    if (entry.hard_link && !entry.hard_link->empty()) return "= " + *entry.hard_link;
    return entry.link.empty() ? std::string() : "-> " + entry.link;
}

std::string device_of(const storage::RawEntry& entry) {
    if (entry.type != S_IFCHR && entry.type != S_IFBLK) return {};
    return std::to_string(entry.device_major) + ":" + std::to_string(entry.device_minor);
}

std::string attribute_of(std::string_view name, ByteView value) {
    const auto shown = value.first(std::min(value.size(), kAttributeBytesShown));
    auto out = std::string(name) + "=" + encode_hex(shown);
    if (shown.size() < value.size())
        out += "… (" + std::to_string(value.size()) + " bytes, sha256 " + crypto::hex(crypto::sha256(value)) + ")";
    return out;
}

std::string attributes_of(const storage::RawArchive& archive, const storage::RawEntry& entry) {
    std::set<std::string> lines;
    archive.each_attribute(kAttributesMax,
                           [&](std::string_view name, ByteView value) { lines.insert(attribute_of(name, value)); });
    if (entry.access_list) lines.insert("acl=" + *entry.access_list);
    if (!entry.flags.empty()) lines.insert("flags=" + entry.flags);
    return join({lines.begin(), lines.end()}, "\n");
}

Result<storage::RawArchive::Format> raw_format_of(Format format) {
    switch (format) {
        case Format::Ar: return storage::RawArchive::Format::Ar;
        case Format::Tar: return storage::RawArchive::Format::Tar;
        case Format::Zip: return storage::RawArchive::Format::Zip;
        default:
            return fail(ErrorKind::Internal, "reading an archive: " + std::string(name_of(format)) + " is no archive");
    }
}

}  // namespace

/// A Content's bytes, for the archive's reader.
class ArchiveReader::Source final : public storage::ArchiveSource {
public:
    Source(std::unique_ptr<Reader> reader, std::optional<std::uint64_t> size)
        : reader_(std::move(reader)), size_(size) {}

    Result<std::size_t> read(std::span<std::uint8_t> out) override {
        auto got = reader_->read(out);
        has_failed_ = !got;
        return got;
    }
    std::optional<std::uint64_t> size() const override { return size_; }
    void seek(std::uint64_t offset) override { reader_->seek(offset); }
    bool has_failed() const { return has_failed_; }

private:
    std::unique_ptr<Reader> reader_;
    std::optional<std::uint64_t> size_;
    bool has_failed_ = false;
};

ArchiveReader::ArchiveReader(Format format, std::unique_ptr<Source> source, storage::RawArchive archive)
    : format_(format), source_(std::move(source)), archive_(std::move(archive)) {}
ArchiveReader::ArchiveReader(ArchiveReader&&) noexcept = default;
ArchiveReader::~ArchiveReader() = default;

Result<ArchiveReader> ArchiveReader::open(const Content& content, Format format) {
    const auto raw_format = TRY(raw_format_of(format));
    auto reader = TRY(content.open());
    auto source =
        std::make_unique<Source>(std::move(reader), content.can_seek() ? std::optional(content.size()) : std::nullopt);
    auto archive = storage::RawArchive::open(*source, raw_format);
    if (!archive) return fail(told(std::move(archive).error(), *source, format));
    return ArchiveReader(format, std::move(source), std::move(*archive));
}

/// The content's errors as they are, libarchive's with the name of the format.
Error ArchiveReader::told(Error error, const Source& source, Format format) {
    if (source.has_failed() || error.kind() != ErrorKind::Invalid) return error;
    return std::move(error).within(name_of(format));
}

Result<bool> ArchiveReader::next() {
    auto next = archive_.next();
    if (!next) return fail(told(std::move(next).error(), *source_, format_));
    if (*next == storage::RawArchive::Next::End) return false;
    ++number_;
    return true;
}

Member ArchiveReader::member() const {
    const auto entry = archive_.entry();
    Member out;
    out.name = entry.path.empty() ? "member " + std::to_string(number_) : entry.path;
    // Formats differ in whether a folder's name ends in a slash; a member that is a folder on one side only keeps its
    // name.
    if (entry.type == S_IFDIR && out.name.size() > 1 && out.name.back() == '/') out.name.pop_back();
    out.type = entry.type == 0 && !entry.hard_link ? std::uint32_t{S_IFREG} : entry.type;
    out.mode = entry.mode;
    out.owner = owner_of(entry);
    out.time = time_of(entry);
    out.link = link_of(entry);
    out.device = device_of(entry);
    out.attributes = attributes_of(archive_, entry);
    return out;
}

std::uint64_t ArchiveReader::claimed_size() const { return archive_.entry().size.value_or(kGuessedBytes); }

Result<std::optional<ArchiveReader::Block>> ArchiveReader::read() {
    auto block = archive_.read_block();
    if (!block) return fail(told(std::move(block).error(), *source_, format_));
    return block;
}

std::string describe_type(std::uint32_t type) {
    switch (type) {
        case S_IFREG: return "a file";
        case S_IFDIR: return "a folder";
        case S_IFLNK: return "a symbolic link";
        case S_IFCHR: return "a character device";
        case S_IFBLK: return "a block device";
        case S_IFIFO: return "a FIFO";
        case S_IFSOCK: return "a socket";
        default: return "a hard link";
    }
}

}  // namespace assay::verifier
