// SPDX-License-Identifier: Apache-2.0
#include "base/cell/sink.hpp"

#include <algorithm>
#include <limits>

namespace assay::cell {

namespace {

constexpr auto kUnlimited = std::numeric_limits<std::uint64_t>::max();

}  // namespace

Sink Sink::discard() { return {Kind::Discard, kUnlimited}; }
Sink Sink::keep(std::uint64_t most) { return {Kind::Keep, most}; }
Sink Sink::tail(std::uint64_t most) { return {Kind::Tail, most}; }

Sink Sink::file(Descriptor file, std::uint64_t most) {
    Sink sink(Kind::File, most);
    sink.file_ = std::move(file);
    return sink;
}

Sink Sink::lines(OnLine on_line, std::size_t line_most) {
    Sink sink(Kind::Lines, kUnlimited);
    sink.on_line_ = std::move(on_line);
    sink.line_most_ = std::max<std::size_t>(line_most, 1);
    return sink;
}

Status Sink::take(ByteView bytes) {
    const auto room = seen_ < most_ ? most_ - seen_ : 0;
    const auto first = bytes.first(static_cast<std::size_t>(std::min<std::uint64_t>(room, bytes.size())));
    seen_ += bytes.size();
    switch (kind_) {
        case Kind::Discard: break;
        case Kind::Keep: append(held_, first); break;
        case Kind::Tail:
            append(held_, bytes);
            // Twice the size, so that dropping from the front costs little for each byte.
            if (held_.size() > 2 * most_) held_.erase(held_.begin(), held_.end() - static_cast<std::ptrdiff_t>(most_));
            break;
        case Kind::File: return file_.write_all(first);
        case Kind::Lines: take_lines(text_of(bytes)); break;
    }
    return {};
}

void Sink::take_lines(std::string_view text) {
    while (!text.empty()) {
        const auto newline = text.find('\n');
        const auto piece = text.substr(0, std::min(newline, line_most_ - held_.size()));
        append(held_, piece);
        text.remove_prefix(piece.size());
        const bool line_ends = !text.empty() && text.front() == '\n';
        if (line_ends) text.remove_prefix(1);
        if (line_ends || held_.size() == line_most_) {
            on_line_(text_of(held_));
            held_.clear();
        }
    }
}

Status Sink::finish() {
    switch (kind_) {
        case Kind::Discard:
        case Kind::Keep: break;
        case Kind::Tail:
            if (held_.size() > most_) held_.erase(held_.begin(), held_.end() - static_cast<std::ptrdiff_t>(most_));
            break;
        case Kind::File:
            if (is_truncated())
                return file_.write_all(bytes_of("\n[truncated after " + std::to_string(most_) + " bytes]\n"));
            break;
        case Kind::Lines:
            if (!held_.empty()) on_line_(text_of(held_));
            held_.clear();
            break;
    }
    return {};
}

}  // namespace assay::cell
