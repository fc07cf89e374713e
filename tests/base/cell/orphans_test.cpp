// SPDX-License-Identifier: Apache-2.0
#include "base/cell/orphans.hpp"

#include "tests/base/cell/hostile.hpp"

#include <csignal>

#include <sys/wait.h>

using namespace assay;
using namespace assay::cell;
using namespace assay::test;

TEST_CASE("a daemon is killed once it has outlived its parent long enough, and the command is not",
          "[base][cell][orphans]") {
    auto spec = hostile("linger");
    spec.orphan_seconds = 0.5;
    spec.limits.wall_seconds = 20;
    const auto outcome = need(run(std::move(spec)));
    CHECK(outcome.code == 0);
    CHECK(text_of(outcome.out.bytes) == "the pipe ended, the child worked\n");
}

TEST_CASE("without a bound a daemon lives as long as its cell", "[base][cell][orphans]") {
    auto spec = hostile("linger");
    spec.limits.wall_seconds = 6;
    CHECK(need(run(std::move(spec))).stopped_by == Limit::Wall);
}

TEST_CASE("a process that is no cell is looked at and left alone", "[base][cell][orphans]") {
    const auto child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0)
        for (;;) ::pause();
    Orphans orphans(0);
    orphans.look(static_cast<int>(child), 0);
    orphans.look(static_cast<int>(child), 100);
    CHECK(::waitpid(child, nullptr, WNOHANG) == 0);
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
}
