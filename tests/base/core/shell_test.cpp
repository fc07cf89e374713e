// SPDX-License-Identifier: Apache-2.0
#include "base/core/shell.hpp"

#include "base/process/run.hpp"
#include "tests/support/support.hpp"

using namespace assay;
using test::need;

TEST_CASE("what is quoted for a shell is one word of it, whatever it holds", "[base][core]") {
    CHECK(shell_quoted("") == "''");
    CHECK(shell_quoted("it's") == R"('it'\''s')");
    for (const std::string text :
         {"", "a b", "it's", "''", "$HOME `id` $(id) \\ \" ! * ; & | < >", "-n", "two\nlines"}) {
        const auto outcome = need(process::run(
            {.command = {"sh", "-c", "printf '[%s]' " + shell_quoted(text)}, .environment = {"PATH=/usr/bin:/bin"}},
            NoInterrupt()));
        CHECK(outcome.out == "[" + text + "]");
    }
}
