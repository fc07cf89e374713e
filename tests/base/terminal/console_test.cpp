// SPDX-License-Identifier: Apache-2.0
#include "base/terminal/console.hpp"

#include "base/core/text.hpp"
#include "tests/base/files/child.hpp"
#include "tests/support/support.hpp"

#include <fcntl.h>
#include <unistd.h>
#include <csignal>

using namespace assay;

namespace {

/// What finishing says after data was written to `path` in place of standard output.
std::string finish_on(const char* path) {
    return test::in_child([&] {
        const int target = ::open(path, O_WRONLY | O_CLOEXEC);
        ::dup2(target, STDOUT_FILENO);
        Console console(Streams::standard());
        console.put("data\n");
        const auto finished = console.finish();
        return finished ? "fine" : std::string(name_of(finished.error().kind())) + ": " + finished.error().message();
    });
}

}  // namespace

TEST_CASE("data goes to one stream and talk to the other", "[base][console]") {
    std::string out, talk;
    Console console({.out = [&](std::string_view bytes) { out += bytes; },
                     .talk = [&](std::string_view bytes) { talk += bytes; },
                     .out_facts = {},
                     .talk_facts = {}});
    console.put("data\n");
    console.put_json(stamped("thing", {{"n", 1}}));
    console.say("talk");
    console.warn("odd\x1b");
    CHECK(out == "data\n{\n  \"format\": \"assay-thing-v1\",\n  \"n\": 1\n}\n");
    CHECK(talk == "talk\nwarning: odd\\x1b\n");
}

TEST_CASE("a full disk under standard output is reported at the end", "[base][console]") {
    CHECK(finish_on("/dev/full") == "full: writing standard output: no space left on device");
    CHECK(finish_on("/dev/null") == "fine");
}

TEST_CASE("a reader that has gone away is no error", "[base][console]") {
    CHECK(test::in_child([]() -> std::string {
              int ends[2];
              if (::pipe(ends) != 0) return "no pipe";
              ::close(ends[0]);
              ::dup2(ends[1], STDOUT_FILENO);
              std::signal(SIGPIPE, SIG_IGN);
              Console console(Streams::standard());
              console.put("data\n");
              return console.finish() ? "fine" : "error";
          }) == "fine");
}
