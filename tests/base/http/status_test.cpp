// SPDX-License-Identifier: Apache-2.0
#include "base/http/status.hpp"

#include "tests/support/support.hpp"

#include <catch2/generators/catch_generators.hpp>

using namespace assay;
using namespace assay::http;

TEST_CASE("every kind of error has the status of its page", "[base][http][status]") {
    const auto [kind, status] = GENERATE(table<ErrorKind, unsigned>({
        {ErrorKind::Usage, 400},        {ErrorKind::Invalid, 400},     {ErrorKind::Refused, 403},
        {ErrorKind::NotFound, 404},     {ErrorKind::Conflict, 409},    {ErrorKind::Limit, 413},
        {ErrorKind::Untrusted, 422},    {ErrorKind::PolicyUnmet, 422}, {ErrorKind::Unproven, 422},
        {ErrorKind::Busy, 503},         {ErrorKind::Full, 507},        {ErrorKind::Corrupt, 500},
        {ErrorKind::Equivocation, 500}, {ErrorKind::Unavailable, 500}, {ErrorKind::Sandbox, 500},
        {ErrorKind::Io, 500},           {ErrorKind::Unsupported, 500}, {ErrorKind::Interrupted, 500},
        {ErrorKind::Internal, 500},     {ErrorKind::Differs, 422},
    }));
    CHECK(status_of(kind) == status);
    CHECK(status_of(kind_of(status)) == status);

    const auto error =
        Error(kind, "opening \"x\": it is \"é\"\n").with_hint("look").with_hint("again").with_code("a-b2");
    const auto response = error_response(error);
    CHECK(response.status == status);
    CHECK(response.content_type == "application/json");
    CHECK(response.headers.find("retry-after").has_value() == (status == 503));
    const auto back = error_from_response(response);
    CHECK(back.kind() == kind);
    CHECK(back.message() == error.message());
    CHECK(back.code() == error.code());
    CHECK(back.hints() == error.hints());
}

TEST_CASE("the error body is as its page shows it", "[base][http][status]") {
    const auto response =
        error_response(Error(ErrorKind::NotFound, "no \"x\"").with_code("no-such-deposit").with_hint("escrow list"));
    CHECK(to_text(response.bytes()) ==
          R"({"error":{"kind":"not-found","code":"no-such-deposit","message":"no \"x\"","hints":["escrow list"]}})");
}

TEST_CASE("a status alone still becomes an error", "[base][http][status]") {
    const auto [status, kind] = GENERATE(table<unsigned, ErrorKind>({
        {400, ErrorKind::Invalid},
        {401, ErrorKind::Refused},
        {403, ErrorKind::Refused},
        {404, ErrorKind::NotFound},
        {409, ErrorKind::Conflict},
        {418, ErrorKind::Refused},
        {413, ErrorKind::Limit},
        {422, ErrorKind::Untrusted},
        {429, ErrorKind::Busy},
        {431, ErrorKind::Limit},
        {500, ErrorKind::Internal},
        {502, ErrorKind::Internal},
        {503, ErrorKind::Busy},
        {507, ErrorKind::Full},
    }));
    const auto body =
        GENERATE(as<std::string>(), "", "<html>", R"({"error":"no"})", R"({"error":{"kind":"not-found"}})",
                 R"({"error":{"kind":"odd","code":"","message":"m","hints":[]}})",
                 R"({"error":{"kind":"not-found","code":"","message":"m","hints":[],"more":1}})",
                 R"({"error":{"kind":"not-found","code":"Not Kebab","message":"m","hints":[]}})",
                 R"({"error":{"kind":"not-found","message":"m","hints":[]}})",
                 R"({"error":{"kind":"not-found","code":"","message":"m","hints":[]},"more":1})");
    const auto error = error_from_response(Response::text(body, status));
    CHECK(error.kind() == kind);
    CHECK(error.message() == "the server answers with status " + std::to_string(status));
}

TEST_CASE("a message that is not UTF-8 does not break the answer", "[base][http][status]") {
    const auto back = error_from_response(error_response(Error(ErrorKind::Invalid, "reading \xff")));
    CHECK(back.kind() == ErrorKind::Invalid);
    CHECK(back.message() == "\"reading \\xff\"");
}

TEST_CASE("peers learn nothing of our disk or insides, and all else as it is", "[base][http][status]") {
    for (unsigned number = 0; number <= static_cast<unsigned>(ErrorKind::Internal); ++number) {
        const auto kind = static_cast<ErrorKind>(number);
        CAPTURE(name_of(kind));
        const auto error = Error(kind, "opening \"/var/lib/custody/x\"").with_hint("look at /var/lib").with_code("why");
        const auto told = as_told_to_peers(error, "answering GET \"/x\"");
        CHECK(told.kind() == kind);
        CHECK(told.code() == "why");
        const bool is_ours = kind == ErrorKind::Full || kind == ErrorKind::Corrupt || kind == ErrorKind::Io ||
                             kind == ErrorKind::Sandbox || kind == ErrorKind::Interrupted ||
                             kind == ErrorKind::Internal;
        CHECK(told.message().contains("/var") == !is_ours);
        CHECK(told.hints().empty() == is_ours);
        if (is_ours) CHECK(told.message().starts_with("answering GET \"/x\": "));
    }
}
