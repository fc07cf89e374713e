// SPDX-License-Identifier: Apache-2.0
#include "crypto/age/age.hpp"

#include "base/core/text.hpp"
#include "crypto/age/header.hpp"
#include "crypto/age/stanza.hpp"
#include "crypto/age/stream.hpp"
#include "crypto/primitive/aead.hpp"
#include "crypto/primitive/mac.hpp"

#include <algorithm>

namespace assay::crypto {

namespace {

constexpr std::size_t kNonceBytes = 16;
constexpr std::size_t kPayloadBytesMax =
    kNonceBytes + kAgePlaintextBytesMax + (kAgePlaintextBytesMax / kAgeChunkBytes) * kAeadTagBytes;

Sha256 header_mac(const SecretBytes& file_key, ByteView header) {
    return hmac_sha256(hkdf_sha256(file_key.view(), {}, "header").view(), header);
}

SecretBytes payload_key(const SecretBytes& file_key, ByteView nonce) {
    return hkdf_sha256(file_key.view(), nonce, "payload");
}

/// A passphrase stanza must be the only one (age, "scrypt recipient stanza").
Status refuse_passphrase(const AgeHeader& header) {
    if (std::ranges::none_of(header.stanzas, [](const auto& stanza) { return stanza.type() == "scrypt"; })) return {};
    if (header.stanzas.size() > 1)
        return fail(ErrorKind::Invalid, "reading age file: a passphrase stanza beside another stanza");
    return fail(ErrorKind::Unsupported, "reading age file: files sealed with a passphrase are not supported");
}

Result<SecretBytes> find_file_key(std::span<const AgeIdentity> identities, const AgeHeader& header) {
    for (const auto& identity : identities)
        if (auto file_key = TRY(unwrap_file_key(identity, header.stanzas))) return std::move(*file_key);
    return fail(ErrorKind::Refused, "opening age file: it is sealed to somebody else, not to " +
                                        count_of(identities.size(), "identity", "identities") + " given");
}

}  // namespace

Result<Bytes> age_seal(const AgeRecipient& recipient, ByteView plaintext, Random& random) {
    if (plaintext.size() > kAgePlaintextBytesMax)
        return fail(ErrorKind::Limit, "sealing: " + count_of(plaintext.size(), "byte") + ", at most " +
                                          std::to_string(kAgePlaintextBytesMax));
    const auto file_key = random.secret(kAgeFileKeyBytes);
    const auto header = render_age_header(TRY(wrap_file_key(recipient, file_key, random)));
    auto out = to_bytes(header);
    append(out, render_age_mac(header_mac(file_key, bytes_of(header))));
    Bytes nonce(kNonceBytes);
    random.fill(nonce);
    append(out, nonce);
    append(out, seal_age_stream(payload_key(file_key, nonce), plaintext));
    return out;
}

Status check_age_form(ByteView file) {
    const auto header = TRY(AgeHeader::parse(file));
    TRY(refuse_passphrase(header));
    if (header.stanzas.size() != 1)
        return fail(ErrorKind::Invalid,
                    "reading age file: " + count_of(header.stanzas.size(), "stanza") + ", expected 1");
    TRY(check_hybrid_stanza(header.stanzas.front()));
    const auto payload_bytes = file.size() - header.size;
    if (payload_bytes > kPayloadBytesMax)
        return fail(ErrorKind::Limit,
                    "reading age file: a payload of more than " + std::to_string(kAgePlaintextBytesMax) + " bytes");
    if (payload_bytes < kNonceBytes + kAeadTagBytes)
        return fail(ErrorKind::Invalid, "reading age file: the payload is cut short");
    return {};
}

Result<SecretBytes> age_open(std::span<const AgeIdentity> identities, ByteView file) {
    const auto header = TRY(AgeHeader::parse(file));
    TRY(refuse_passphrase(header));
    const auto payload = file.subspan(header.size);
    if (payload.size() > kPayloadBytesMax)
        return fail(ErrorKind::Limit,
                    "opening age file: a payload of more than " + std::to_string(kAgePlaintextBytesMax) + " bytes");
    const auto file_key = TRY(find_file_key(identities, header));
    const auto mac = header_mac(file_key, file.first(header.mac_covers));
    if (!equal_in_constant_time(mac.view(), header.mac.view()))
        return fail(ErrorKind::Untrusted, "opening age file: the header's MAC does not fit");
    if (payload.size() < kNonceBytes)
        return fail(ErrorKind::Invalid, "reading age file: the payload ends within its nonce");
    const auto key = payload_key(file_key, payload.first(kNonceBytes));
    return open_age_stream(key, payload.subspan(kNonceBytes));
}

Result<SecretBytes> age_open(const AgeIdentity& identity, ByteView file) { return age_open({&identity, 1}, file); }

}  // namespace assay::crypto
