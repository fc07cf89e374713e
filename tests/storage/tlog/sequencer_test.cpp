// SPDX-License-Identifier: Apache-2.0
#include "storage/tlog/sequencer.hpp"

#include "tests/storage/tlog/fixture.hpp"

#include <map>

using namespace assay;
using namespace assay::storage;
using crypto::LeafIndex;
using crypto::TreeSize;

TEST_CASE("callers at the same time share rounds, and each finds its entries where the answer said",
          "[storage][tlog][sequencer]") {
    test::LogHome home;
    auto log = home.create();
    int rounds = 0;
    log->on_change([&] { ++rounds; });
    constexpr std::size_t kThreads = 16, kCalls = 12;
    std::mutex mutex;
    std::map<std::uint64_t, std::uint64_t> found;  // from index to the number of the entry
    {
        auto sequencer = test::need(Sequencer::start(*log));
        std::vector<std::thread> threads;
        for (std::size_t thread = 0; thread < kThreads; ++thread)
            threads.emplace_back([&, thread] {
                for (std::size_t call = 0; call < kCalls; ++call) {
                    const auto number = 1000 * thread + 10 * call;
                    const auto count = 1 + (thread + call) % 3;
                    const auto first = sequencer->append(test::entries_from(number, count));
                    const std::lock_guard lock(mutex);
                    for (std::size_t i = 0; first && i < count; ++i) found[first->value() + i] = number + i;
                }
            });
        for (auto& thread : threads) thread.join();
    }
    const auto size = log->latest().head.size.value();
    CHECK(found.size() == size - 1);
    CHECK(found.begin()->first == 1);
    CHECK(found.rbegin()->first == size - 1);
    for (const auto& [index, number] : found)
        CHECK(test::need(log->entry(test::need(LeafIndex::from(index)))) == test::entry_of(number));
    CHECK(rounds < static_cast<int>(kThreads * kCalls) / 2);
    log.reset();
    CHECK(home.open()->latest().head.size.value() == size);
}

TEST_CASE("a sequencer turns away what cannot be a round, and what comes when too much is waiting",
          "[storage][tlog][sequencer]") {
    test::LogHome home;
    auto log = home.create();
    auto sequencer = test::need(Sequencer::start(*log, {.round_leaves = 4, .waiting_leaves = 2}));
    CHECK(sequencer->append({}).error().kind() == ErrorKind::Invalid);
    CHECK(sequencer->append(test::entries_from(1, 5)).error().kind() == ErrorKind::Limit);
    CHECK(sequencer->append(test::entries_from(1, 3)).error().kind() == ErrorKind::Unavailable);
    CHECK(test::need(sequencer->append(test::entries_from(1, 2))) == LeafIndex(1));
}

TEST_CASE("when a log stops, every waiting caller gets the cause", "[storage][tlog][sequencer]") {
    test::LogHome home;
    auto log = home.create();
    auto sequencer = test::need(Sequencer::start(*log));
    test::need(sequencer->append(test::entries_from(1, 1)));
    log->stop(Error(ErrorKind::Io, "the disk has gone"));
    for (int i = 0; i < 3; ++i)
        CHECK(test::message_of(sequencer->append(test::entries_from(2, 1))) == "the disk has gone");
    CHECK(log->latest().head.size == TreeSize(2));
}
