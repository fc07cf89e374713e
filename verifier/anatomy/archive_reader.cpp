// SPDX-License-Identifier: Apache-2.0
#include "verifier/anatomy/archive_reader.hpp"

#include "base/core/encoding.hpp"
#include "base/core/text.hpp"

#include <algorithm>
#include <cerrno>
#include <set>

namespace assay::verifier {

namespace {

constexpr std::size_t kFeedBytes = 128U << 10;
constexpr std::size_t kAttributeBytesShown = 32;
constexpr std::uint64_t kGuessedBytes = 1U << 20;
constexpr int kAttributesMax = 256;

// libarchive knows names in the encoding of the locale and in UTF-8; in a cell's plain locale either may be missing.
std::string first_of(const char* plain, const char* utf8) {
    if (plain != nullptr) return plain;
    return utf8 != nullptr ? utf8 : "";
}

std::string owner_of(::archive_entry* entry) {
    const auto user = first_of(::archive_entry_uname(entry), ::archive_entry_uname_utf8(entry));
    const auto group = first_of(::archive_entry_gname(entry), ::archive_entry_gname_utf8(entry));
    auto out = std::to_string(::archive_entry_uid(entry)) + ":" + std::to_string(::archive_entry_gid(entry));
    if (!user.empty() || !group.empty()) out += " (" + user + ":" + group + ")";
    return out;
}

std::string time_of(::archive_entry* entry) {
    if (::archive_entry_mtime_is_set(entry) == 0) return {};
    auto out = std::to_string(::archive_entry_mtime(entry));
    if (const auto nanoseconds = ::archive_entry_mtime_nsec(entry); nanoseconds != 0) {
        auto digits = std::to_string(nanoseconds);
        out += "." + std::string(9 - std::min<std::size_t>(9, digits.size()), '0') + digits;
    }
    return out;
}

std::string link_of(::archive_entry* entry) {
    const auto hard = first_of(::archive_entry_hardlink(entry), ::archive_entry_hardlink_utf8(entry));
    if (!hard.empty()) return "= " + hard;
    const auto soft = first_of(::archive_entry_symlink(entry), ::archive_entry_symlink_utf8(entry));
    return soft.empty() ? std::string() : "-> " + soft;
}

std::string device_of(::archive_entry* entry) {
    const auto type = ::archive_entry_filetype(entry);
    if (type != AE_IFCHR && type != AE_IFBLK) return {};
    return std::to_string(::archive_entry_rdevmajor(entry)) + ":" + std::to_string(::archive_entry_rdevminor(entry));
}

std::string attribute_of(const char* name, ByteView value) {
    const auto shown = value.first(std::min(value.size(), kAttributeBytesShown));
    auto out = std::string(name) + "=" + encode_hex(shown);
    if (shown.size() < value.size())
        out += "… (" + std::to_string(value.size()) + " bytes, sha256 " + crypto::hex(crypto::sha256(value)) + ")";
    return out;
}

std::string attributes_of(::archive_entry* entry) {
    std::set<std::string> lines;
    ::archive_entry_xattr_reset(entry);
    const char* name = nullptr;
    const void* value = nullptr;
    std::size_t size = 0;
    for (int i = 0; i < kAttributesMax && ::archive_entry_xattr_next(entry, &name, &value, &size) == ARCHIVE_OK; ++i)
        lines.insert(attribute_of(name != nullptr ? name : "", {static_cast<const std::uint8_t*>(value), size}));
    if (::archive_entry_acl_types(entry) != 0) {
        const storage::CTextPtr text(::archive_entry_acl_to_text(entry, nullptr, ARCHIVE_ENTRY_ACL_STYLE_EXTRA_ID));
        lines.insert(std::string("acl=") + (text ? text.get() : "?"));
    }
    if (const auto* flags = ::archive_entry_fflags_text(entry); flags != nullptr)
        lines.insert(std::string("flags=") + flags);
    return join({lines.begin(), lines.end()}, "\n");
}

}  // namespace

la_ssize_t ArchiveReader::feed_bytes(::archive* archive, void* data, const void** bytes) {
    auto& feed = *static_cast<Feed*>(data);
    auto got = feed.reader->read(feed.buffer);
    if (!got) {
        feed.error = std::move(got).error();
        ::archive_set_error(archive, EIO, "the bytes of the archive could not be read");
        return -1;
    }
    feed.at += *got;
    *bytes = feed.buffer.data();
    return static_cast<la_ssize_t>(*got);
}

la_int64_t ArchiveReader::feed_seek(::archive*, void* data, la_int64_t offset, int whence) {
    auto& feed = *static_cast<Feed*>(data);
    const auto base = whence == SEEK_SET ? 0 : static_cast<la_int64_t>(whence == SEEK_CUR ? feed.at : feed.size);
    la_int64_t to = 0;
    if (__builtin_add_overflow(base, offset, &to) || to < 0) return ARCHIVE_FATAL;
    feed.at = std::min(static_cast<std::uint64_t>(to), feed.size);
    feed.reader->seek(feed.at);
    return static_cast<la_int64_t>(feed.at);
}

la_int64_t ArchiveReader::feed_skip(::archive*, void* data, la_int64_t bytes) {
    auto& feed = *static_cast<Feed*>(data);
    // Only as far as there is something: what is missing must be noticed by reading it.
    const auto skipped = std::min(static_cast<std::uint64_t>(std::max<la_int64_t>(bytes, 0)), feed.size - feed.at);
    feed.at += skipped;
    feed.reader->seek(feed.at);
    return static_cast<la_int64_t>(skipped);
}

Result<ArchiveReader> ArchiveReader::open(const Content& content, Format format) {
    auto feed = std::make_unique<Feed>();
    feed->reader = TRY(content.open());
    feed->buffer.resize(kFeedBytes);
    storage::ArchivePtr archive(::archive_read_new());
    if (!archive) return fail(ErrorKind::Limit, "reading an archive: no memory");
    ::archive_read_support_filter_none(archive.get());
    switch (format) {
        case Format::Ar: ::archive_read_support_format_ar(archive.get()); break;
        case Format::Tar: ::archive_read_support_format_tar(archive.get()); break;
        case Format::Zip: ::archive_read_support_format_zip(archive.get()); break;
        default: return fail(ErrorKind::Internal, "reading an archive: " + std::string(name_of(format)) + " is none");
    }
    ::archive_read_set_callback_data(archive.get(), feed.get());
    ::archive_read_set_read_callback(archive.get(), feed_bytes);
    if (content.can_seek()) {
        feed->size = content.size();
        ::archive_read_set_skip_callback(archive.get(), feed_skip);
        if (format == Format::Zip) ::archive_read_set_seek_callback(archive.get(), feed_seek);
    }
    ArchiveReader out(format, std::move(feed), std::move(archive));
    if (::archive_read_open1(out.archive_.get()) < ARCHIVE_WARN) return out.failed();
    return out;
}

std::unexpected<Error> ArchiveReader::failed() {
    if (feed_->error) return fail(*feed_->error);
    const char* cause = ::archive_error_string(archive_.get());
    return fail(ErrorKind::Invalid,
                std::string(name_of(format_)) + ": " + (cause != nullptr ? cause : "it is damaged"));
}

Result<bool> ArchiveReader::next() {
    const auto answer = ::archive_read_next_header(archive_.get(), &entry_);
    if (answer == ARCHIVE_EOF) return false;
    if (answer < ARCHIVE_WARN) return failed();
    ++number_;
    return true;
}

Member ArchiveReader::member() const {
    Member out;
    out.name = first_of(::archive_entry_pathname(entry_), ::archive_entry_pathname_utf8(entry_));
    if (out.name.empty()) out.name = "member " + std::to_string(number_);
    const auto type = ::archive_entry_filetype(entry_);
    // Formats differ in whether a folder's name ends in a slash; a member that is a folder on one side only keeps its
    // name.
    if (type == AE_IFDIR && out.name.size() > 1 && out.name.back() == '/') out.name.pop_back();
    out.type = type == 0 && ::archive_entry_hardlink(entry_) == nullptr ? AE_IFREG : type;
    out.mode = ::archive_entry_perm(entry_) & 07777;
    out.owner = owner_of(entry_);
    out.time = time_of(entry_);
    out.link = link_of(entry_);
    out.device = device_of(entry_);
    out.attributes = attributes_of(entry_);
    return out;
}

std::uint64_t ArchiveReader::claimed_size() const {
    if (::archive_entry_size_is_set(entry_) == 0) return kGuessedBytes;
    return static_cast<std::uint64_t>(std::max<la_int64_t>(::archive_entry_size(entry_), 0));
}

Result<std::optional<ArchiveReader::Block>> ArchiveReader::read() {
    const void* bytes = nullptr;
    std::size_t size = 0;
    la_int64_t offset = 0;
    const auto answer = ::archive_read_data_block(archive_.get(), &bytes, &size, &offset);
    if (answer == ARCHIVE_EOF) return std::optional<Block>();
    if (answer != ARCHIVE_OK) {
        can_go_on_ = answer > ARCHIVE_FATAL && !feed_->error;
        return failed();
    }
    return Block{static_cast<std::uint64_t>(std::max<la_int64_t>(offset, 0)),
                 {static_cast<const std::uint8_t*>(bytes), size}};
}

std::uint64_t ArchiveReader::position() const {
    return static_cast<std::uint64_t>(std::max<la_int64_t>(::archive_read_header_position(archive_.get()), 0));
}

std::string describe_type(std::uint32_t type) {
    switch (type) {
        case AE_IFREG: return "a file";
        case AE_IFDIR: return "a folder";
        case AE_IFLNK: return "a symbolic link";
        case AE_IFCHR: return "a character device";
        case AE_IFBLK: return "a block device";
        case AE_IFIFO: return "a FIFO";
        case AE_IFSOCK: return "a socket";
        default: return "a hard link";
    }
}

}  // namespace assay::verifier
