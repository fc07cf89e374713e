// SPDX-License-Identifier: Apache-2.0
#include "base/cell/sink.hpp"

#include "base/core/text.hpp"

#include <algorithm>
#include <cerrno>
#include <limits>

#include <unistd.h>

namespace assay::cell {

namespace {

constexpr auto kUnlimited = std::numeric_limits<std::uint64_t>::max();

}  // namespace

Sink Sink::discard() { return {Kind::Discard, kUnlimited}; }
Sink Sink::keep(std::uint64_t most) { return {Kind::Keep, most}; }
Sink Sink::tail(std::uint64_t most) { return {Kind::Tail, most}; }

Sink Sink::with_out() { return {Kind::WithOut, kUnlimited}; }

Sink Sink::file(Descriptor file, std::uint64_t most) {
    Sink sink(Kind::File, most);
    sink.file_ = std::move(file);
    return sink;
}

Status Sink::take(ByteView bytes) {
    const auto room = seen_ < most_ ? most_ - seen_ : 0;
    const auto first = bytes.first(static_cast<std::size_t>(std::min<std::uint64_t>(room, bytes.size())));
    seen_ += bytes.size();
    switch (kind_) {
        case Kind::Discard:
        case Kind::WithOut: break;
        case Kind::Keep: append(held_, first); break;
        case Kind::Tail:
            append(held_, bytes);
            // Twice the size, so that dropping from the front costs little for each byte.
            if (held_.size() > 2 * most_) held_.erase(held_.begin(), held_.end() - static_cast<std::ptrdiff_t>(most_));
            break;
        case Kind::File: return file_.write_all(first);
    }
    return {};
}

/// Over the end of what is there: the file keeps its size.
Status Sink::mark_truncation() {
    const auto mark_after = [](std::uint64_t kept) {
        return "\n[truncated after " + std::to_string(kept) + " bytes]\n";
    };
    auto kept = most_;
    for (auto mark = mark_after(kept); kept + mark.size() > most_; mark = mark_after(kept)) {
        if (mark.size() > most_) return {};
        kept = most_ - mark.size();
    }
    const auto end = ::lseek(file_.number(), 0, SEEK_CUR);
    if (end < 0 || static_cast<std::uint64_t>(end) < most_)
        return fail(io_error("marking " + quote(file_.name()) + " as truncated", end < 0 ? errno : EIO));
    const auto place = static_cast<std::uint64_t>(end) - (most_ - kept);
    const auto mark = mark_after(kept);
    TRY(file_.pwrite_all(bytes_of(mark), place));
    if (::ftruncate(file_.number(), static_cast<off_t>(place + mark.size())) != 0)
        return fail(io_error("marking " + quote(file_.name()) + " as truncated", errno));
    return {};
}

Status Sink::finish() {
    switch (kind_) {
        case Kind::Discard:
        case Kind::WithOut:
        case Kind::Keep: break;
        case Kind::Tail:
            if (held_.size() > most_) held_.erase(held_.begin(), held_.end() - static_cast<std::ptrdiff_t>(most_));
            break;
        case Kind::File:
            if (is_truncated()) return mark_truncation();
            break;
    }
    return {};
}

}  // namespace assay::cell
