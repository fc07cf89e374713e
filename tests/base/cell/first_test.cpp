// SPDX-License-Identifier: Apache-2.0
// The program by itself, as bubblewrap would execute it: without a cell and, where it can be left out, without
// Landlock.
#include "base/cell/first.hpp"

#include "base/cell/first_program.hpp"
#include "base/files/pipe.hpp"
#include "tests/base/cell/hostile.hpp"

#include <cerrno>
#include <csignal>

#include <fcntl.h>
#include <sys/wait.h>

using namespace assay;
using namespace assay::cell;
using namespace assay::test;
using Step = first::Failure::Step;

namespace {

/// How it ended, and what it wrote where failures go.
struct Ended {
    int status = 0;
    first::Failure failure;
};

Ended run_first(std::vector<std::string> arguments) {
    const auto pipe = need(Pipe::make("failures"));
    const int program = need(first_program());
    arguments.insert(arguments.begin(), "first");
    const auto child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        ::dup2(pipe.writing.number(), 100);
        ::dup2(program, 101);
        std::vector<char*> raw;
        for (auto& argument : arguments) raw.push_back(argument.data());
        raw.push_back(nullptr);
        ::fexecve(101, raw.data(), environ);
        ::_exit(99);
    }
    ::close(pipe.writing.number());
    Ended ended;
    ::waitpid(child, &ended.status, 0);
    const auto got = ::read(pipe.reading.number(), &ended.failure, sizeof ended.failure);
    if (got != static_cast<ssize_t>(sizeof ended.failure)) ended.failure = {};
    return ended;
}

int code_of(const std::string& script) {
    const auto ended = run_first({"100", "101", "0", "0", "0", "/bin/sh", "-c", script});
    REQUIRE(WIFEXITED(ended.status));
    CHECK(ended.failure.step == Step::None);
    return WEXITSTATUS(ended.status);
}

}  // namespace

TEST_CASE("the first process ends as its command does", "[base][cell][first]") {
    CHECK(code_of("exit 0") == 0);
    CHECK(code_of("exit 7") == 7);
    CHECK(code_of("kill -TERM $$") == 128 + SIGTERM);
}

TEST_CASE("the first process leaves nothing open, and is closed to its command", "[base][cell][first]") {
    CHECK(code_of("for f in /proc/$PPID/fd/*; do test ! -e $f || exit 3; done") == 0);
    if (!is_root()) CHECK(code_of("! cat /proc/$PPID/environ 2>/dev/null") == 0);
}

TEST_CASE("the first process says why there is no command", "[base][cell][first]") {
    auto ended = run_first({"100", "101", "0", "0", "0", "/nonexistent/program"});
    CHECK(ended.failure.step == Step::Command);
    CHECK(ended.failure.error == ENOENT);
    // A filter that is none.
    ended = run_first({"100", "101", "0", "1", "101", "0", "/bin/true"});
    CHECK(ended.failure.step == Step::Filters);
    // A place that is not there.
    if (landlock_abi() == 0) SKIP("this kernel has no Landlock");
    ended = run_first({"100", "101", std::to_string(landlock_abi()), "0", "1", "w/nonexistent", "/bin/true"});
    CHECK(ended.failure.step == Step::Landlock);
}

TEST_CASE("the first process's program cannot be changed", "[base][cell][first]") {
    const int program = need(first_program());
    CHECK(::write(program, "x", 1) < 0);
    CHECK(::ftruncate(program, 0) != 0);
    CHECK(need(first_program()) == program);
}
