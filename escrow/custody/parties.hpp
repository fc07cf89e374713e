// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/http/spki.hpp"
#include "crypto/record/agreement_file.hpp"
#include "escrow/custody/cache.hpp"
#include "escrow/custody/vault.hpp"

#include <map>
#include <shared_mutex>

namespace assay::escrow {

/// Who is known to a custodian, and by which TLS key: the parties of the agreements it has taken in.
///
/// - A TLS key is one party's, as long as the data exist: a party that publishes another's key is refused.
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
    /// Errors: Refused for a key of no party, Corrupt.
    Result<std::shared_ptr<const crypto::IdentityFile>> who_shows(const http::SpkiDigest& key) const;

    /// Errors: Refused when a party's TLS key is another's here; nothing has changed then.
    Status check(const crypto::AgreementFile& agreement) const;
    /// Makes an agreement's parties known, in one step with `also`. Errors: as check.
    Status add(const crypto::AgreementFile& agreement, Changes also);

private:
    explicit Parties(Vault& vault);

    Vault& vault_;
    mutable Cache<crypto::IdentityId, crypto::IdentityFile> files_;
    std::mutex adding_;                ///< held while a party becomes known
    mutable std::shared_mutex mutex_;  ///< owns what follows; never held while something is written
    std::map<http::SpkiDigest, crypto::IdentityId> by_key_;
};

/// The TLS key an identity publishes; nothing where it has none. Errors: Invalid.
Result<std::optional<http::SpkiDigest>> tls_key_of(const crypto::Identity& identity);

}  // namespace assay::escrow
