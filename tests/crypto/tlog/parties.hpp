// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/tlog/checkpoint_signer.hpp"
#include "tests/support/support.hpp"

namespace assay::test {

inline Time at(std::int64_t seconds) { return need(Time::from_seconds(seconds)); }

/// A log or witness of a test, with both its keys. The same number gives the same keys.
template <typename Role>
class SigningParty {
public:
    SigningParty(const std::string& name, std::uint64_t number)
        : ed25519_(generate(crypto::SignatureAlgorithm::Ed25519, number)),
          mldsa44_(generate(crypto::SignatureAlgorithm::MlDsa44, number)),
          role_(need(Role::from(need(crypto::KeyName::parse(name)), {ed25519_, mldsa44_}))) {}
    SigningParty(const SigningParty&) = delete;
    SigningParty& operator=(const SigningParty&) = delete;

    const Role* operator->() const { return &role_; }
    const Role& operator*() const { return role_; }
    const crypto::Signer& ed25519() const { return ed25519_; }
    const crypto::Signer& mldsa44() const { return mldsa44_; }

private:
    static crypto::PrivateKey generate(crypto::SignatureAlgorithm algorithm, std::uint64_t number) {
        CountingRandom random(number * 1000 + static_cast<std::uint64_t>(algorithm));
        return crypto::PrivateKey::generate(algorithm, random);
    }

    crypto::PrivateKey ed25519_;
    crypto::PrivateKey mldsa44_;
    Role role_;
};

using LogParty = SigningParty<crypto::LogSigner>;
using WitnessParty = SigningParty<crypto::WitnessSigner>;

inline crypto::Checkpoint checkpoint_of(const LogParty& log, const crypto::TreeHead& head) {
    return {need(crypto::Origin::parse(log->name().text())), head};
}

}  // namespace assay::test
