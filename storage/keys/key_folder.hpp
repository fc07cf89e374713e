// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/random.hpp"
#include "base/files/folder.hpp"
#include "crypto/age/age.hpp"
#include "crypto/statement/identity_file.hpp"

#include <memory>

namespace assay::storage {

/// Signs statements as one party, with private keys held in memory for as long as it lives.
class PartySigner {
public:
    PartySigner(crypto::IdentityId id, std::string classical_name, crypto::PrivateKey classical,
                std::string post_quantum_name, crypto::PrivateKey post_quantum);
    /// For sign_payload and add_signature; valid as long as this object.
    crypto::StatementSigner view() const;

private:
    crypto::IdentityId id_;
    std::string classical_name_, post_quantum_name_;
    std::unique_ptr<crypto::PrivateKey> classical_, post_quantum_;
};

/// What to make a new party of.
struct NewParty {
    std::string name;
    crypto::Role role;
    crypto::Validity validity;
    crypto::SignatureAlgorithm classical = crypto::SignatureAlgorithm::Ed25519;
    SecretBytes tls_pem;    ///< a private TLS key as PEM; empty where the role speaks no HTTP
    Bytes tls_spki_sha256;  ///< of its public half
};

/// A party's key folder: `identity.json`, and private keys only their owner can read. Page:
/// crypto/statement/identity.md.
///
/// - The identity in it opens. A private key read from it belongs to the public key the identity names.
class KeyFolder {
public:
    /// Errors: NotFound, Invalid, Untrusted; Refused when others may read or write the folder, or later a key in it
    /// (checked on reading each).
    static Result<KeyFolder> open(const std::filesystem::path& path);

    /// Makes keys by role, signs the identity and writes all files. Errors: Conflict when the folder has an identity.
    static Result<KeyFolder> create(const std::filesystem::path& path, NewParty party, Random& random);

    /// Makes a folder with the identity and its TLS key alone: what a carrier needs to ask a custodian as this party.
    /// It signs nothing and opens nothing. Errors: NotFound without a TLS key; Conflict when the folder has an
    /// identity.
    Result<KeyFolder> make_carrier(const std::filesystem::path& path) const;

    const crypto::IdentityFile& file() const { return file_; }
    const crypto::Identity& identity() const { return file_.identity(); }

    /// Both signing keys. Errors: as key.
    Result<PartySigner> signer() const;
    /// The private half of a signature key of the identity, by name. Errors: NotFound, Untrusted when it is another's.
    Result<crypto::PrivateKey> key(std::string_view name) const;
    /// What opens files sealed to this party. Errors: NotFound, Invalid, Untrusted when it is another's.
    Result<crypto::AgeIdentity> seal_identity() const;
    /// The private TLS key as PEM. Errors: NotFound.
    Result<SecretBytes> tls_pem() const;
    /// A vendor's secret for deduplication; nothing where there is none.
    Result<std::optional<SecretBytes>> dedup_secret() const;

    /// Adds an endorsement to identity.json.
    Status add_endorsement(crypto::Endorsed endorsement);

private:
    KeyFolder(Folder folder, crypto::IdentityFile file) : folder_(std::move(folder)), file_(std::move(file)) {}
    Folder folder_;
    crypto::IdentityFile file_;
};

}  // namespace assay::storage
