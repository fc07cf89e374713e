// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <set>
#include <vector>

namespace assay::escrow {

/// Lets one thread at a time work on each key. A thread that wants a taken key waits; threads with other keys do not.
template <typename Key>
class OneAtATime {
public:
    /// The keys of one thread, free again when it goes.
    class Turn {
    public:
        Turn(OneAtATime& owner, std::set<Key> keys) : owner_(owner), keys_(std::move(keys)) {}
        ~Turn() { owner_.give_back(keys_); }
        Turn(const Turn&) = delete;
        Turn& operator=(const Turn&) = delete;

    private:
        OneAtATime& owner_;
        std::set<Key> keys_;
    };

    /// Waits until all of the keys are free, and takes them together: two threads never wait for each other.
    Turn take(std::set<Key> keys) {
        std::unique_lock lock(mutex_);
        freed_.wait(lock, [&] {
            return std::none_of(keys.begin(), keys.end(), [&](const Key& key) { return taken_.contains(key); });
        });
        taken_.insert(keys.begin(), keys.end());
        return Turn(*this, std::move(keys));
    }

private:
    void give_back(const std::set<Key>& keys) {
        {
            const std::lock_guard lock(mutex_);
            for (const auto& key : keys) taken_.erase(key);
        }
        freed_.notify_all();
    }

    std::mutex mutex_;  ///< owns what follows
    std::condition_variable freed_;
    std::set<Key> taken_;
};

}  // namespace assay::escrow
