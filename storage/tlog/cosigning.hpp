// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/tlog/witness_exchange.hpp"
#include "storage/tlog/witness_sizes.hpp"

#include <chrono>
#include <condition_variable>
#include <set>
#include <thread>

namespace assay::storage {

/// How patient a log is with its witnesses.
struct CosigningTimes {
    std::chrono::milliseconds witness{5'000};  ///< how long a round waits for those who have not answered
    std::chrono::milliseconds retry{1'000};    ///< between two rounds after one without a quorum
};

/// Has a log's checkpoints cosigned, and publishes each for which the policy's quorum has been reached.
///
/// - Works in rounds: all witnesses are shown the same checkpoint, the latest at that moment, each by a thread of its
/// own;
///   the next round begins when the quorum is reached. A slow witness delays no other, and what it gives is added to
///   the published checkpoint as long as that is still the latest.
/// - Asks again until the quorum is reached; nothing is lost meanwhile, and later checkpoints contain the earlier.
/// - Only cosignatures that hold, by keys of the policy, are ever published. Where the policy asks for none, the log's
/// own
///   signatures do.
class Cosigning {
public:
    /// The log outlives it. Errors: Untrusted when the policy lists no key of this log; Conflict for two channels of
    /// one name; Corrupt when a witness is recorded to have cosigned more than the log holds; Unavailable when no
    /// thread can be had.
    static Result<std::unique_ptr<Cosigning>> start(Log& log, crypto::TlogPolicy policy,
                                                    std::vector<std::unique_ptr<WitnessChannel>> channels,
                                                    CosigningTimes times = {});
    /// Lets the calls under way return first.
    ~Cosigning();
    Cosigning(const Cosigning&) = delete;
    Cosigning& operator=(const Cosigning&) = delete;

    /// Waits until every witness has answered once, or for so long. Errors: what has stopped the log.
    Status settle(std::chrono::milliseconds longest);
    /// Whether the witnesses have confirmed the log since it was opened. To be asked before each append: a witness may
    /// know of more than a log that was put back from an older copy, and any two quorums share a witness, so that a
    /// quorum that has cosigned the tree opened with knows of nothing later. True at once where the policy asks for no
    /// witness. Errors: Unavailable, naming who is missing and why; what has stopped the log.
    Status check_confirmed() const;

    /// The published checkpoint, once it contains that leaf. Errors: Unavailable when that takes too long, naming who
    /// is missing and why; Invalid when the log has no such leaf; what has stopped the log.
    Result<std::string> wait_for_quorum(crypto::LeafIndex leaf, std::chrono::milliseconds longest);

private:
    using Instant = std::chrono::steady_clock::time_point;

    struct Witness {
        std::unique_ptr<WitnessChannel> channel;
        crypto::TreeSize size;      ///< that it cosigned last, as far as we know
        std::uint64_t round = 0;    ///< the last one it has answered
        bool has_cosigned = false;  ///< the tree of the present round
        std::string failure;        ///< of its last answer; empty after a good one and before the first
        std::thread thread;
    };

    /// One checkpoint on its way to a quorum.
    struct Round {
        std::uint64_t number;
        SignedTree tree;
        crypto::Note collected;  ///< the tree's note and the cosignatures so far
        Instant begun;
        bool has_news = true;  ///< something that was not considered for publication yet
        bool is_published = false;
    };

    Cosigning(Log& log, crypto::TlogPolicy policy, CosigningTimes times)
        : log_(log), policy_(std::move(policy)), times_(times) {}
    void adopt_published();
    void begin_round(const SignedTree& tree);
    void ask(Witness& witness);
    void merge(const SignedTree& tree, const std::vector<crypto::NoteSignature>& lines);
    void note_confirmation(const std::vector<crypto::NoteSignature>& lines);
    void coordinate();
    void consider(std::unique_lock<std::mutex>& lock);
    bool save_sizes(std::unique_lock<std::mutex>& lock);
    bool all_answered() const;
    std::string who_is_missing() const;
    std::optional<Error> failure() const;

    Log& log_;
    const crypto::TlogPolicy policy_;
    const CosigningTimes times_;

    mutable std::mutex mutex_;  ///< owns what follows
    std::condition_variable changed_;
    std::vector<std::unique_ptr<Witness>> witnesses_;
    std::optional<Round> round_;
    std::optional<SignedTree> published_;  ///< with the quorum
    WitnessSizes saved_sizes_;
    std::set<std::string> confirming_;  ///< who has cosigned since the start
    bool is_confirmed_ = false;         ///< they are a quorum
    bool ending_ = false;

    std::thread coordinator_;
};

}  // namespace assay::storage
