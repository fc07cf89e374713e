// SPDX-License-Identifier: Apache-2.0
#include "base/cell/preflight.hpp"
#include "tests/base/cell/hostile.hpp"

#include <chrono>
#include <csignal>

using namespace assay;
using namespace assay::cell;
using namespace assay::test;

namespace {

CellSpec consuming(const std::string& what) {
    auto spec = hostile("consume", {what});
    spec.limits = {
        .wall_seconds = 10, .cpu_seconds = 10, .memory_bytes = 64U << 20, .processes = 20, .output_bytes = 1U << 20};
    return spec;
}

double seconds_of(const auto& work) {
    const auto begin = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

}  // namespace

TEST_CASE("a cell that takes too long is stopped", "[base][cell][limit]") {
    auto spec = consuming("time");
    spec.limits.wall_seconds = 0.3;
    CHECK(seconds_of([&] { CHECK(need(run(std::move(spec))).stopped_by == Limit::Wall); }) < 3);
}

TEST_CASE("processor time is counted over all processes of a cell", "[base][cell][limit]") {
    auto spec = consuming("cpu");
    spec.limits.cpu_seconds = 0.5;
    const auto outcome = need(run(std::move(spec)));
    CHECK(outcome.stopped_by == Limit::Cpu);
    CHECK(outcome.usage.cpu_seconds > 0.3);
    CHECK(outcome.usage.cpu_seconds < 5);
}

TEST_CASE("a memory hog is killed, and memory is named", "[base][cell][limit]") {
    const auto outcome = need(run(consuming("memory")));
    CHECK(outcome.stopped_by == Limit::Memory);
    CHECK(outcome.describe() == "was stopped: it used more memory than allowed");
}

TEST_CASE("memory is counted over all processes of a cell", "[base][cell][limit]") {
    auto spec = consuming("memory-by-many");
    spec.limits.memory_bytes = 200U << 20;
    CHECK(need(run(std::move(spec))).stopped_by == Limit::Memory);
}

TEST_CASE("memory that belongs to no process is counted or not to be had", "[base][cell][limit]") {
    for (const std::string how : {"memfd", "sysv", "tmp", "dev-shm", "mapped", "given-back"}) {
        auto spec = hostile("share", {how, "1600"});
        spec.limits = {.wall_seconds = 20, .cpu_seconds = 20, .memory_bytes = 128U << 20, .processes = 20};
        spec.tmp_bytes = std::uint64_t{2} << 30;
        const auto result = run(std::move(spec));
        // Where nothing tells whose it is, the cell ends all the same.
        INFO(how << ": "
                 << (result ? result->describe() + ": " + to_text(result->out.bytes) : result.error().message()));
        CHECK_FALSE((result && (result->stopped_by == Limit::Wall || result->code == 0)));
        if (!result) CHECK(result.error().kind() == ErrorKind::Unavailable);
        if (how == "memfd" || how == "sysv") CHECK((result && result->code == 3));
    }
}

TEST_CASE("a small shared segment is there, as databases want it", "[base][cell][limit]") {
    CellSpec spec;
    spec.command = {
        "/usr/bin/perl", "-e",
        "use IPC::SysV qw(IPC_PRIVATE S_IRUSR S_IWUSR); my $id = shmget(IPC_PRIVATE, 56, S_IRUSR | S_IWUSR);"
        "exit(defined $id ? 0 : 1)"};
    CHECK(need(run(std::move(spec))).code == 0);
}

TEST_CASE("files in memory hold no more than the cell may have", "[base][cell][limit]") {
    auto spec = consuming("file");
    spec.tmp_bytes = std::uint64_t{8} << 30;
    spec.limits.memory_bytes = 16U << 20;
    const auto outcome = need(run(std::move(spec)));
    CHECK((outcome.code == 4 || outcome.stopped_by == Limit::Memory));
}

TEST_CASE("a daemon that holds a pipe is killed after its time, and who belongs to the command is not",
          "[base][cell][limit]") {
    auto spec = hostile("linger");
    spec.limits.wall_seconds = 15;
    spec.orphan_seconds = 1;
    const auto outcome = need(run(std::move(spec)));
    INFO(outcome.describe() << ": " << text_of(outcome.out.bytes));
    CHECK(outcome.code == 0);
    CHECK(text_of(outcome.out.bytes) == "the pipe ended, the child worked\n");
    // As it was before: it waits as long as it may.
    spec = hostile("linger");
    spec.limits.wall_seconds = 6;
    CHECK(need(run(std::move(spec))).stopped_by == Limit::Wall);
}

TEST_CASE("stderr can go where stdout goes, within one bound", "[base][cell][limit]") {
    auto spec = consuming("output");
    spec.out = Sink::keep(1000);
    spec.err = Sink::with_out();
    const auto outcome = need(run(std::move(spec)));
    CHECK(outcome.stopped_by == Limit::Output);
    CHECK(outcome.out.bytes.size() == 1000);
    CHECK(outcome.err.bytes.empty());
}

TEST_CASE("a fork bomb stays within its processes and is dead afterwards", "[base][cell][limit]") {
    auto spec = consuming("processes");
    spec.limits.wall_seconds = 0.5;
    spec.limits.cpu_seconds = 100;
    // So many kernel stacks and page tables count as memory too.
    spec.limits.memory_bytes = std::uint64_t{4} << 30;
    const auto outcome = need(run(std::move(spec)));
    INFO(outcome.describe());
    CHECK(outcome.stopped_by == Limit::Wall);
    if (outcome.enforcement.processes != Means::Rlimit) CHECK(outcome.processes_exhausted);
}

TEST_CASE("a flood of output is stopped, and what came is kept", "[base][cell][limit]") {
    auto spec = consuming("output");
    spec.out = Sink::keep(1000);
    const auto outcome = need(run(std::move(spec)));
    CHECK(outcome.stopped_by == Limit::Output);
    CHECK(outcome.out.bytes.size() == 1000);
    CHECK(outcome.out.truncated);
    CHECK(outcome.out.seen + outcome.err.seen < 3U << 20);
}

TEST_CASE("a file grows to its limit", "[base][cell][limit]") {
    auto spec = consuming("file");
    spec.limits.file_bytes = 1U << 20;
    CHECK(need(run(std::move(spec))).signal == SIGXFSZ);
}

TEST_CASE("temporary files grow to theirs", "[base][cell][limit]") {
    auto spec = consuming("file");
    spec.tmp_bytes = 1U << 20;
    CHECK(need(run(std::move(spec))).code == 4);
}

TEST_CASE("the preflight finds what a cell needs", "[base][cell]") {
    for (const auto& facility : preflight()) {
        INFO(facility.name << ": " << facility.detail);
        CHECK((facility.is_there || !facility.is_required));
        CHECK(!facility.detail.empty());
    }
}
