// SPDX-License-Identifier: Apache-2.0
#include "base/cell/outcome.hpp"

#include "tests/support/support.hpp"

#include <csignal>

using namespace assay;
using namespace assay::cell;

TEST_CASE("an outcome is reported as what its command did", "[base][cell][outcome]") {
    CHECK(Outcome{.code = 2}.describe() == "ended with exit code 2");
    CHECK(Outcome{.signal = SIGSYS}.describe() == "was stopped: it asked for a system call that it may not have");
    CHECK(Outcome{.signal = SIGSEGV}.describe().contains("egmentation fault"));
    CHECK(Outcome{.stopped_by = Limit::Memory}.describe() == "was stopped: it used more memory than allowed");
    CHECK(Outcome{.code = 0}.succeeded());
    CHECK(!Outcome{.stopped_by = Limit::Wall}.succeeded());
}

TEST_CASE("walls are reported, also those that were not there", "[base][cell][outcome]") {
    CHECK(Walls{}.describe() == "no Landlock, no core scheduling, the user id of who ran it");
    CHECK(Walls{.landlock_abi = 7, .has_own_cores = true, .has_own_user = true}.describe() ==
          "Landlock ABI 7, core scheduling, a user id of its own");
}

TEST_CASE("a tool that found the disk full is reported by its words", "[base][cell][outcome]") {
    Outcome outcome{.code = 1};
    outcome.err.bytes = to_bytes("cp: error writing 'x': No space left on device\n");
    CHECK(outcome.speaks_of_full_disk());
    outcome.err.bytes = to_bytes("cp: cannot stat 'x': No such file or directory\n");
    CHECK(!outcome.speaks_of_full_disk());
}
