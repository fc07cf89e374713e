// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/primitive/signature.hpp"

namespace assay::crypto {

/// Under what a key signs notes; also a log's origin where the log signs by that name.
///
/// - Non-empty UTF-8 without Unicode spaces, control characters or plus signs.
///
/// Source: C2SP signed-note, "Format".
class KeyName {
public:
    /// Errors: Invalid.
    static Result<KeyName> parse(std::string_view text);
    const std::string& text() const { return text_; }

    friend auto operator<=>(const KeyName&, const KeyName&) = default;

private:
    explicit KeyName(std::string text) : text_(std::move(text)) {}
    std::string text_;
};

/// Short identifier of a key; with the name it selects a key, and proves nothing.
using KeyId = FixedBytes<4, struct KeyIdTag>;

/// How a key signs. Source: C2SP signed-note, "Signature types"; C2SP tlog-cosignature.
enum class NoteKeyType : std::uint8_t {
    Ed25519 = 0x01,             ///< over the note's text
    Ed25519Cosignature = 0x04,  ///< over a time and the text
    MlDsa44Cosignature = 0x06,  ///< over a time, the signer's name, origin, size and root
};

std::string_view name_of(NoteKeyType type);
SignatureAlgorithm algorithm_of(NoteKeyType type);

/// The public key of someone who signs notes, with the name and the way in which it does.
///
/// - The key is of the type's algorithm; its id follows from name, type and key.
/// - Names of MlDsa44Cosignature keys have at most kCosignerNameBytesMax bytes.
///
/// Text form, a "vkey": `<name>+<id, 8 hexadecimal digits>+<base64 of type byte and key>`.
class NoteKey {
public:
    /// Errors: Invalid when the key is not of the type's algorithm, Limit when the name is too long.
    static Result<NoteKey> from(KeyName name, NoteKeyType type, PublicKey key);
    /// Errors: Invalid, also when the id is not the key's; Limit; Unsupported for other signature types, by name.
    static Result<NoteKey> parse(std::string_view vkey);
    std::string render() const;

    const KeyName& name() const { return name_; }
    const KeyId& id() const { return id_; }
    NoteKeyType type() const { return type_; }
    const PublicKey& key() const { return key_; }
    /// `"name" (c74f20a3)`, for messages.
    std::string describe() const;

    friend bool operator==(const NoteKey&, const NoteKey&) = default;

private:
    NoteKey(KeyName name, NoteKeyType type, PublicKey key);
    KeyName name_;
    KeyId id_;
    NoteKeyType type_;
    PublicKey key_;
};

constexpr std::size_t kCosignerNameBytesMax = 255;

}  // namespace assay::crypto
