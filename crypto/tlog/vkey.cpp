// SPDX-License-Identifier: Apache-2.0
#include "crypto/tlog/vkey.hpp"

#include "base/core/encoding.hpp"
#include "base/core/text.hpp"
#include "crypto/primitive/digest.hpp"
#include "crypto/tlog/note_text.hpp"

#include <algorithm>

namespace assay::crypto {

namespace {

/// All of Unicode's White_Space that is not a control character below U+0020, in UTF-8.
constexpr std::array<std::string_view, 20> kSpaces = {" ",
                                                      "\xc2\x85",
                                                      "\xc2\xa0",
                                                      "\xe1\x9a\x80",
                                                      "\xe2\x80\x80",
                                                      "\xe2\x80\x81",
                                                      "\xe2\x80\x82",
                                                      "\xe2\x80\x83",
                                                      "\xe2\x80\x84",
                                                      "\xe2\x80\x85",
                                                      "\xe2\x80\x86",
                                                      "\xe2\x80\x87",
                                                      "\xe2\x80\x88",
                                                      "\xe2\x80\x89",
                                                      "\xe2\x80\x8a",
                                                      "\xe2\x80\xa8",
                                                      "\xe2\x80\xa9",
                                                      "\xe2\x80\xaf",
                                                      "\xe2\x81\x9f",
                                                      "\xe3\x80\x80"};

bool has_space(std::string_view text) {
    return std::ranges::any_of(kSpaces, [&](auto space) { return text.find(space) != std::string_view::npos; });
}

KeyId key_id(const KeyName& name, NoteKeyType type, const PublicKey& key) {
    const auto type_byte = static_cast<std::uint8_t>(type);
    const auto digest =
        HashStream<Sha256>().update(name.text()).update("\n").update({&type_byte, 1}).update(key.bytes()).finish();
    return KeyId::copy_of(digest.view().first(KeyId::kSize));
}

Result<NoteKeyType> parse_type(std::uint8_t byte) {
    switch (byte) {
        case 0x01: return NoteKeyType::Ed25519;
        case 0x02: return fail(ErrorKind::Unsupported, "ECDSA keys (type 0x02) are not supported");
        case 0x04: return NoteKeyType::Ed25519Cosignature;
        case 0x05: return fail(ErrorKind::Unsupported, "RFC 6962 tree head keys (type 0x05) are not supported");
        case 0x06: return NoteKeyType::MlDsa44Cosignature;
        default: return fail(ErrorKind::Unsupported, "the signature type 0x" + encode_hex({&byte, 1}) + " is unknown");
    }
}

}  // namespace

Result<KeyName> KeyName::parse(std::string_view text) {
    if (text.empty()) return fail(ErrorKind::Invalid, "the key name is empty");
    if (text.find_first_of("+\n") != std::string_view::npos || has_space(text) ||
        !check_note_text(std::string(text) + "\n"))
        return fail(ErrorKind::Invalid,
                    "the key name " + quote(text) + " is not UTF-8 without spaces, control characters and plus signs");
    return KeyName(std::string(text));
}

std::string_view name_of(NoteKeyType type) {
    switch (type) {
        case NoteKeyType::Ed25519: return "Ed25519";
        case NoteKeyType::Ed25519Cosignature: return "Ed25519 cosignature";
        case NoteKeyType::MlDsa44Cosignature: return "ML-DSA-44 cosignature";
    }
    return "unknown";
}

SignatureAlgorithm algorithm_of(NoteKeyType type) {
    return type == NoteKeyType::MlDsa44Cosignature ? SignatureAlgorithm::MlDsa44 : SignatureAlgorithm::Ed25519;
}

NoteKey::NoteKey(KeyName name, NoteKeyType type, PublicKey key)
    : name_(std::move(name)), id_(key_id(name_, type, key)), type_(type), key_(std::move(key)) {}

Result<NoteKey> NoteKey::from(KeyName name, NoteKeyType type, PublicKey key) {
    if (key.algorithm() != algorithm_of(type))
        return fail(ErrorKind::Invalid, "the " + std::string(name_of(type)) + " key " + quote(name.text()) +
                                            " cannot be a key of " + std::string(name_of(key.algorithm())));
    if (type == NoteKeyType::MlDsa44Cosignature && name.text().size() > kCosignerNameBytesMax)
        return fail(ErrorKind::Limit, "the cosigner name " + quote(name.text(), 40) + " is over 255 bytes");
    return NoteKey(std::move(name), type, std::move(key));
}

Result<NoteKey> NoteKey::parse(std::string_view vkey) {
    const auto doing = "reading vkey " + quote(vkey, 80);
    const auto wrong = [&](std::string_view why) { return fail(ErrorKind::Invalid, doing + ": " + std::string(why)); };
    const auto name_end = vkey.find('+');
    const auto id_end = name_end == std::string_view::npos ? name_end : vkey.find('+', name_end + 1);
    if (id_end == std::string_view::npos) return wrong("it has not three parts");

    auto name = TRY_WITHIN(doing, KeyName::parse(vkey.substr(0, name_end)));
    const auto id = decode_hex_as<KeyId>(vkey.substr(name_end + 1, id_end - name_end - 1), "the key id");
    if (!id) return wrong(id.error().message());
    const auto material = TRY_WITHIN(doing, decode_base64(vkey.substr(id_end + 1)));
    if (material.empty()) return wrong("the key is empty");
    const auto type = TRY_WITHIN(doing, parse_type(material.front()));
    auto key = TRY_WITHIN(doing, PublicKey::parse(algorithm_of(type), ByteView(material).subspan(1)));
    auto note_key = TRY_WITHIN(doing, from(std::move(name), type, std::move(key)));
    if (note_key.id() != *id) return wrong("its id is not that of the key, " + hex(note_key.id()));
    return note_key;
}

std::string NoteKey::render() const {
    Bytes material{static_cast<std::uint8_t>(type_)};
    append(material, key_.bytes());
    return name_.text() + "+" + hex(id_) + "+" + encode_base64(material);
}

std::string NoteKey::describe() const { return quote(name_.text()) + " (" + hex(id_) + ")"; }

}  // namespace assay::crypto
