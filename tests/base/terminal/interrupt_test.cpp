// SPDX-License-Identifier: Apache-2.0
#include "base/terminal/interrupt.hpp"

#include "base/command/command.hpp"
#include "base/files/temp.hpp"
#include "tests/base/command/sample.hpp"
#include "tests/base/files/child.hpp"
#include "tests/support/support.hpp"

#include <filesystem>
#include <fstream>

#include <poll.h>
#include <unistd.h>
#include <csignal>

using namespace assay;

namespace {

bool is_readable(int descriptor) {
    ::pollfd awaited{.fd = descriptor, .events = POLLIN, .revents = 0};
    return ::poll(&awaited, 1, 0) == 1;
}

std::string state_of(const Interrupt& interrupt) {
    return std::string(interrupt.requested() ? "requested" : "quiet") +
           (is_readable(interrupt.descriptor()) ? ", readable" : "");
}

}  // namespace

TEST_CASE("the first signal asks for an end, by flag and by descriptor", "[base][interrupt]") {
    for (const int signal : {SIGINT, SIGTERM, SIGHUP})
        CHECK(test::in_child([signal] {
                  const auto& interrupt = SignalInterrupt::install();
                  auto told = state_of(interrupt);
                  ::raise(signal);
                  told += "; " + state_of(interrupt) + "; " + test::message_of(interrupt.check("sealing"));
                  return told + ", " + std::string(name_of(interrupt.check("sealing").error().kind()));
              }) == "quiet; requested, readable; sealing: interrupted, interrupted");
}

TEST_CASE("the second signal ends the process by itself", "[base][interrupt]") {
    const auto told = test::in_child([]() -> std::string {
        SignalInterrupt::install();
        ::raise(SIGINT);
        ::raise(SIGTERM);
        return "alive";
    });
    CHECK(told == "died: wait status " + std::to_string(SIGTERM));
}

TEST_CASE("the second signal leaves no temporary folder behind", "[base][interrupt]") {
    const test::TempFolder parent;
    const auto told = test::in_child([&parent]() -> std::string {
        SignalInterrupt::install();
        const auto one = test::need(assay::TempFolder::make(parent.path()));
        const auto two = test::need(assay::TempFolder::make(parent.path()));
        std::ofstream(one.path() / "source") << "unpacked";
        std::filesystem::create_directories(two.path() / "with space/a");
        { const auto gone = test::need(assay::TempFolder::make(parent.path())); }
        ::raise(SIGINT);
        ::raise(SIGINT);
        return "alive";
    });
    CHECK(told == "died: wait status " + std::to_string(SIGINT));
    CHECK(std::filesystem::is_empty(parent.path()));
}

TEST_CASE("a signal that was ignored stays so, and a broken pipe is no death", "[base][interrupt]") {
    CHECK(test::in_child([] {
              std::signal(SIGHUP, SIG_IGN);
              const auto& interrupt = SignalInterrupt::install();
              ::raise(SIGHUP);
              ::raise(SIGPIPE);
              return state_of(interrupt);
          }) == "quiet");
}

TEST_CASE("an interrupted command ends with status 130", "[base][interrupt]") {
    const auto ran = test::run_sample({"deposit", "src", "--recipe", "r"}, {}, [](Invocation&) -> Result<int> {
        return fail(Error(ErrorKind::Interrupted, "sealing: interrupted").with_hint("run it again to continue"));
    });
    CHECK(ran.status == 130);
    CHECK(ran.talk == "error: sealing: interrupted\nhint: run it again to continue\n");
}

TEST_CASE("who waits is woken by a signal, or by the time he gave", "[base][interrupt]") {
    const auto begin = std::chrono::steady_clock::now();
    CHECK(wait_for(NoInterrupt(), std::chrono::milliseconds(30)));
    CHECK(std::chrono::steady_clock::now() - begin >= std::chrono::milliseconds(30));
    CHECK(test::in_child([] {
              const auto& interrupt = SignalInterrupt::install();
              ::raise(SIGTERM);
              return std::string(wait_for(interrupt) && interrupt.requested() ? "woken" : "asleep");
          }) == "woken");
}
