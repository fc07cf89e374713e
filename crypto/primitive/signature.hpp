// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/error.hpp"
#include "base/core/random.hpp"
#include "base/core/secret.hpp"

#include <memory>
#include <string>

namespace assay::crypto {

/// The signature algorithms we make and accept.
///
/// | algorithm | public key | signature | source |
/// |---|---|---|---|
/// | Ed25519 | 32 bytes | 64 bytes | RFC 8032, pure |
/// | EcdsaP384 | 97 bytes, uncompressed SEC 1 point | 96 bytes, r then s | FIPS 186-5, SHA-384, IEEE P1363 form |
/// | MlDsa44 | 1,312 bytes | 2,420 bytes | FIPS 204, pure, empty context |
/// | MlDsa87 | 2,592 bytes | 4,627 bytes | FIPS 204, pure, empty context |
enum class SignatureAlgorithm { Ed25519, EcdsaP384, MlDsa44, MlDsa87 };

std::string_view name_of(SignatureAlgorithm algorithm);  ///< `ed25519`, `ecdsa-p384`, `mldsa44`, `mldsa87`
/// The inverse of name_of. Errors: Unsupported.
Result<SignatureAlgorithm> parse_signature_algorithm(std::string_view name);
bool is_classical(SignatureAlgorithm algorithm);  ///< Ed25519 and ECDSA, not ML-DSA
std::size_t public_key_size(SignatureAlgorithm algorithm);
std::size_t signature_size(SignatureAlgorithm algorithm);

class BotanKey;

/// A key that checks signatures.
///
/// - The bytes have the algorithm's length and are the one encoding of a valid key: for P-384 a point on the curve; for
///   Ed25519 a point of the prime-order group, so neither of small order nor with a part of small order.
///
/// Ed25519 edge cases, one rule: over such a key a signature is right when S is below the group order and R equals the
/// canonical encoding of [S]B - [k]A byte for byte, k taken over the bytes as given (RFC 8032 section 5.1.7 without the
/// cofactor). Both libraries hold to it; they differ from others on keys that are refused when parsed.
///
/// Immutable; safe to share between threads.
class PublicKey {
public:
    /// Errors: Invalid.
    static Result<PublicKey> parse(SignatureAlgorithm algorithm, ByteView bytes);

    SignatureAlgorithm algorithm() const { return algorithm_; }
    const Bytes& bytes() const { return bytes_; }

    /// Ok when the signature is right. A classical signature is right only when OpenSSL and Botan both say so; when
    /// they differ, the error's code is `implementations-disagree`. Errors: Untrusted.
    Status verify(ByteView message, ByteView signature) const;

    friend bool operator==(const PublicKey& a, const PublicKey& b) {
        return a.algorithm_ == b.algorithm_ && a.bytes_ == b.bytes_;
    }

private:
    PublicKey(SignatureAlgorithm algorithm, Bytes bytes, std::shared_ptr<const BotanKey> botan)
        : algorithm_(algorithm), bytes_(std::move(bytes)), botan_(std::move(botan)) {}
    friend bool botan_accepts(const PublicKey& key, ByteView message, ByteView signature);

    SignatureAlgorithm algorithm_;
    Bytes bytes_;
    std::shared_ptr<const BotanKey> botan_;  ///< the same key; copies share it
};

/// A P-384 signature (r, s) is as right as (r, n - s). Whether this one has the smaller s; false for another length.
bool has_low_s(ByteView signature);
/// The one of the two that has the smaller s.
Bytes with_low_s(ByteView signature);

/// Something that signs: a key in memory here, a token behind PKCS#11 in base/token.
class Signer {
public:
    virtual ~Signer() = default;
    virtual const PublicKey& public_key() const = 0;
    /// Errors: Unavailable when the key cannot be reached.
    virtual Result<Bytes> sign(ByteView message) const = 0;
};

/// A private key in memory.
///
/// - Stored form: Ed25519 and P-384 as PKCS#8 PEM without a password, ML-DSA as its 32-byte seed in hexadecimal with a
///   newline. What `render` would write differently is not read.
/// - Signing is deterministic: Ed25519 by nature, P-384 by RFC 6979, ML-DSA by its deterministic variant. No signature
///   leaves before it has been checked.
///
/// Immutable; safe to share between threads.
class PrivateKey final : public Signer {
public:
    static PrivateKey generate(SignatureAlgorithm algorithm, Random& random);
    /// Errors: Invalid.
    static Result<PrivateKey> parse(SignatureAlgorithm algorithm, ByteView stored);
    /// From the bare secret: the 32-byte seed (RFC 8032, FIPS 204), or the 48-byte number of P-384, most significant
    /// byte first. Errors: Invalid.
    static Result<PrivateKey> from_secret(SignatureAlgorithm algorithm, SecretBytes secret);
    SecretBytes render() const;

    PrivateKey(PrivateKey&&) noexcept;
    PrivateKey& operator=(PrivateKey&&) noexcept;
    ~PrivateKey() override;

    const PublicKey& public_key() const override;
    Result<Bytes> sign(ByteView message) const override;

private:
    struct State;
    explicit PrivateKey(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace assay::crypto
