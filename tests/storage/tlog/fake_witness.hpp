// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/tlog/witness_request.hpp"
#include "storage/tlog/witness_channel.hpp"
#include "tests/storage/tlog/fixture.hpp"

#include <mutex>
#include <thread>

namespace assay::test {

/// A witness in memory that a test can make slow, absent or dishonest. Outlives its channels.
class FakeWitness {
public:
    FakeWitness(std::string called, std::uint64_t seed, const crypto::LogSigner& log, const Clock& clock)
        : name(std::move(called)), keys(seed), clock_(clock) {
        log_.keys = {log.ed25519_key(), log.mldsa44_key()};
        log_.head.root = crypto::empty_root();
    }

    const std::string name;
    KeyPair keys;
    crypto::WitnessSigner signer =
        need(crypto::WitnessSigner::from(need(crypto::KeyName::parse("witness.example/" + name)), keys.signers()));

    std::atomic<bool> is_down = false;
    std::atomic<int> delay_ms = 0;
    /// Answers so in place of judging, where set.
    std::optional<storage::WitnessAnswer> canned;
    std::atomic<int> requests = 0;

    storage::WitnessAnswer add_checkpoint(std::string_view body) {
        const std::lock_guard lock(mutex_);
        const auto request = need(crypto::AddCheckpoint::parse(body));
        const auto checkpoint = need(crypto::Checkpoint::parse(request.note.unverified_text()));
        const auto judgement = crypto::judge_add_checkpoint(request, checkpoint, &log_);
        if (judgement.status == crypto::WitnessStatus::Conflict)
            return {409, "text/x.tlog.size", crypto::render_size_answer(log_.head.size)};
        if (judgement.status != crypto::WitnessStatus::Cosign)
            return {static_cast<unsigned>(judgement.status), "text/plain", judgement.reason};
        log_.head = checkpoint.head();
        const auto lines = need(signer.cosign(checkpoint, clock_.now()));
        auto note = request.note;
        need(note.add(lines));
        checkpoint_ = note.render();
        return {200, "text/plain", crypto::render_signature_lines(lines)};
    }
    std::string checkpoint() {
        const std::lock_guard lock(mutex_);
        return checkpoint_;
    }
    crypto::TreeHead head() {
        const std::lock_guard lock(mutex_);
        return log_.head;
    }
    /// As if its disk had been lost.
    void forget() {
        const std::lock_guard lock(mutex_);
        log_.head = {crypto::TreeSize(0), crypto::empty_root()};
        checkpoint_.clear();
    }

    std::unique_ptr<storage::WitnessChannel> channel() { return std::make_unique<Channel>(*this); }

private:
    class Channel final : public storage::WitnessChannel {
    public:
        explicit Channel(FakeWitness& witness) : witness_(witness) {}
        const std::string& name() const override { return witness_.name; }
        Result<storage::WitnessAnswer> add_checkpoint(std::string_view body) override {
            std::this_thread::sleep_for(std::chrono::milliseconds(witness_.delay_ms.load()));
            ++witness_.requests;
            if (witness_.is_down)
                return fail(ErrorKind::Unavailable, "connecting to " + witness_.name + ": connection refused");
            if (witness_.canned) return *witness_.canned;
            return witness_.add_checkpoint(body);
        }
        Result<storage::WitnessAnswer> checkpoint(std::string_view) override {
            const auto text = witness_.checkpoint();
            if (text.empty()) return storage::WitnessAnswer{404, "text/plain", "none"};
            return storage::WitnessAnswer{200, "text/plain", text};
        }

    private:
        FakeWitness& witness_;
    };

    const Clock& clock_;
    std::mutex mutex_;  ///< owns what follows
    crypto::WitnessedLog log_;
    std::string checkpoint_;
};

}  // namespace assay::test
