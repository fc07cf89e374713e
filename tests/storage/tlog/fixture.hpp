// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/tlog/log.hpp"
#include "tests/support/support.hpp"

#include <atomic>

namespace assay::test {

/// A classical and a post-quantum key, as a log or a witness has them.
struct KeyPair {
    explicit KeyPair(std::uint64_t seed) : random(seed) {}
    CountingRandom random;
    crypto::PrivateKey ed25519 = crypto::PrivateKey::generate(crypto::SignatureAlgorithm::Ed25519, random);
    crypto::PrivateKey mldsa44 = crypto::PrivateKey::generate(crypto::SignatureAlgorithm::MlDsa44, random);
    crypto::HybridNoteSigner::Signers signers() const { return {ed25519, mldsa44}; }
};

inline Time at(std::int64_t seconds) { return need(Time::from_seconds(seconds)); }

/// A clock that a test moves.
class MovingClock final : public Clock {
public:
    Time now() const override { return at(seconds.load()); }
    std::atomic<std::int64_t> seconds = 1'800'000'000;
};

/// The n-th entry of any log here.
inline crypto::LeafEntry entry_of(std::uint64_t n) {
    return crypto::make_leaf_entry(bytes_of(std::to_string(n)), crypto::LeafSalt());
}

inline std::vector<crypto::LeafEntry> entries_from(std::uint64_t first, std::size_t count) {
    std::vector<crypto::LeafEntry> out;
    for (std::size_t i = 0; i < count; ++i) out.push_back(entry_of(first + i));
    return out;
}

/// One custodian's log below some folder. The keys are the same each time.
struct LogSetup {
    explicit LogSetup(const std::filesystem::path& home) : place{home / "log", home / "record"} {}

    KeyPair keys{7};
    MovingClock clock;
    crypto::LogSigner signer =
        need(crypto::LogSigner::from(need(crypto::KeyName::parse("log.example/escrow")), keys.signers()));
    storage::LogPlace place;

    std::unique_ptr<storage::Log> create() { return need(storage::Log::create(place, signer, clock)); }
    std::unique_ptr<storage::Log> open() { return need(storage::Log::open(place, signer, clock)); }
    Result<std::unique_ptr<storage::Log>> try_open() { return storage::Log::open(place, signer, clock); }
};

struct TempHome {
    TempFolder home;
};

/// The same in a temporary folder.
struct LogHome : TempHome, LogSetup {
    LogHome() : LogSetup(home.path()) {}
};

}  // namespace assay::test
