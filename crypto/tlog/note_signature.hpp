// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/tlog/vkey.hpp"

namespace assay::crypto {

/// One signature line of a note, as yet unverified.
///
/// - At least one byte of signature follows the key's id.
///
/// Text form: `— <name> <base64 of id and signature>`, and a newline.
class NoteSignature {
public:
    NoteSignature(const NoteKey& key, Bytes signature)
        : name_(key.name()), id_(key.id()), signature_(std::move(signature)) {}

    /// Reads one line without its newline. Errors: Invalid.
    static Result<NoteSignature> parse(std::string_view line);
    /// With its newline.
    std::string render() const;

    const KeyName& name() const { return name_; }
    const KeyId& id() const { return id_; }
    /// Without the key's id; with the time, where the type has one.
    const Bytes& signature() const { return signature_; }
    bool is_by(const NoteKey& key) const { return id_ == key.id() && name_ == key.name(); }

    friend bool operator==(const NoteSignature&, const NoteSignature&) = default;

private:
    NoteSignature(KeyName name, KeyId id, Bytes signature)
        : name_(std::move(name)), id_(id), signature_(std::move(signature)) {}
    KeyName name_;
    KeyId id_;
    Bytes signature_;
};

constexpr std::size_t kSignatureLinesMax = 64;

/// Reads one to kSignatureLinesMax lines, each with its newline, and nothing else: the end of a note, a witness's
/// answer. Errors: Invalid (says which line), Limit.
Result<std::vector<NoteSignature>> parse_signature_lines(std::string_view text);
std::string render_signature_lines(const std::vector<NoteSignature>& signatures);

}  // namespace assay::crypto
