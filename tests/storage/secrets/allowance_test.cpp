// SPDX-License-Identifier: Apache-2.0
#include "storage/secrets/allowance.hpp"

#include "tests/support/support.hpp"

using namespace assay;
using namespace assay::storage;

namespace {

const crypto::Sha256 kOne = crypto::sha256(bytes_of("one"));
const crypto::Sha256 kTwo = crypto::sha256(bytes_of("two"));

SecretFinding find_in(const RelativePath& path, std::uint64_t line, const crypto::Sha256& sha256) {
    return {.path = path, .line = line, .offset = 0, .what = "a private key (PRIVATE KEY)", .sha256 = sha256};
}

AllowedPath allow(const RelativePath& path, std::optional<crypto::Sha256> sha256) {
    return {path, sha256, "a test key"};
}

}  // namespace

TEST_CASE("a file is allowed by path and digest, with all that is found in it", "[storage][secrets]") {
    const std::vector<SecretFinding> findings = {find_in("a"_path, 1, kOne), find_in("a"_path, 9, kOne),
                                                 find_in("b"_path, 1, kTwo)};
    const auto sorted = apply_allowances(findings, {allow("a"_path, kOne)});
    CHECK(sorted.remaining == std::vector<SecretFinding>{findings[2]});
    CHECK(sorted.recorded == std::vector<SecretAllowance>{{"a"_path, kOne, "a test key"}});
    CHECK(sorted.unused.empty());
}

TEST_CASE("an allowance without digest is recorded with the file's own", "[storage][secrets]") {
    const auto sorted = apply_allowances({find_in("b"_path, 1, kTwo)}, {allow("b"_path, {})});
    CHECK(sorted.remaining.empty());
    CHECK(sorted.recorded == std::vector<SecretAllowance>{{"b"_path, kTwo, "a test key"}});
}

TEST_CASE("an allowance for other bytes, or for nothing, is reported as unused", "[storage][secrets]") {
    const auto sorted = apply_allowances({find_in("a"_path, 1, kTwo)}, {allow("a"_path, kOne), allow("none"_path, {})});
    CHECK(sorted.remaining.size() == 1);
    CHECK(sorted.recorded.empty());
    REQUIRE(sorted.unused.size() == 2);
    CHECK(sorted.unused[1].path.text() == "none");
}

TEST_CASE("the command line's form is PATH=REASON", "[storage][secrets]") {
    const auto allowed = test::need(parse_allowed_path("keys/a.pem= public since 2009 = old "));
    CHECK(allowed.path.text() == "keys/a.pem");
    CHECK(allowed.reason == "public since 2009 = old");
    for (const auto* wrong : {"", "a", "a=", "a= ", "=x", "../a=x", "/a=x"}) {
        const auto refused = parse_allowed_path(wrong);
        REQUIRE_FALSE(refused.has_value());
        CHECK(refused.error().kind() == ErrorKind::Usage);
    }
}

TEST_CASE("recorded allowances are read as they were written", "[storage][secrets]") {
    const std::vector<SecretAllowance> allowances = {{"a"_path, kOne, "r"}, {"b/c"_path, kTwo, "s"}};
    const auto json = render_allowances(allowances);
    CHECK(json.render().starts_with(R"([{"path":"a","sha256":")"));
    CHECK(test::need(parse_allowances(json)) == allowances);
    CHECK(test::message_of(parse_allowances(Json("x"))) == "allowed secrets: is not a list");
}

TEST_CASE("the refusal names path, line and form, and the next step", "[storage][secrets]") {
    std::vector<SecretFinding> findings;
    for (std::uint64_t line = 1; line <= 7; ++line) findings.push_back(find_in("k.pem"_path, line, kOne));
    const auto error = refusal_of(findings);
    CHECK(error.kind() == ErrorKind::Refused);
    CHECK(error.message().starts_with(
        "the deposit would hold 7 secrets: \"k.pem\" line 1: a private key (PRIVATE KEY); "));
    CHECK(error.message().ends_with("; and 2 more"));
    REQUIRE(error.hints().size() == 1);
    CHECK(error.hints()[0].ends_with("--allow-secret k.pem=REASON"));
}
