// SPDX-License-Identifier: Apache-2.0
#include "base/cell/program.hpp"

#include "tests/support/support.hpp"

using namespace assay;
using namespace assay::test;

TEST_CASE("a tool gives what it prints, or the error that it printed", "[base][cell][program]") {
    CHECK(need(cell::run_tool({"/bin/sh", "-c", "echo text"})) == "text\n");
    const auto failed = cell::run_tool({"/bin/sh", "-c", "echo it does not work >&2; exit 3"});
    CHECK(failed.error().kind() == ErrorKind::Io);
    CHECK(failed.error().message().contains("it does not work"));
}

TEST_CASE("a program that is missing is named with its package", "[base][cell][program]") {
    need(cell::need_program("/bin/sh", "dash"));
    const auto missing = cell::need_program("/usr/bin/no-such-tool", "no-such-package");
    CHECK(missing.error().kind() == ErrorKind::Sandbox);
    CHECK(missing.error().hints().front() == "apt install no-such-package");
}
