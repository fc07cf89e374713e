// SPDX-License-Identifier: Apache-2.0
#include "base/terminal/confirm.hpp"

#include "base/files/descriptor.hpp"
#include "tests/base/files/child.hpp"
#include "tests/support/support.hpp"

#include <fcntl.h>
#include <unistd.h>
#include <cstdlib>
#include <thread>

using namespace assay;

namespace {

/// Asks at a terminal where somebody types an answer; `shown` is what was there before.
Result<bool> asked(std::string_view typed, std::string& shown) {
    const Descriptor master(::posix_openpt(O_RDWR | O_NOCTTY), "terminal");
    REQUIRE(::grantpt(master.number()) == 0);
    REQUIRE(::unlockpt(master.number()) == 0);
    const auto terminal = test::need(Descriptor::open(::ptsname(master.number()), O_RDWR));
    std::thread typist([&] {
        while (!shown.ends_with("[y/N] ")) {
            Bytes some(256);
            some.resize(test::need(master.read_some(some)));
            shown += text_of(some);
        }
        test::need(master.write_all(bytes_of(typed)));
    });
    auto answer = ask_yes_at(terminal.number(), "go on\x1b?", NoInterrupt());
    typist.join();
    return answer;
}

}  // namespace

TEST_CASE("only a yes is a yes", "[base][confirm]") {
    std::string shown;
    for (const auto* yes : {"y\n", "yes\n", " Y \n"}) {
        shown.clear();
        CHECK(test::need(asked(yes, shown)));
        CHECK(shown == "go on\\x1b? [y/N] ");
    }
    for (const auto* no : {"\n", "n\n", "no\n", "yess\n", "ye\n"}) {
        shown.clear();
        CHECK_FALSE(test::need(asked(no, shown)));
    }
}

TEST_CASE("without a terminal there is no person to ask", "[base][confirm]") {
    CHECK(test::in_child([] {
              ::dup2(::open("/dev/null", O_RDONLY | O_CLOEXEC), STDIN_FILENO);
              const auto answer = ask_yes("go on?", NoInterrupt());
              return std::string(name_of(answer.error().kind())) + ": " + answer.error().message();
          }) == "usage: asking whether to go on: standard input is no terminal");
}
