// SPDX-License-Identifier: Apache-2.0
#include "crypto/statement/file_guess.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace assay;
using crypto::seems_to_be;

TEST_CASE("a file given in another's place is recognized by its beginning", "[crypto][guess]") {
    struct Case {
        std::string_view head, says;
    };
    for (const auto& each : {
             Case{"{\n  \"format\": \"assay-evidence-v1\",\n", "this is an evidence file: auditor check takes it"},
             Case{"{\"format\":\"assay-outbox-v1\"", "this is an outbox: escrow submit takes it"},
             Case{"{\n  \"format\": \"assay-agreement-v1\"", "this is an agreement: --agreement takes it"},
             Case{"format = \"assay-policy-v1\"\n\nroots", "this is a policy: --policy takes it"},
             Case{"assay-export-v1\n123\n", "this is an export: verifier import takes it"},
             Case{"[product]\nname = \"a\"\n\n[build]\ndirectory",
                  "this is a recipe: --recipe and escrow recipe take it"},
         }) {
        CAPTURE(each.head);
        CHECK(seems_to_be(each.head, "identity") == std::string(each.says));
        CHECK(seems_to_be("x" + std::string(each.head), "identity") == std::nullopt);
    }
    CHECK(seems_to_be("# mine\nlog a+1+2\n", "policy")->starts_with("this is a log policy: witness --logs takes it"));
    CHECK(seems_to_be("format = \"assay-policy-v9\"\n", "policy") == std::nullopt);
    for (const auto* none : {"", "{", "format", "\"format\"", "{\"format\": \"", "{\"format\": \"other-v1\"}",
                             "\x7f"
                             "ELF",
                             "{\"name\": \"assay-outbox-v1\"}"})
        CHECK(seems_to_be(none, "policy") == std::nullopt);
}

TEST_CASE("what a file seems to be is a hint, and changes nothing else of an error", "[crypto][guess]") {
    const Error error(ErrorKind::Invalid, "policy: is not TOML");
    const auto told = crypto::with_guess(error, "{\"format\": \"assay-lock-v1\"}", "policy");
    CHECK(told.kind() == ErrorKind::Invalid);
    CHECK(told.message() == error.message());
    CHECK(told.hints().size() == 1);
    CHECK(crypto::with_guess(error, "text", "policy").hints().empty());
    CHECK(*crypto::guessing(Result<int>(3), "{\"format\": \"assay-lock-v1\"}", "policy") == 3);
}
