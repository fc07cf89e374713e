// SPDX-License-Identifier: Apache-2.0
// Jobs done by a few threads, the one that hands them out among them. Private to storage/index.
#pragma once

#include "base/core/error.hpp"

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace assay::storage {

/// A bounded queue of jobs.
///
/// - `submit` and `finish` belong to one thread, which does jobs itself while the queue is full.
/// - After a job has failed no further one is begun; its error is what `submit` and `finish` return.
class WorkQueue {
public:
    using Job = std::move_only_function<Status()>;

    /// `helpers` threads beside the caller's; jobs that wait hold at most `bytes_max`, or are one.
    WorkQueue(unsigned helpers, std::size_t bytes_max);
    /// Drops what has not begun and waits for what has.
    ~WorkQueue();
    WorkQueue(const WorkQueue&) = delete;
    WorkQueue& operator=(const WorkQueue&) = delete;

    /// `bytes` is what the job holds in memory.
    Status submit(std::size_t bytes, Job job);
    /// Returns when all jobs are done, or none goes on.
    Status finish();

private:
    struct Waiting {
        std::size_t bytes;
        Job job;
    };
    using Lock = std::unique_lock<std::mutex>;

    void help();
    /// Takes one job and does it, without the lock.
    void do_one(Lock& lock);
    Status outcome() const;

    const std::size_t bytes_max_;
    std::mutex mutex_;  ///< owns all below but the threads
    std::condition_variable changed_;
    std::deque<Waiting> waiting_;
    std::size_t waiting_bytes_ = 0;
    std::size_t running_ = 0;
    bool closing_ = false;
    std::optional<Error> failure_;
    std::vector<std::jthread> helpers_;
};

}  // namespace assay::storage
