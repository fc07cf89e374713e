// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/tlog/log.hpp"

#include <condition_variable>
#include <deque>
#include <future>
#include <thread>

namespace assay::storage {

/// How much a sequencer takes on.
struct SequencerLimits {
    std::size_t round_leaves = Log::kAppendLeavesMax;  ///< in one round
    std::size_t waiting_leaves = 1U << 18;             ///< beyond it callers are turned away
};

/// Puts what many callers append at the same time into one round of the log, so that they share its syncs and
/// signatures: while one round is being written, the next one gathers.
///
/// - Entries of one call are together and in their order. Calls are served in the order in which they came.
class Sequencer {
public:
    /// The log outlives it, and has no other writer. Errors: Unavailable when no thread can be had.
    static Result<std::unique_ptr<Sequencer>> start(Log& log, SequencerLimits limits = {});
    /// Takes nothing more, writes what is waiting, then returns.
    ~Sequencer();
    Sequencer(const Sequencer&) = delete;
    Sequencer& operator=(const Sequencer&) = delete;

    /// Returns once the entries are in a signed tree and survive a crash. Gives the index of the first. From any
    /// thread. Errors: as Log::append; Unavailable when too many are waiting or the sequencer is ending.
    Result<crypto::LeafIndex> append(std::vector<crypto::LeafEntry> entries);

private:
    struct Call {
        std::vector<crypto::LeafEntry> entries;
        std::promise<Result<crypto::LeafIndex>> answer;
    };

    Sequencer(Log& log, SequencerLimits limits) : log_(log), limits_(limits) {}
    void run();
    std::vector<Call> gather();
    void write(std::vector<Call> calls);

    Log& log_;
    const SequencerLimits limits_;
    std::mutex mutex_;  ///< owns what follows
    std::condition_variable changed_;
    std::deque<Call> waiting_;
    std::size_t waiting_leaves_ = 0;
    bool ending_ = false;

    std::thread thread_;
};

}  // namespace assay::storage
