// SPDX-License-Identifier: Apache-2.0
#include "storage/index/work_queue.hpp"

#include <system_error>

namespace assay::storage {

WorkQueue::WorkQueue(unsigned helpers, std::size_t bytes_max) : bytes_max_(bytes_max) {
    try {
        for (unsigned i = 0; i < helpers; ++i) helpers_.emplace_back([this] { help(); });
    } catch (const std::system_error&) {
        // Fewer threads than asked for do the same work; none at all leaves it to the caller's.
    }
}

WorkQueue::~WorkQueue() {
    {
        const Lock lock(mutex_);
        waiting_.clear();
        closing_ = true;
    }
    changed_.notify_all();
}

Status WorkQueue::submit(std::size_t bytes, Job job) {
    Lock lock(mutex_);
    while (!failure_ && !waiting_.empty() && waiting_bytes_ + bytes > bytes_max_) do_one(lock);
    if (failure_) return outcome();
    waiting_.push_back({bytes, std::move(job)});
    waiting_bytes_ += bytes;
    lock.unlock();
    changed_.notify_one();
    return {};
}

Status WorkQueue::finish() {
    Lock lock(mutex_);
    while (!waiting_.empty()) do_one(lock);
    changed_.wait(lock, [this] { return running_ == 0; });
    return outcome();
}

void WorkQueue::help() {
    Lock lock(mutex_);
    for (;;) {
        changed_.wait(lock, [this] { return closing_ || !waiting_.empty(); });
        if (waiting_.empty()) return;
        do_one(lock);
    }
}

void WorkQueue::do_one(Lock& lock) {
    auto next = std::move(waiting_.front());
    waiting_.pop_front();
    waiting_bytes_ -= next.bytes;
    if (failure_) return;
    ++running_;
    lock.unlock();
    auto status = next.job();
    next.job = nullptr;
    lock.lock();
    --running_;
    if (!status && !failure_) failure_ = std::move(status).error();
    if (running_ == 0) changed_.notify_all();
}

Status WorkQueue::outcome() const {
    if (failure_) return fail(*failure_);
    return {};
}

}  // namespace assay::storage
