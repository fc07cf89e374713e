// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/http/spki.hpp"
#include "crypto/record/agreement_file.hpp"
#include "escrow/custody/cache.hpp"
#include "escrow/custody/vault.hpp"

#include <map>
#include <optional>
#include <set>
#include <shared_mutex>

namespace assay::escrow {

/// Who asks: the TLS key it has shown, and the identity it says it asks as.
struct Asker {
    http::SpkiDigest key;
    std::optional<crypto::IdentityId> as;
};

/// Who is known to a custodian, and by which TLS key: the parties of the agreements it has taken in.
///
/// - An asker is a party whose identity publishes the TLS key shown. Several may publish one key: a party that was
///   given a new identity, or somebody who publishes another's key. Publishing it gives no right, so it takes none from
///   the key's holder either; the holder says as which of them it asks.
///
/// Safe to use from several threads.
class Parties {
public:
    /// The vault outlives it. Errors: Corrupt, Io.
    static Result<std::unique_ptr<Parties>> open(Vault& vault);

    /// Whether anybody shows this key. Never waits for the disk.
    bool knows(const http::SpkiDigest& key) const;
    /// The same, with the reason. Errors: Refused.
    Status check_known(const http::SpkiDigest& key) const;
    /// Errors: Refused for a key of no party, for an identity that does not publish the key shown, and where several
    /// publish it and the asker names none; Corrupt.
    Result<std::shared_ptr<const crypto::IdentityFile>> who(const Asker& asker) const;
    /// All identities that publish the key.
    std::set<crypto::IdentityId> publishers(const http::SpkiDigest& key) const;

    /// Makes an agreement's parties known, in one step with `also`. Errors: Invalid for a TLS key that is none.
    Status add(const crypto::AgreementFile& agreement, Changes also);

private:
    explicit Parties(Vault& vault);
    Result<std::shared_ptr<const crypto::IdentityFile>> file_of(const crypto::IdentityId& id) const;

    Vault& vault_;
    mutable Cache<crypto::IdentityId, crypto::IdentityFile> files_;
    std::mutex adding_;                ///< held while a party becomes known
    mutable std::shared_mutex mutex_;  ///< owns what follows; never held while something is written
    std::map<http::SpkiDigest, std::set<crypto::IdentityId>> by_key_;
};

/// The TLS key an identity publishes; nothing where it has none. Errors: Invalid.
Result<std::optional<http::SpkiDigest>> tls_key_of(const crypto::Identity& identity);

}  // namespace assay::escrow
