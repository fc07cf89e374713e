// SPDX-License-Identifier: Apache-2.0
#include "crypto/age/stanza.hpp"

#include "base/core/encoding.hpp"
#include "base/core/text.hpp"
#include "crypto/primitive/aead.hpp"
#include "crypto/primitive/kem.hpp"
#include "crypto/primitive/mac.hpp"

#include <array>

namespace assay::crypto {

namespace {

constexpr std::string_view kHybridType = "mlkem768x25519";
constexpr std::string_view kHybridInfo = "age-encryption.org/mlkem768x25519";
constexpr std::string_view kX25519Type = "X25519";
constexpr std::string_view kX25519Info = "age-encryption.org/v1/X25519";
constexpr std::size_t kBodyBytes = kAgeFileKeyBytes + kAeadTagBytes;

/// The second argument, in `size` bytes. The body's size is checked before it is opened: a longer one could be made to
/// open under many keys.
Result<Bytes> share_of(const AgeStanza& stanza, std::size_t size) {
    const auto wrong = [&](const std::string& how) {
        return fail(ErrorKind::Invalid, "reading age file: " + std::string(stanza.type()) + " stanza: " + how);
    };
    if (stanza.arguments.size() != 2) return wrong(count_of(stanza.arguments.size(), "argument") + ", expected 2");
    auto share = decode_base64_unpadded(stanza.arguments[1]);
    if (!share) return wrong("its share: " + share.error().message());
    if (share->size() != size)
        return wrong("a share of " + count_of(share->size(), "byte") + ", expected " + std::to_string(size));
    if (stanza.body.size() != kBodyBytes)
        return wrong("a body of " + count_of(stanza.body.size(), "byte") + ", expected " + std::to_string(kBodyBytes));
    return std::move(*share);
}

Result<SecretBytes> unwrap_hybrid(const SecretBytes& seed, const AgeStanza& stanza) {
    const auto encapsulated = TRY(share_of(stanza, kHybridEncapsulatedBytes));
    return hpke_open(seed, kHybridInfo, encapsulated, stanza.body);
}

Result<SecretBytes> unwrap_x25519(const SecretBytes& secret, const AgeStanza& stanza) {
    const auto ephemeral = TRY(share_of(stanza, kX25519Bytes));
    const auto shared = TRY_WITHIN("reading age file: X25519 stanza", x25519_shared(secret, ephemeral));
    auto salt = ephemeral;
    append(salt, x25519_public(secret));
    const auto key = hkdf_sha256(shared.view(), salt, kX25519Info);
    constexpr std::array<std::uint8_t, kAeadNonceBytes> kNonce{};
    auto file_key = TRY(aead_open(Aead::ChaCha20Poly1305, {key.view(), kNonce, {}}, stanza.body));
    SecretBytes out(file_key);
    wipe(file_key);
    return out;
}

}  // namespace

Result<AgeStanza> wrap_file_key(const AgeRecipient& recipient, const SecretBytes& file_key, Random& random) {
    if (recipient.kind() != AgeKind::Hybrid)
        return fail(ErrorKind::Refused, "sealing to " + quote(recipient.render()) +
                                            ": an X25519 recipient does not hold against quantum computers, an age1pq "
                                            "recipient is needed");
    auto sealed = TRY(hpke_seal(recipient.bytes(), kHybridInfo, file_key.view(), random));
    return AgeStanza{{std::string(kHybridType), encode_base64_unpadded(sealed.encapsulated)},
                     std::move(sealed.ciphertext)};
}

Status check_hybrid_stanza(const AgeStanza& stanza) {
    if (stanza.type() != kHybridType)
        return fail(ErrorKind::Unsupported, "reading age file: a stanza of type " + quote(stanza.type()) +
                                                ", expected " + std::string(kHybridType));
    TRY(share_of(stanza, kHybridEncapsulatedBytes));
    return {};
}

Result<std::optional<SecretBytes>> unwrap_file_key(const AgeIdentity& identity, const std::vector<AgeStanza>& stanzas) {
    const bool hybrid = identity.kind() == AgeKind::Hybrid;
    for (const auto& stanza : stanzas) {
        if (stanza.type() != (hybrid ? kHybridType : kX25519Type)) continue;
        auto file_key = hybrid ? unwrap_hybrid(identity.secret(), stanza) : unwrap_x25519(identity.secret(), stanza);
        if (file_key) return std::move(*file_key);
        if (file_key.error().kind() != ErrorKind::Untrusted) return fail(std::move(file_key).error());
    }
    return std::nullopt;
}

}  // namespace assay::crypto
