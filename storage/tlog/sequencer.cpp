// SPDX-License-Identifier: Apache-2.0
#include "storage/tlog/sequencer.hpp"

#include "base/core/text.hpp"

#include <algorithm>
#include <system_error>

namespace assay::storage {

using crypto::LeafEntry;
using crypto::LeafIndex;

Result<std::unique_ptr<Sequencer>> Sequencer::start(Log& log, SequencerLimits limits) {
    limits.round_leaves = std::clamp<std::size_t>(limits.round_leaves, 1, Log::kAppendLeavesMax);
    std::unique_ptr<Sequencer> out(new Sequencer(log, limits));
    try {
        out->thread_ = std::thread([sequencer = out.get()] { sequencer->run(); });
    } catch (const std::system_error& error) {
        return fail(ErrorKind::Unavailable, std::string("starting the sequencer's thread: ") + error.code().message());
    }
    return out;
}

Sequencer::~Sequencer() {
    {
        const std::lock_guard lock(mutex_);
        ending_ = true;
    }
    changed_.notify_all();
    if (thread_.joinable()) thread_.join();
}

Result<LeafIndex> Sequencer::append(std::vector<LeafEntry> entries) {
    const auto doing = "appending to log " + quote(log_.origin());
    if (entries.empty()) return fail(ErrorKind::Invalid, doing + ": there is no entry");
    if (entries.size() > limits_.round_leaves)
        return fail(ErrorKind::Limit, doing + ": " + std::to_string(entries.size()) + " entries are more than " +
                                          std::to_string(limits_.round_leaves));
    std::future<Result<LeafIndex>> answer;
    {
        const std::lock_guard lock(mutex_);
        if (ending_) return fail(ErrorKind::Unavailable, doing + ": it is being closed");
        if (waiting_leaves_ + entries.size() > limits_.waiting_leaves)
            return fail(ErrorKind::Unavailable,
                        doing + ": " + count_of(waiting_leaves_, "entry is", "entries are") + " waiting already");
        waiting_leaves_ += entries.size();
        waiting_.push_back({std::move(entries), {}});
        answer = waiting_.back().answer.get_future();
    }
    changed_.notify_all();
    return answer.get();
}

void Sequencer::run() {
    for (;;) {
        auto calls = gather();
        if (calls.empty()) return;
        write(std::move(calls));
    }
}

/// What is waiting, as far as it fits into one round; nothing at the end.
std::vector<Sequencer::Call> Sequencer::gather() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return ending_ || !waiting_.empty(); });
    std::vector<Call> calls;
    std::size_t leaves = 0;
    while (!waiting_.empty() && leaves + waiting_.front().entries.size() <= limits_.round_leaves) {
        leaves += waiting_.front().entries.size();
        calls.push_back(std::move(waiting_.front()));
        waiting_.pop_front();
    }
    waiting_leaves_ -= leaves;
    return calls;
}

void Sequencer::write(std::vector<Call> calls) {
    std::vector<LeafEntry> entries;
    for (const auto& call : calls) entries.insert(entries.end(), call.entries.begin(), call.entries.end());
    const auto first = log_.append(entries);
    std::uint64_t before = 0;
    for (auto& call : calls) {
        call.answer.set_value(first ? LeafIndex::from(first->value() + before) : first);
        before += call.entries.size();
    }
}

}  // namespace assay::storage
