// SPDX-License-Identifier: Apache-2.0
#include "base/http/client.hpp"

#include "base/core/encoding.hpp"
#include "tests/base/http/http_support.hpp"

#include <cstdlib>

using namespace assay;
using namespace assay::http;
using namespace assay::http::test;

TEST_CASE("client and server understand one another, plain and over TLS", "[base][http][client]") {
    const auto identity = TlsIdentity::generate();
    const auto plain = plain_server(echo);
    const auto tls = tls_server(identity, echo);
    CHECK(tls.url().starts_with("https://127.0.0.1:"));
    for (const bool over_tls : {false, true}) {
        auto client = over_tls ? tls_client(tls, identity.spki()) : plain_client(plain);
        const auto& server = over_tls ? tls : plain;
        CHECK(to_text(need(client.get("/a%20b?c=d")).bytes()) == "GET /a%20b?c=d ");
        CHECK(to_text(need(client.post("/p", "text/plain", to_bytes("body"))).bytes()) == "POST /p body");
        CHECK(to_text(need(client.send({.method = Method::Put, .target = "/q"})).bytes()) == "PUT /q ");
        CHECK(need(client.exchange({.method = Method::Head, .target = "/h"})).bytes().empty());
        CHECK(need(client.get("/")).content_type == "text/plain; charset=utf-8");
        CHECK(server.statistics().connections == 1);
        CHECK(server.statistics().requests == 5);
        CHECK(server.statistics().refusals == 0);
    }
}

TEST_CASE("headers and body arrive as they were sent", "[base][http][client]") {
    const auto server = plain_server([](const Request& request) -> Result<Response> {
        auto response =
            Response{.content_type = request.headers.find("content-type").value_or(""), .body = request.body};
        TRY(response.headers.add("X-Back", request.headers.find("x-there").value_or("") + "!"));
        TRY(response.headers.add("X-Seen", request.headers.find("x-empty") ? "yes" : "no"));
        return response;
    });
    auto client = plain_client(server);
    Call call{
        .method = Method::Post, .target = "/", .content_type = "application/x-test", .body = Bytes{0, 1, 255, 10, 13}};
    REQUIRE(call.headers.add("X-There", "a: b"));
    REQUIRE(call.headers.add("X-Empty", ""));
    const auto response = need(client.send(call));
    CHECK(response.content_type == "application/x-test");
    CHECK(response.headers.find("x-back") == "a: b!");
    CHECK(response.headers.find("x-seen") == "yes");
    CHECK(equal(response.bytes(), Bytes{0, 1, 255, 10, 13}));
}

TEST_CASE("a server with another key is refused before a byte of the request is sent", "[base][http][client]") {
    const auto real = TlsIdentity::generate(), other = TlsIdentity::generate();
    const auto server = tls_server(other, echo);
    auto client = tls_client(server, real.spki());
    const auto answer = client.post("/secret", "text/plain", to_bytes("for the real one only"));
    REQUIRE_FALSE(answer);
    CHECK(answer.error().kind() == ErrorKind::Untrusted);
    CHECK(answer.error().message() == "POST \"" + server.url() +
                                          "/secret\": the server holds another TLS key than the expected " +
                                          encode_hex(real.spki().view()));
    REQUIRE(eventually([&] { return server.statistics().handshakes == 1; }));
    std::this_thread::sleep_for(50ms);
    CHECK(server.statistics().bytes_received == 0);
    CHECK(server.statistics().requests == 0);
    CHECK(client.get("/again").error().kind() == ErrorKind::Untrusted);
}

TEST_CASE("a server that comes back with another key is refused by a client that knew it", "[base][http][client]") {
    const auto real = TlsIdentity::generate(), other = TlsIdentity::generate();
    auto server = tls_server(real, echo);
    auto client = tls_client(server, real.spki());
    CHECK(client.get("/").has_value());
    const auto listen = "127.0.0.1:" + std::to_string(server.port());
    server.stop(0ms);
    const auto impostor = need(Server::start({.listen = listen, .identity = other}, echo));
    CHECK(client.get("/").error().kind() == ErrorKind::Untrusted);
    CHECK(impostor.statistics().bytes_received == 0);
}

TEST_CASE("the handler learns which key the client holds, or that it shows none", "[base][http][client]") {
    const auto identity = TlsIdentity::generate(), vendor = TlsIdentity::generate();
    const auto server = tls_server(identity, [](const Request& request) -> Result<Response> {
        if (!request.peer) return fail(ErrorKind::Refused, "answering: no client key is shown");
        return Response::text(encode_hex(request.peer->view()));
    });
    auto known = tls_client(server, identity.spki(), vendor);
    CHECK(to_text(need(known.get("/")).bytes()) == encode_hex(vendor.spki().view()));
    CHECK(to_text(need(known.get("/")).bytes()) == encode_hex(vendor.spki().view()));
    auto unknown = tls_client(server, identity.spki());
    CHECK(unknown.get("/").error().kind() == ErrorKind::Refused);
}

TEST_CASE("TLS and plain HTTP do not mix", "[base][http][client]") {
    const auto identity = TlsIdentity::generate();
    const auto tls = tls_server(identity, echo);
    const auto plain = plain_server(echo);
    auto wrong = need(Client::open({.base_url = "http" + tls.url().substr(5), .plain = PlainHttp::Allowed}));
    CHECK(wrong.get("/").error().kind() == ErrorKind::Unavailable);
    auto other = need(Client::open({.base_url = "https" + plain.url().substr(4), .server = identity.spki()}));
    CHECK(other.get("/").error().kind() == ErrorKind::Unavailable);
    CHECK(tls.statistics().bytes_received == 0);
}

TEST_CASE("an address that cannot be used is refused with its own words", "[base][http][client]") {
    const auto spki = TlsIdentity::generate().spki();
    const auto opened = [&](std::string url, bool pinned = true, PlainHttp plain = PlainHttp::Refused) {
        return message_of(Client::open(
            {.base_url = std::move(url), .server = pinned ? std::optional(spki) : std::nullopt, .plain = plain}));
    };
    CHECK(opened("https://h", false).ends_with("no key is named that the server must hold"));
    CHECK(opened("http://h", false).ends_with("plain HTTP is not allowed here"));
    CHECK(opened("ftp://h").ends_with("neither https nor http"));
    CHECK(opened("file:///etc/passwd").ends_with("neither https nor http"));
    for (const auto* url : {"https://h/", "https://h?x", "https://h#x"})
        CHECK(opened(url).contains("https://HOST:PORT/PREFIX"));
    for (const auto* url : {"", "https://", "https://user@h", "https://user:pass@h", "https://h:99999", "https://h/a b",
                            "https://h\\x", "https://h\r\nX: y"})
        CHECK_FALSE(opened(url).empty());
    CHECK(opened("https://[::1]:80/log").empty());
    CHECK(opened("http://h", false, PlainHttp::Allowed).empty());
}

TEST_CASE("a pin and plain HTTP exclude one another", "[base][http][client]") {
    const auto opened = Client::open({.base_url = "http://h", .server = SpkiDigest(), .plain = PlainHttp::Allowed});
    REQUIRE_FALSE(opened);
    CHECK(opened.error().message().ends_with("a key is expected, which plain HTTP cannot prove"));
}

TEST_CASE("redirects are not followed and the environment sets no proxy", "[base][http][client]") {
    for (const auto* name : {"http_proxy", "https_proxy", "all_proxy", "ALL_PROXY", "HTTPS_PROXY"})
        ::setenv(name, "http://127.0.0.1:1", 1);
    const auto server = plain_server([](const Request&) -> Result<Response> {
        Response response{.status = 302};
        TRY(response.headers.add("Location", "/elsewhere"));
        return response;
    });
    auto client = plain_client(server);
    const auto redirected = client.get("/");
    REQUIRE_FALSE(redirected);
    CHECK(redirected.error().kind() == ErrorKind::Unsupported);
    CHECK(redirected.error().message().ends_with("the server redirects, which is never followed"));
    CHECK(need(client.exchange({.target = "/"})).status == 302);
    CHECK(server.statistics().requests == 2);
    for (const auto* name : {"http_proxy", "https_proxy", "all_proxy", "ALL_PROXY", "HTTPS_PROXY"}) ::unsetenv(name);
}

TEST_CASE("a server's error becomes the client's, with kind, words and hints", "[base][http][client]") {
    const auto server = plain_server([](const Request&) -> Result<Response> {
        return fail(
            Error(ErrorKind::Conflict, "taking deposit \"dep-x\": another is there").with_hint("escrow show dep-x"));
    });
    auto client = plain_client(server);
    const auto answer = client.get("/");
    REQUIRE_FALSE(answer);
    CHECK(answer.error().kind() == ErrorKind::Conflict);
    CHECK(answer.error().message() == "taking deposit \"dep-x\": another is there");
    CHECK(answer.error().hints() == std::vector<std::string>{"escrow show dep-x"});
    CHECK(need(client.exchange({.target = "/"})).status == 409);
}

TEST_CASE("a malformed call is refused before anything is sent", "[base][http][client]") {
    const auto server = plain_server(echo);
    auto client = plain_client(server);
    for (const auto* target : {"", "a", "//x", "/a b", "/a\r\nX: y", "/%2e"})
        CHECK(client.get(target).error().kind() == ErrorKind::Invalid);
    CHECK(client.post("/", "text/plain\r\nX: y", Bytes()).error().kind() == ErrorKind::Invalid);
    CHECK(server.statistics().connections == 0);
}

TEST_CASE("a server that is not there, stalls or hangs up is unavailable", "[base][http][client]") {
    auto server = plain_server([](const Request& request) -> Result<Response> {
        if (request.target.segments().at(0) == "stall") std::this_thread::sleep_for(600ms);
        return Response{.body = BodyStream{
                            .size = 100, .next = [] { return Result<Bytes>(fail(ErrorKind::Io, "reading a disk")); }}};
    });
    auto client = need(Client::open({.base_url = server.url(), .plain = PlainHttp::Allowed, .total = 300ms}));
    const auto stalled = client.get("/stall");
    REQUIRE_FALSE(stalled);
    CHECK(stalled.error().kind() == ErrorKind::Unavailable);
    CHECK(stalled.error().message().starts_with("GET \"" + server.url() + "/stall\": operation timed out"));
    const auto cut = client.get("/cut");
    REQUIRE_FALSE(cut);
    CHECK(cut.error().kind() == ErrorKind::Unavailable);
    server.stop(0ms);
    CHECK(client.get("/gone").error().kind() == ErrorKind::Unavailable);
}

TEST_CASE("a connection the server closed while idle is opened anew", "[base][http][client]") {
    const auto server = plain_server(echo, {.idle = 50ms});
    auto client = plain_client(server);
    for (int i = 0; i < 3; ++i) {
        CHECK(to_text(need(client.post("/", "text/plain", to_bytes("x"))).bytes()) == "POST / x");
        std::this_thread::sleep_for(120ms);
    }
    CHECK(server.statistics().connections == 3);
    CHECK(server.statistics().requests == 3);
}
