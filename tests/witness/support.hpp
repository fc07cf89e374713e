// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/tlog/merkle_proof.hpp"
#include "tests/support/support.hpp"
#include "witness/core/witness.hpp"

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

class MovingClock final : public Clock {
public:
    Time now() const override { return need(Time::from_seconds(seconds.load())); }
    std::atomic<std::int64_t> seconds = 1'800'000'000;
};

/// A log in memory, each leaf the text of its number; a second tree has other leaves from some
/// leaf on.
class SmallLog {
public:
    explicit SmallLog(const std::string& origin, std::uint64_t seed = 7)
        : keys(seed), signer(need(crypto::LogSigner::from(need(crypto::KeyName::parse(origin)), keys.signers()))) {}

    KeyPair keys;
    crypto::LogSigner signer;
    std::uint64_t forked_at = UINT64_MAX;

    witness::WatchedLog watched() const {
        return {need(crypto::Origin::parse(signer.name().text())), {signer.ed25519_key(), signer.mldsa44_key()}};
    }
    crypto::TreeHead head(std::uint64_t size) const {
        Leaves leaves(*this);
        const auto tree_size = need(crypto::TreeSize::from(size));
        return {tree_size, need(crypto::tree_root(leaves, tree_size))};
    }
    crypto::Note checkpoint(std::uint64_t size) const {
        const crypto::Checkpoint text(watched().origin, head(size));
        return need(signer.sign_checkpoint(text, need(Time::from_seconds(1'700'000'000))));
    }
    crypto::AddCheckpoint request(std::uint64_t older, std::uint64_t size) const {
        crypto::AddCheckpoint out{
            .old_size = need(crypto::TreeSize::from(older)), .proof = {}, .note = checkpoint(size)};
        Leaves leaves(*this);
        if (older > 0 && older <= size)
            out.proof = need(crypto::prove_consistency(leaves, out.old_size, need(crypto::TreeSize::from(size))));
        return out;
    }

private:
    class Leaves final : public crypto::HashReader {
    public:
        explicit Leaves(const SmallLog& log) : log_(log) {}
        Result<crypto::MerkleHash> hash(crypto::NodeId node) override { return of(node); }

    private:
        crypto::MerkleHash of(crypto::NodeId node) const {
            if (node.level > 0)
                return crypto::node_hash(of({node.level - 1, 2 * node.index}),
                                         of({node.level - 1, 2 * node.index + 1}));
            const auto text = (node.index >= log_.forked_at ? "other " : "") + std::to_string(node.index);
            return crypto::leaf_hash(bytes_of(text));
        }
        const SmallLog& log_;
    };
};

/// A witness in a temporary folder.
struct WitnessHome {
    TempFolder home;
    KeyPair keys{40};
    MovingClock clock;
    crypto::WitnessSigner signer =
        need(crypto::WitnessSigner::from(need(crypto::KeyName::parse("witness.example/w1")), keys.signers()));

    std::int64_t expires = Time::kMax;
    witness::CountsAt counts_at = [this](Time time) -> Status {
        if (time.seconds() <= expires) return {};
        return fail(ErrorKind::Untrusted, "the identity of \"w1\" expired");
    };

    Result<std::unique_ptr<witness::Witness>> try_open(std::vector<witness::WatchedLog> logs) {
        return witness::Witness::open(home / "data", {signer, counts_at}, std::move(logs), clock);
    }
    std::unique_ptr<witness::Witness> open(std::vector<witness::WatchedLog> logs) {
        return need(try_open(std::move(logs)));
    }
};

inline unsigned status_of(const Result<witness::Reply>& reply) { return static_cast<unsigned>(need(reply).status); }

}  // namespace assay::test
