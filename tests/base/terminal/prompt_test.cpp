// SPDX-License-Identifier: Apache-2.0
#include "base/terminal/prompt.hpp"

#include "base/files/descriptor.hpp"
#include "base/terminal/interrupt.hpp"
#include "tests/base/files/child.hpp"
#include "tests/support/support.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>
#include <csignal>
#include <cstdlib>
#include <thread>

using namespace assay;

namespace {

/// A terminal with somebody at it.
struct Person {
    Person() {
        master = Descriptor(::posix_openpt(O_RDWR | O_NOCTTY), "terminal");
        REQUIRE(::grantpt(master.number()) == 0);
        REQUIRE(::unlockpt(master.number()) == 0);
        terminal = test::need(Descriptor::open(::ptsname(master.number()), O_RDWR));
    }

    /// Waits for the question, types, and gives the answer that was read.
    Result<SecretBytes> answers(std::string_view typed, const Interrupt& interrupt = NoInterrupt()) {
        std::thread typist([&] {
            read_until(": ");
            test::need(master.write_all(bytes_of(typed)));
        });
        auto answer = ask_passphrase_at(terminal.number(), "passphrase of \"room\x1b\"", interrupt);
        typist.join();
        return answer;
    }

    void read_until(std::string_view end) {
        while (!shown.ends_with(end)) {
            Bytes some(256);
            some.resize(test::need(master.read_some(some)));
            shown += text_of(some);
        }
    }

    Descriptor master, terminal;
    std::string shown;
};

}  // namespace

TEST_CASE("a passphrase is asked for and not shown", "[base][prompt]") {
    Person person;
    const auto answer = test::need(person.answers("correct horse\n"));
    CHECK(text_of(answer.view()) == "correct horse");
    person.read_until("\n");
    CHECK(person.shown == "passphrase of \"room\\x1b\": \r\n");
}

TEST_CASE("an empty passphrase and one too long are refused", "[base][prompt]") {
    Person person;
    CHECK(test::message_of(person.answers("\n")) == "reading a passphrase: is empty");
    CHECK(person.answers(std::string(1024, 'x') + "\n"));
    CHECK(person.answers(std::string(1025, 'x') + "\n").error().kind() == ErrorKind::Limit);
}

TEST_CASE("a signal ends the question", "[base][prompt]") {
    CHECK(test::in_child([] {
              Person person;
              const auto& interrupt = SignalInterrupt::install();
              std::thread impatient([&] {
                  person.read_until(": ");
                  ::kill(::getpid(), SIGINT);
              });
              const auto answer = ask_passphrase_at(person.terminal.number(), "passphrase", interrupt);
              impatient.join();
              return test::message_of(answer);
          }) == "asking for a passphrase: interrupted");
}

TEST_CASE("without a terminal a passphrase cannot be asked for", "[base][prompt]") {
    const auto told = test::in_child([] {
        ::dup2(::open("/dev/null", O_RDONLY | O_CLOEXEC), STDIN_FILENO);
        const auto answer = ask_passphrase("passphrase", NoInterrupt());
        return std::string(name_of(answer.error().kind())) + ": " + answer.error().message() + "; " +
               answer.error().hints().at(0);
    });
    CHECK(told ==
          "usage: asking for a passphrase: standard input is no terminal; give the passphrase in a file of mode 600 or "
          "by "
          "a descriptor");
}
