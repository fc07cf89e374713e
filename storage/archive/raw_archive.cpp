// SPDX-License-Identifier: Apache-2.0
#include "storage/archive/raw_archive.hpp"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>

namespace assay::storage {

namespace {

constexpr std::size_t kBufferBytes = 256U << 10;
constexpr std::uint32_t kModeBits = 07777;

struct FreeArchive {
    void operator()(::archive* archive) const { ::archive_read_free(archive); }
};
struct FreeText {
    void operator()(char* text) const { std::free(text); }
};

/// libarchive knows names in the encoding of the locale and in UTF-8; in a cell's plain locale either may be missing.
const char* first_of(const char* plain, const char* utf8) { return plain != nullptr ? plain : utf8; }
std::string text_or_empty(const char* text) { return text == nullptr ? std::string() : std::string(text); }

bool support(::archive* reader, RawArchive::Format format) {
    using enum RawArchive::Format;
    switch (format) {
        case Ar: return ::archive_read_support_format_ar(reader) == ARCHIVE_OK;
        case Tar: return ::archive_read_support_format_tar(reader) == ARCHIVE_OK;
        case Zip: return ::archive_read_support_format_zip(reader) == ARCHIVE_OK;
        case ZipByDirectory: return ::archive_read_support_format_zip_seekable(reader) == ARCHIVE_OK;
    }
    return false;
}

}  // namespace

/// What libarchive's callbacks are given; it stays where it is.
struct RawArchive::State {
    explicit State(ArchiveSource& from) : source(from), size(from.size()), buffer(kBufferBytes) {}

    static ::la_ssize_t read(::archive* reader, void* self, const void** out);
    static ::la_int64_t seek(::archive* reader, void* self, ::la_int64_t offset, int whence);
    static ::la_int64_t skip(::archive* reader, void* self, ::la_int64_t bytes);
    std::unexpected<Error> failed() const;
    std::string remark() const;

    ArchiveSource& source;
    std::optional<std::uint64_t> size;
    std::uint64_t at = 0;
    Bytes buffer;
    std::optional<Error> source_error;
    std::unique_ptr<::archive, FreeArchive> archive;
    ::archive_entry* entry = nullptr;  ///< the archive's
    bool can_go_on = false;
};

::la_ssize_t RawArchive::State::read(::archive* reader, void* self, const void** out) {
    auto& state = *static_cast<State*>(self);
    auto got = state.source.read(state.buffer);
    if (!got) {
        state.source_error = std::move(got).error();
        ::archive_set_error(reader, EIO, "the bytes of the archive cannot be read");
        return -1;
    }
    state.at += *got;
    *out = state.buffer.data();
    return static_cast<::la_ssize_t>(*got);
}

::la_int64_t RawArchive::State::seek(::archive*, void* self, ::la_int64_t offset, int whence) {
    auto& state = *static_cast<State*>(self);
    const auto base = whence == SEEK_SET ? 0 : static_cast<::la_int64_t>(whence == SEEK_CUR ? state.at : *state.size);
    ::la_int64_t to = 0;
    if (__builtin_add_overflow(base, offset, &to) || to < 0) return ARCHIVE_FATAL;
    state.at = std::min(static_cast<std::uint64_t>(to), *state.size);
    state.source.seek(state.at);
    return static_cast<::la_int64_t>(state.at);
}

::la_int64_t RawArchive::State::skip(::archive*, void* self, ::la_int64_t bytes) {
    auto& state = *static_cast<State*>(self);
    // Only as far as there is something: what is missing must be noticed by reading it.
    const auto skipped = std::min(static_cast<std::uint64_t>(std::max<::la_int64_t>(bytes, 0)), *state.size - state.at);
    state.at += skipped;
    state.source.seek(state.at);
    return static_cast<::la_int64_t>(skipped);
}

std::unexpected<Error> RawArchive::State::failed() const {
    if (source_error) return fail(*source_error);
    return fail(ErrorKind::Invalid, remark());
}

std::string RawArchive::State::remark() const {
    const char* words = ::archive_error_string(archive.get());
    return words != nullptr ? words : "it is damaged";
}

RawArchive::RawArchive(std::unique_ptr<State> state) : state_(std::move(state)) {}
RawArchive::RawArchive(RawArchive&&) noexcept = default;
RawArchive& RawArchive::operator=(RawArchive&&) noexcept = default;
RawArchive::~RawArchive() = default;

Result<RawArchive> RawArchive::open(ArchiveSource& source, Format format) {
    auto state = std::make_unique<State>(source);
    state->archive.reset(::archive_read_new());
    auto* const reader = state->archive.get();
    if (reader == nullptr) return fail(ErrorKind::Limit, "reading an archive: no memory");
    if (!support(reader, format)) return fail(ErrorKind::Internal, "libarchive does not start");
    ::archive_read_set_callback_data(reader, state.get());
    ::archive_read_set_read_callback(reader, State::read);
    if (state->size) {
        ::archive_read_set_skip_callback(reader, State::skip);
        if (format == Format::Zip || format == Format::ZipByDirectory)
            ::archive_read_set_seek_callback(reader, State::seek);
    }
    if (::archive_read_open1(reader) < ARCHIVE_WARN) return state->failed();
    return RawArchive(std::move(state));
}

Result<RawArchive::Next> RawArchive::next() {
    switch (::archive_read_next_header(state_->archive.get(), &state_->entry)) {
        case ARCHIVE_OK: return Next::Entry;
        case ARCHIVE_WARN: return Next::Doubtful;
        case ARCHIVE_EOF: return Next::End;
        default: return state_->failed();
    }
}

RawEntry RawArchive::entry() const {
    auto* const entry = state_->entry;
    RawEntry out{.path = text_or_empty(first_of(::archive_entry_pathname(entry), ::archive_entry_pathname_utf8(entry))),
                 .type = ::archive_entry_filetype(entry),
                 .mode = ::archive_entry_perm(entry) & kModeBits};
    if (const auto* other = first_of(::archive_entry_hardlink(entry), ::archive_entry_hardlink_utf8(entry)))
        out.hard_link = other;
    out.link = text_or_empty(first_of(::archive_entry_symlink(entry), ::archive_entry_symlink_utf8(entry)));
    if (::archive_entry_size_is_set(entry) != 0)
        out.size = static_cast<std::uint64_t>(std::max<::la_int64_t>(::archive_entry_size(entry), 0));
    if (::archive_entry_mtime_is_set(entry) != 0) {
        out.modified = ::archive_entry_mtime(entry);
        out.nanoseconds = static_cast<std::uint32_t>(::archive_entry_mtime_nsec(entry));
    }
    out.user = ::archive_entry_uid(entry);
    out.group = ::archive_entry_gid(entry);
    out.user_name = text_or_empty(first_of(::archive_entry_uname(entry), ::archive_entry_uname_utf8(entry)));
    out.group_name = text_or_empty(first_of(::archive_entry_gname(entry), ::archive_entry_gname_utf8(entry)));
    out.device_major = static_cast<std::uint32_t>(::archive_entry_rdevmajor(entry));
    out.device_minor = static_cast<std::uint32_t>(::archive_entry_rdevminor(entry));
    if (::archive_entry_acl_types(entry) != 0) {
        const std::unique_ptr<char, FreeText> text(
            ::archive_entry_acl_to_text(entry, nullptr, ARCHIVE_ENTRY_ACL_STYLE_EXTRA_ID));
        out.access_list = text ? text.get() : "?";
    }
    out.flags = text_or_empty(::archive_entry_fflags_text(entry));
    return out;
}

void RawArchive::each_attribute(std::size_t most, const AttributeVisitor& visit) const {
    auto* const entry = state_->entry;
    ::archive_entry_xattr_reset(entry);
    const char* name = nullptr;
    const void* value = nullptr;
    std::size_t size = 0;
    for (std::size_t i = 0; i < most && ::archive_entry_xattr_next(entry, &name, &value, &size) == ARCHIVE_OK; ++i)
        visit(name != nullptr ? name : "", {static_cast<const std::uint8_t*>(value), size});
}

Result<std::optional<RawArchive::Block>> RawArchive::read_block() {
    const void* bytes = nullptr;
    std::size_t size = 0;
    ::la_int64_t offset = 0;
    const auto answer = ::archive_read_data_block(state_->archive.get(), &bytes, &size, &offset);
    if (answer == ARCHIVE_EOF) return std::optional<Block>();
    if (answer != ARCHIVE_OK) {
        state_->can_go_on = answer > ARCHIVE_FATAL && !state_->source_error;
        return state_->failed();
    }
    return Block{static_cast<std::uint64_t>(std::max<::la_int64_t>(offset, 0)),
                 {static_cast<const std::uint8_t*>(bytes), size}};
}

Result<std::size_t> RawArchive::read(std::span<std::uint8_t> out) {
    const auto size = ::archive_read_data(state_->archive.get(), out.data(), out.size());
    if (size >= 0) return static_cast<std::size_t>(size);
    state_->can_go_on = size > ARCHIVE_FATAL && !state_->source_error;
    return state_->failed();
}

std::uint64_t RawArchive::position() const {
    return static_cast<std::uint64_t>(std::max<::la_int64_t>(::archive_read_header_position(state_->archive.get()), 0));
}

bool RawArchive::can_go_on() const { return state_->can_go_on; }
std::string RawArchive::remark() const { return state_->remark(); }

}  // namespace assay::storage
