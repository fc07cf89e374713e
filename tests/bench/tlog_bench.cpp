// SPDX-License-Identifier: Apache-2.0
// Durable leaves per second of one log: rounds of several sizes, many callers with one leaf each, proofs, and the audit
// of what came out. tlog_bench FOLDER [LEAVES]: the folder is made, and removed at the end.
#include "base/core/random.hpp"
#include "storage/tlog/log_check.hpp"
#include "storage/tlog/sequencer.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>

using namespace assay;
using namespace assay::storage;

namespace {

using Steady = std::chrono::steady_clock;

template <typename T>
T must(Result<T> result) {
    if (result) return std::move(*result);
    std::fprintf(stderr, "tlog_bench: %s\n", result.error().message().c_str());
    std::exit(1);
}

double seconds_of(const std::function<void()>& work) {
    const auto began = Steady::now();
    work();
    return std::chrono::duration<double>(Steady::now() - began).count();
}

std::vector<crypto::LeafEntry> some_entries(std::size_t count, Random& random) {
    std::vector<crypto::LeafEntry> entries(count);
    for (auto& entry : entries) entry = random.fixed<crypto::LeafEntry>();
    return entries;
}

void measure_rounds(Log& log, Random& random) {
    for (const std::size_t size :
         {std::size_t{1}, std::size_t{64}, std::size_t{256}, std::size_t{1024}, std::size_t{4096}}) {
        const int rounds = size < 256 ? 100 : 40;
        const auto entries = some_entries(size, random);
        const auto took = seconds_of([&] {
            for (int i = 0; i < rounds; ++i) must(log.append(entries));
        });
        std::printf("rounds of %4zu: %8.0f leaves/s, %6.1f ms a round\n", size,
                    static_cast<double>(size) * rounds / took, took / rounds * 1e3);
    }
}

void measure_callers(Log& log, std::size_t callers, std::size_t calls) {
    auto sequencer = must(Sequencer::start(log));
    std::vector<std::vector<double>> times(callers);
    const auto took = seconds_of([&] {
        std::vector<std::thread> threads;
        for (auto& own : times)
            threads.emplace_back([&] {
                SystemRandom random;
                for (std::size_t i = 0; i < calls; ++i)
                    own.push_back(seconds_of([&] { must(sequencer->append(some_entries(1, random))); }));
            });
        for (auto& thread : threads) thread.join();
    });
    std::vector<double> all;
    for (const auto& own : times) all.insert(all.end(), own.begin(), own.end());
    std::ranges::sort(all);
    std::printf("%5zu callers of one leaf: %8.0f leaves/s, median %.1f ms, p99 %.1f ms\n", callers,
                static_cast<double>(all.size()) / took, all[all.size() / 2] * 1e3, all[all.size() * 99 / 100] * 1e3);
}

void measure_proofs(const Log& log) {
    const auto size = log.latest().head.size;
    std::vector<double> times;
    for (std::uint64_t i = 0; i < 2000; ++i) {
        const auto leaf = must(crypto::LeafIndex::from(i * 7919 % size.value()));
        times.push_back(seconds_of([&] { must(log.inclusion_proof(leaf, size)); }));
    }
    std::ranges::sort(times);
    std::printf("inclusion proofs at %s leaves: median %.2f ms, p99 %.2f ms\n", size.render().c_str(),
                times[1000] * 1e3, times[1980] * 1e3);
}

}  // namespace

int main(int count, char** arguments) {
    if (count < 2) {
        std::fprintf(stderr, "usage: tlog_bench FOLDER [LEAVES]\n");
        return 2;
    }
    const std::filesystem::path home = arguments[1];
    const std::uint64_t leaves = count > 2 ? std::strtoull(arguments[2], nullptr, 10) : 1'000'000;
    SystemRandom random;
    const SystemClock clock;
    const auto ed25519 = crypto::PrivateKey::generate(crypto::SignatureAlgorithm::Ed25519, random);
    const auto mldsa44 = crypto::PrivateKey::generate(crypto::SignatureAlgorithm::MlDsa44, random);
    const auto signer =
        must(crypto::LogSigner::from(must(crypto::KeyName::parse("bench.example/log")), {ed25519, mldsa44}));
    const LogPlace place{home / "log", home / "record"};
    {
        const auto log = must(Log::create(place, signer, clock));
        measure_rounds(*log, random);
        for (const std::size_t callers : {std::size_t{16}, std::size_t{128}, std::size_t{512}})
            measure_callers(*log, callers, 8192 / callers);
        const auto filled = seconds_of([&] {
            while (log->latest().head.size.value() < leaves)
                must(log->append(some_entries(Log::kAppendLeavesMax, random)));
        });
        std::printf("filled to %s leaves in %.1f s\n", log->latest().head.size.render().c_str(), filled);
        measure_proofs(*log);
    }
    const auto opened = seconds_of([&] { must(Log::open(place, signer, clock)); });
    NoProgress progress;
    LogReport report;
    const auto checked = seconds_of([&] {
        report = must(check_log(place, {.log = {signer.ed25519_key(), signer.mldsa44_key()}, .witnesses = {}}, progress,
                                NoInterrupt()));
    });
    std::printf("opened in %.0f ms; audited in %.1f s: %llu files, %llu bytes, %s\n", opened * 1e3, checked,
                static_cast<unsigned long long>(report.files), static_cast<unsigned long long>(report.bytes),
                report.is_sound() ? "sound" : report.findings.front().what.c_str());
    std::filesystem::remove_all(home);
    return report.is_sound() ? 0 : 1;
}
