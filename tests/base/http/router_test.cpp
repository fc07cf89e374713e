// SPDX-License-Identifier: Apache-2.0
#include "base/http/router.hpp"

#include "base/http/status.hpp"
#include "tests/support/support.hpp"

#include <rapidcheck.h>
#include <algorithm>

using namespace assay;
using namespace assay::http;
using assay::test::need;

namespace {

Request request_of(Method method, std::string_view target) {
    return {.method = method, .target = need(Target::parse(target)), .headers = {}, .body = {}, .peer = {}};
}

RouteHandler says(std::string text) {
    return [text](const Request&, const Captures&) -> Result<Response> { return Response::text(text); };
}

std::string answer(const Router& router, Method method, std::string_view target) {
    return to_text(need(router.handle(request_of(method, target))).bytes());
}

}  // namespace

TEST_CASE("a request goes to the handler of its method and path with captured segments", "[base][http][router]") {
    Router router;
    router.add("GET /", says("root"))
        .add(
            "GET /v1/deposits/{id}",
            [](const Request&, const Captures& at) -> Result<Response> { return Response::text("<" + at["id"] + ">"); })
        .add("POST /v1/deposits", says("made"), 64U << 20)
        .add("GET /v1/{kind}/{id}/proof", [](const Request&, const Captures& at) -> Result<Response> {
            return Response::text(at["kind"] + "," + at["id"]);
        });
    CHECK(answer(router, Method::Get, "/") == "root");
    CHECK(answer(router, Method::Get, "/v1/deposits/a%20b") == "<a b>");
    CHECK(answer(router, Method::Head, "/v1/deposits/x") == "<x>");
    CHECK(answer(router, Method::Post, "/v1/deposits?note=1") == "made");
    CHECK(answer(router, Method::Get, "/v1/rooms/7/proof") == "rooms,7");
    CHECK(router.body_bytes_max(request_of(Method::Post, "/v1/deposits")) == 64U << 20);
    CHECK(router.body_bytes_max(request_of(Method::Post, "/elsewhere")) == kBodyBytesDefault);
}

TEST_CASE("an unknown path is not found, a known one of another method says which it takes", "[base][http][router]") {
    Router router;
    router.add("GET /a/{x}", says("")).add("PUT /a/{x}", says(""));
    const auto missing = router.handle(request_of(Method::Get, "/a"));
    REQUIRE_FALSE(missing);
    CHECK(missing.error().kind() == ErrorKind::NotFound);
    CHECK(missing.error().message() == "answering GET \"/a\": there is nothing of that address");
    CHECK(router.handle(request_of(Method::Get, "/a/b/c")).error().kind() == ErrorKind::NotFound);

    const auto other = need(router.handle(request_of(Method::Post, "/a/b")));
    CHECK(other.status == 405);
    CHECK(other.headers.find("allow") == "GET, HEAD, PUT");
    CHECK(error_from_response(other).kind() == ErrorKind::Unsupported);
}

TEST_CASE("a literal beats a capture from the left, in whichever order they were added", "[base][http][router]") {
    std::vector<std::string> patterns{"GET /{a}/{b}", "GET /x/{b}", "GET /{a}/y", "GET /x/y"};
    std::sort(patterns.begin(), patterns.end());
    do {
        Router router;
        for (const auto& pattern : patterns) router.add(pattern, says(pattern));
        CHECK(answer(router, Method::Get, "/x/y") == "GET /x/y");
        CHECK(answer(router, Method::Get, "/x/q") == "GET /x/{b}");
        CHECK(answer(router, Method::Get, "/q/y") == "GET /{a}/y");
        CHECK(answer(router, Method::Get, "/q/q") == "GET /{a}/{b}");
    } while (std::next_permutation(patterns.begin(), patterns.end()));
}

TEST_CASE("the router finds what a plain search of all patterns finds", "[base][http][router]") {
    CHECK(rc::check([] {
        const auto segment = rc::gen::element<std::string>("a", "b", "{c}");
        const auto pattern_gen = rc::gen::container<std::vector<std::string>>(segment);
        const auto patterns = *rc::gen::unique<std::vector<std::vector<std::string>>>(rc::gen::resize(5, pattern_gen));
        const auto path = *rc::gen::resize(
            5, rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>("a", "b", "z")));

        Router router;
        std::vector<std::string> fitting;
        for (const auto& pattern : patterns) {
            std::string text, key;
            bool fits = pattern.size() == path.size();
            for (std::size_t i = 0; i < pattern.size(); ++i) {
                text += '/' + pattern[i];
                key += pattern[i] == "{c}" ? "1" : "0";
                fits = fits && (pattern[i] == "{c}" || pattern[i] == path[i]);
            }
            if (text.empty()) text = "/";
            router.add("GET " + text, says(text));
            if (fits) fitting.push_back(key + text);
        }
        std::string target;
        for (const auto& each : path) target += '/' + each;
        const auto found = router.handle(request_of(Method::Get, target.empty() ? "/" : target));
        RC_ASSERT(found.has_value() == !fitting.empty());
        if (fitting.empty()) return;
        const auto best = *std::min_element(fitting.begin(), fitting.end());
        RC_ASSERT(to_text(found->bytes()) == best.substr(path.size()));
    }));
}

TEST_CASE("a route may refuse a request by its head", "[base][http][router]") {
    Router router;
    const auto answer = [](const Request&, const Captures&) -> Result<Response> { return Response::text("x"); };
    router.add("POST /closed", answer, 10, [](const Request&) { return Status(fail(ErrorKind::Refused, "closed")); });
    router.add("POST /open", answer);
    CHECK(router.check_head(request_of(Method::Post, "/closed")).error().kind() == ErrorKind::Refused);
    CHECK(router.check_head(request_of(Method::Post, "/open")));
    // Where there is no route, the handler says so.
    CHECK(router.check_head(request_of(Method::Get, "/closed")));
}
