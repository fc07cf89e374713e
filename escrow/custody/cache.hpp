// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <memory>
#include <mutex>
#include <unordered_map>

namespace assay::escrow {

/// The last so many values that were put in, by key, for what takes long to read and seldom changes.
///
/// Safe to use from several threads.
template <typename Key, typename Value>
class Cache {
public:
    using Shared = std::shared_ptr<const Value>;

    explicit Cache(std::size_t most) : most_(most) {}

    /// Null when it is not there, or not any more.
    Shared find(const Key& key) const {
        const std::lock_guard lock(mutex_);
        const auto at = values_.find(key);
        return at == values_.end() ? nullptr : at->second;
    }
    /// Replaces what was there.
    Shared put(const Key& key, Value value) {
        auto shared = std::make_shared<const Value>(std::move(value));
        const std::lock_guard lock(mutex_);
        if (values_.insert_or_assign(key, shared).second) order_.push_back(key);
        if (order_.size() > most_) {
            values_.erase(order_.front());
            order_.pop_front();
        }
        return shared;
    }

    void clear() {
        const std::lock_guard lock(mutex_);
        values_.clear();
        order_.clear();
    }

private:
    const std::size_t most_;
    mutable std::mutex mutex_;  ///< owns what follows
    std::unordered_map<Key, Shared> values_;
    std::deque<Key> order_;
};

}  // namespace assay::escrow
