// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/time.hpp"
#include "crypto/tlog/note_signature.hpp"

#include <optional>
#include <span>

namespace assay::crypto {

constexpr std::size_t kNoteBytesMax = 1U << 20;

/// A note opened with the keys somebody trusts.
///
/// - `text` was signed by each key under `verified`, of which there is at least one, and each key is there once.
struct OpenedNote {
    /// A key that signed, once however many lines it has.
    struct Verified {
        std::size_t key;           ///< which of the keys the note was opened with
        std::optional<Time> time;  ///< the earliest of its cosignatures' times; none where there is no time
    };
    std::string text;
    std::vector<Verified> verified;      ///< in the order of the lines
    std::vector<NoteSignature> ignored;  ///< of keys not asked for
};

/// A text with signature lines under it.
///
/// - UTF-8 without control characters but newlines. The text ends in a newline and may have empty lines.
/// - One to kSignatureLinesMax signature lines; at most kNoteBytesMax bytes in all.
///
/// Text form: the text, an empty line, the signature lines. Source: C2SP signed-note.
class Note {
public:
    /// Reads the text form exactly: `parse(n.render())` gives `n` back. Errors: Invalid, Limit.
    static Result<Note> parse(std::string_view note);
    /// Errors: Invalid when the text is no note's or nothing signs it, Limit.
    static Result<Note> from(std::string text, std::vector<NoteSignature> signatures);
    std::string render() const;

    /// What anybody may have written: nothing to rely on before `open`.
    const std::string& unverified_text() const { return text_; }
    const std::vector<NoteSignature>& signatures() const { return signatures_; }

    /// Appends lines, leaving out those that are there already. Errors: Limit.
    Status add(const std::vector<NoteSignature>& signatures);

    /// Verifies every line whose name and id are those of a key in `keys`. One bad signature of a known key sinks the
    /// note. Errors: Untrusted for that and when no known key has signed; Invalid when two keys have name and id in
    /// common. Source: C2SP signed-note, "Signatures".
    Result<OpenedNote> open(std::span<const NoteKey> keys) const;

    friend bool operator==(const Note&, const Note&) = default;

private:
    Note(std::string text, std::vector<NoteSignature> signatures)
        : text_(std::move(text)), signatures_(std::move(signatures)) {}
    Status check_limits() const;

    std::string text_;
    std::vector<NoteSignature> signatures_;
};

}  // namespace assay::crypto
