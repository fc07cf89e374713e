// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/error.hpp"
#include "base/core/random.hpp"
#include "base/core/secret.hpp"

namespace assay::crypto {

/// Hybrid is `mlkem768x25519`. X25519 is there to read others' files.
enum class AgeKind { Hybrid, X25519 };

/// Whom an age file is sealed to.
///
/// - Hybrid: 1,216 bytes, a valid key. X25519: 32 bytes.
/// - Text form: Bech32 in lower case, `age1pq1…` or `age1…`; no other text is read as the same key.
class AgeRecipient {
public:
    /// Errors: Invalid, Unsupported for tagged and plugin recipients.
    static Result<AgeRecipient> parse(std::string_view text);
    std::string render() const;

    AgeKind kind() const { return kind_; }
    const Bytes& bytes() const { return bytes_; }

    friend bool operator==(const AgeRecipient&, const AgeRecipient&) = default;

private:
    friend class AgeIdentity;
    AgeRecipient(AgeKind kind, Bytes bytes) : kind_(kind), bytes_(std::move(bytes)) {}
    AgeKind kind_;
    Bytes bytes_;
};

/// The secret that opens what is sealed to its recipient: 32 bytes.
///
/// - Stored form: one line with its newline, Bech32 in upper case, `AGE-SECRET-KEY-PQ-1…` or `AGE-SECRET-KEY-1…`.
class AgeIdentity {
public:
    /// Always hybrid.
    static AgeIdentity generate(Random& random);
    /// Errors: Invalid, Unsupported for plugin identities. No message quotes the input.
    static Result<AgeIdentity> parse(ByteView stored);
    SecretBytes render() const;

    AgeKind kind() const { return kind_; }
    const SecretBytes& secret() const { return secret_; }
    AgeRecipient recipient() const;

private:
    AgeIdentity(AgeKind kind, SecretBytes secret) : kind_(kind), secret_(std::move(secret)) {}
    AgeKind kind_;
    SecretBytes secret_;
};

}  // namespace assay::crypto
