// SPDX-License-Identifier: Apache-2.0
#include "crypto/tlog/note.hpp"

#include "base/core/text.hpp"
#include "crypto/tlog/cosignature.hpp"
#include "crypto/tlog/note_text.hpp"

#include <algorithm>

namespace assay::crypto {

namespace {

Status check_distinct(std::span<const NoteKey> keys) {
    for (std::size_t i = 0; i < keys.size(); ++i)
        for (std::size_t j = 0; j < i; ++j)
            if (keys[i].id() == keys[j].id() && keys[i].name() == keys[j].name())
                return fail(ErrorKind::Invalid, "the key " + keys[i].describe() + " is given twice");
    return {};
}

/// Of two times in cosignatures by one key the earlier one: by then it had seen the tree.
std::optional<Time> earlier(std::optional<Time> a, std::optional<Time> b) {
    return a && b ? std::min(*a, *b) : a ? a : b;
}

}  // namespace

Result<Note> Note::parse(std::string_view note) {
    constexpr std::string_view kDoing = "reading note";
    if (note.size() > kNoteBytesMax)
        return fail(ErrorKind::Limit, "reading note: " + human_bytes(note.size()) + " is over 1 MiB");
    TRY_WITHIN(kDoing, check_note_text(note));
    // The last empty line, for the text may have some of its own.
    const auto end = note.rfind("\n\n");
    if (end == std::string_view::npos)
        return fail(ErrorKind::Invalid, "reading note: no empty line parts text and signatures");
    auto signatures = TRY_WITHIN(kDoing, parse_signature_lines(note.substr(end + 2)));
    return Note(std::string(note.substr(0, end + 1)), std::move(signatures));
}

Result<Note> Note::from(std::string text, std::vector<NoteSignature> signatures) {
    TRY_WITHIN("making a note", check_note_text(text));
    if (signatures.empty()) return fail(ErrorKind::Invalid, "making a note: nothing signs it");
    Note note(std::move(text), std::move(signatures));
    TRY(note.check_limits());
    return note;
}

std::string Note::render() const { return text_ + "\n" + render_signature_lines(signatures_); }

Status Note::add(const std::vector<NoteSignature>& signatures) {
    auto grown = *this;
    for (const auto& line : signatures)
        if (std::ranges::find(grown.signatures_, line) == grown.signatures_.end()) grown.signatures_.push_back(line);
    TRY(grown.check_limits());
    *this = std::move(grown);
    return {};
}

Status Note::check_limits() const {
    if (signatures_.size() > kSignatureLinesMax)
        return fail(ErrorKind::Limit, "making a note: " + std::to_string(signatures_.size()) +
                                          " signature lines are more than " + std::to_string(kSignatureLinesMax));
    if (render().size() > kNoteBytesMax) return fail(ErrorKind::Limit, "making a note: it is over 1 MiB");
    return {};
}

Result<OpenedNote> Note::open(std::span<const NoteKey> keys) const {
    constexpr std::string_view kDoing = "opening note";
    TRY_WITHIN(kDoing, check_distinct(keys));
    OpenedNote opened{.text = text_, .verified = {}, .ignored = {}};
    for (const auto& line : signatures_) {
        const auto known = std::ranges::find_if(keys, [&](const NoteKey& key) { return line.is_by(key); });
        if (known == keys.end()) {
            opened.ignored.push_back(line);
            continue;
        }
        const auto time = TRY_WITHIN(kDoing, verify_note_signature(*known, text_, line.signature()));
        const auto key = static_cast<std::size_t>(known - keys.begin());
        const auto seen = std::ranges::find(opened.verified, key, &OpenedNote::Verified::key);
        if (seen == opened.verified.end())
            opened.verified.push_back({key, time});
        else
            seen->time = earlier(seen->time, time);
    }
    if (opened.verified.empty()) return fail(ErrorKind::Untrusted, "opening note: no known key has signed it");
    return opened;
}

}  // namespace assay::crypto
