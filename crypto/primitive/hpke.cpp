// SPDX-License-Identifier: Apache-2.0
// The key schedule of RFC 9180 section 5.1 in base mode, for the one suite and the one message we use.
#include "crypto/primitive/aead.hpp"
#include "crypto/primitive/hybrid.hpp"
#include "crypto/primitive/mac.hpp"

namespace assay::crypto {

namespace {

constexpr std::uint16_t kKemMlKem768X25519 = 0x647a;
constexpr std::uint16_t kKdfHkdfSha256 = 0x0001;
constexpr std::uint16_t kAeadChaCha20Poly1305 = 0x0003;
constexpr std::uint8_t kModeBase = 0x00;

Bytes labeled(std::string_view label) {
    Bytes out = to_bytes("HPKE-v1HPKE");
    append_big_endian(out, kKemMlKem768X25519);
    append_big_endian(out, kKdfHkdfSha256);
    append_big_endian(out, kAeadChaCha20Poly1305);
    append(out, label);
    return out;
}

SecretBytes labeled_extract(ByteView salt, std::string_view label, ByteView key_material) {
    auto input = labeled(label);
    append(input, key_material);
    auto extract = hkdf_sha256_extract(input, salt);
    SecretBytes out(extract.view());
    wipe({extract.data(), Sha256::kSize});
    return out;
}

SecretBytes labeled_expand(const SecretBytes& secret, std::string_view label, ByteView context, std::uint16_t size) {
    Bytes info;
    append_big_endian(info, size);
    append(info, labeled(label));
    append(info, context);
    return hkdf_sha256_expand(secret.view(), info, size);
}

struct Keys {
    SecretBytes key;
    SecretBytes nonce;

    AeadInput input() const { return {.key = key.view(), .nonce = nonce.view(), .associated = {}}; }
};

Keys schedule(const SecretBytes& shared, std::string_view info) {
    Bytes context{kModeBase};
    append(context, labeled_extract({}, "psk_id_hash", {}).view());
    append(context, labeled_extract({}, "info_hash", bytes_of(info)).view());
    const auto secret = labeled_extract(shared.view(), "secret", {});
    return {labeled_expand(secret, "key", context, kAeadKeyBytes),
            labeled_expand(secret, "base_nonce", context, kAeadNonceBytes)};
}

}  // namespace

Result<HpkeSealed> hpke_seal(ByteView recipient_public, std::string_view info, ByteView plaintext, Random& random) {
    auto [encapsulated, shared] = TRY(hybrid_encapsulate(recipient_public, random));
    const auto keys = schedule(shared, info);
    return HpkeSealed{std::move(encapsulated), aead_seal(Aead::ChaCha20Poly1305, keys.input(), plaintext)};
}

Result<SecretBytes> hpke_open(const SecretBytes& seed, std::string_view info, ByteView encapsulated,
                              ByteView ciphertext) {
    const auto shared = TRY(hybrid_decapsulate(seed, encapsulated));
    const auto keys = schedule(shared, info);
    auto plaintext = TRY(aead_open(Aead::ChaCha20Poly1305, keys.input(), ciphertext));
    SecretBytes out(plaintext);
    wipe(plaintext);
    return out;
}

}  // namespace assay::crypto
