// SPDX-License-Identifier: Apache-2.0
// What strangers can do to a server that also has known peers: bounded attackers on loopback, from another address and
// from the peer's own.
#include "base/http/openssl.hpp"
#include "tests/base/http/http_support.hpp"

#include <atomic>
#include <catch2/generators/catch_generators.hpp>
#include <latch>

#include <fcntl.h>
#include <sys/resource.h>

using namespace assay;
using namespace assay::http;
using namespace assay::http::test;

namespace {

/// A server with one known peer.
struct Known {
    explicit Known(Handler handler, ServerLimits limits = {}, std::function<Status(const Request&)> check_head = {})
        : server(need(Server::start({.identity = identity,
                                     .check_head = std::move(check_head),
                                     .is_known = [this](const SpkiDigest& key) { return key == peer.spki(); },
                                     .limits = limits},
                                    std::move(handler)))) {}

    Client as_peer() const { return tls_client(server, identity.spki(), peer); }
    Client as_stranger(const char* from = "") const {
        return need(Client::open({.base_url = server.url(), .server = identity.spki(), .from = from}));
    }

    TlsIdentity identity = TlsIdentity::generate(), peer = TlsIdentity::generate();
    Server server;
};

/// One TLS connection whose bytes a test writes itself.
class RawTls {
public:
    RawTls(std::uint16_t port, const char* from) : tcp_(port, from), context_(SSL_CTX_new(TLS_client_method())) {
        ssl_ = SSL_new(context_);
        SSL_set_fd(ssl_, tcp_.descriptor());
        REQUIRE(SSL_connect(ssl_) == 1);
    }
    ~RawTls() {
        SSL_free(ssl_);
        SSL_CTX_free(context_);
    }
    RawTls(const RawTls&) = delete;
    RawTls& operator=(const RawTls&) = delete;

    bool send(std::string_view text) { return SSL_write(ssl_, text.data(), static_cast<int>(text.size())) > 0; }
    /// Until the end, of which it says whether close_notify announced it.
    std::pair<std::string, bool> read_all() {
        std::string out;
        char room[4096];
        int size = 0;
        while ((size = SSL_read(ssl_, room, sizeof room)) > 0) out.append(room, static_cast<std::size_t>(size));
        return {out, SSL_get_error(ssl_, size) == SSL_ERROR_ZERO_RETURN};
    }

private:
    RawConnection tcp_;
    SSL_CTX* context_;
    SSL* ssl_;
};

std::string post_of(std::size_t bytes) {
    return "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(bytes) + "\r\n\r\n";
}

}  // namespace

TEST_CASE("silent connections of one address give way to one another and to handshakes", "[base][http][attack]") {
    const auto* const from = GENERATE("127.0.0.1", "127.0.0.2");
    const Known known(echo, {.connections = 200, .origin_connections = 50});
    auto peer = known.as_peer();
    need(peer.get("/before"));
    std::vector<RawConnection> silent;
    for (int i = 0; i < 400; ++i) silent.emplace_back(known.server.port(), from);
    REQUIRE(eventually([&] { return known.server.statistics().sent_away >= 350; }));
    CHECK(silent.front().is_closed());
    CHECK_FALSE(silent.back().is_closed(50ms));
    // On its old connection and on new ones; a stranger's too.
    need(peer.get("/after"));
    CHECK(known.server.statistics().handshakes == 1);
    for (int i = 0; i < 20; ++i) need(known.as_peer().get("/new"));
    for (int i = 0; i < 20; ++i) need(known.as_stranger().get("/stranger"));
}

TEST_CASE("half-sent requests and idle connections of strangers give way too", "[base][http][attack]") {
    const Known known(echo, {.connections = 40, .origin_connections = 10});
    std::vector<std::unique_ptr<RawTls>> held;
    for (int i = 0; i < 30; ++i) {
        held.push_back(std::make_unique<RawTls>(known.server.port(), "127.0.0.1"));
        if (i % 3 == 0) held.back()->send("GET / HT");
        if (i % 3 == 1) held.back()->send(post_of(100) + "half");
    }
    need(known.as_peer().get("/"));
    need(known.as_stranger().get("/"));
}

TEST_CASE("a known peer is not sent away for strangers, and one key has its share", "[base][http][attack]") {
    const Known known(echo, {.connections = 16, .origin_connections = 100, .key_connections = 3});
    auto first = known.as_peer(), second = known.as_peer(), third = known.as_peer();
    for (auto* each : {&first, &second, &third}) need(each->get("/"));
    std::vector<RawConnection> silent;
    for (int i = 0; i < 60; ++i) silent.emplace_back(known.server.port(), "127.0.0.2");
    REQUIRE(eventually([&] { return known.server.statistics().sent_away >= 47; }));
    for (auto* each : {&first, &second, &third}) need(each->get("/"));
    CHECK(known.server.statistics().handshakes == 3);
    // The fourth takes the place of the one that has been idle for longest.
    auto fourth = known.as_peer();
    need(fourth.get("/"));
    for (auto* each : {&second, &third, &fourth}) need(each->get("/"));
    CHECK(known.server.statistics().handshakes == 4);
}

TEST_CASE("a peer that becomes known on an open connection is known from its next request on", "[base][http][attack]") {
    const auto identity = TlsIdentity::generate(), peer = TlsIdentity::generate();
    std::atomic<bool> is_known = false;
    const auto server = need(Server::start({.identity = identity,
                                            .is_known = [&](const SpkiDigest&) { return is_known.load(); },
                                            .limits = {.stranger_bodies_bytes = 10}},
                                           echo));
    auto client = tls_client(server, identity.spki(), peer);
    CHECK(client.post("/", "a/b", Bytes(100)).error().kind() == ErrorKind::Busy);
    need(client.get("/"));
    is_known = true;
    need(client.post("/", "a/b", Bytes(100)));
    CHECK(server.statistics().connections == 2);
}

TEST_CASE("what strangers send takes no memory from known peers, and what stops on its way is cut",
          "[base][http][attack]") {
    const Known known(echo, {.bodies_bytes = 4000, .stranger_bodies_bytes = 1000});
    std::vector<std::unique_ptr<RawTls>> held;
    for (int i = 0; i < 32; ++i) {
        held.push_back(std::make_unique<RawTls>(known.server.port(), "127.0.0.2"));
        REQUIRE(held.back()->send(post_of(900)));
    }
    REQUIRE(held[0]->send(std::string(899, 'a')));
    REQUIRE(eventually([&] { return known.server.statistics().bytes_received >= 32 * post_of(900).size() + 899; }));
    auto peer = known.as_peer();
    need(peer.post("/", "a/b", Bytes(1000)));
    const auto refused = known.as_stranger().post("/", "a/b", Bytes(900));
    REQUIRE_FALSE(refused);
    CHECK(refused.error().kind() == ErrorKind::Busy);
    // Once it has stopped for a second, the next client has it cut, and may come again.
    CHECK(eventually([&] { return known.as_stranger().post("/", "a/b", Bytes(900)).has_value(); }));
    // One key gets a quarter of what known peers share.
    CHECK(peer.post("/", "a/b", Bytes(1001)).error().kind() == ErrorKind::Busy);
}

TEST_CASE("handlers of strangers take no worker from known peers", "[base][http][attack]") {
    std::latch go(1);
    std::atomic<int> waiting = 0;
    const Known known(
        [&](const Request& request) {
            if (!request.peer) {
                ++waiting;
                go.wait();
            }
            return echo(request);
        },
        {.workers = 1, .stranger_workers = 2});
    std::vector<std::unique_ptr<RawTls>> held;
    for (int i = 0; i < 8; ++i) {
        held.push_back(std::make_unique<RawTls>(known.server.port(), "127.0.0.2"));
        REQUIRE(held.back()->send("GET / HTTP/1.1\r\nHost: h\r\n\r\n"));
    }
    REQUIRE(eventually([&] { return waiting == 2; }));
    need(known.as_peer().get("/"));
    CHECK(waiting == 2);
    go.count_down();
}

TEST_CASE("a client that may not ask is refused before its body is read", "[base][http][attack]") {
    const Known known(echo, {}, [](const Request& head) -> Status {
        if (head.peer) return {};
        return fail(ErrorKind::Refused, "show a key");
    });
    RawTls stranger(known.server.port(), "127.0.0.2");
    REQUIRE(stranger.send(post_of(1U << 20)));
    const auto [answer, is_announced] = stranger.read_all();
    CHECK(status_in(answer) == 403);
    CHECK(answer.contains("show a key"));
    CHECK(is_announced);
    CHECK(known.server.statistics().requests == 0);
    need(known.as_peer().post("/", "a/b", Bytes(1000)));
}

TEST_CASE("over TLS the end is announced: after a last answer, when idle, and when the server stops",
          "[base][http][attack]") {
    Known known(echo, {.idle = 300ms});
    RawTls last(known.server.port(), "127.0.0.1");
    REQUIRE(last.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"));
    auto [answer, is_announced] = last.read_all();
    CHECK(status_in(answer) == 200);
    CHECK(is_announced);

    RawTls idle(known.server.port(), "127.0.0.1");
    CHECK(idle.read_all() == std::pair{std::string(), true});

    RawTls half(known.server.port(), "127.0.0.1");
    REQUIRE(half.send(post_of(1000) + "half"));
    REQUIRE(eventually([&] { return known.server.statistics().handshakes == 3; }));
    std::this_thread::sleep_for(50ms);
    const auto began = std::chrono::steady_clock::now();
    std::jthread stop([&] { known.server.stop(20s); });
    std::tie(answer, is_announced) = half.read_all();
    CHECK(status_in(answer) == 503);
    CHECK(answer.contains("the server is ending"));
    CHECK(is_announced);
    stop.join();
    CHECK(std::chrono::steady_clock::now() - began < 10s);
}

TEST_CASE("where descriptors run out, the server goes on with those it has", "[base][http][attack]") {
    const Known known(echo);
    auto peer = known.as_peer();
    need(peer.get("/before"));
    rlimit before{};
    REQUIRE(::getrlimit(RLIMIT_NOFILE, &before) == 0);
    std::vector<RawConnection> silent;
    for (int i = 0; i < 40; ++i) silent.emplace_back(known.server.port(), "127.0.0.2");
    REQUIRE(eventually([&] { return known.server.statistics().connections == 41; }));
    // These wait in the kernel's queue: the process may open nothing more.
    std::vector<int> sockets;
    for (int i = 0; i < 20; ++i) sockets.push_back(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    auto none = before;
    none.rlim_cur = 3;
    REQUIRE(::setrlimit(RLIMIT_NOFILE, &none) == 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(known.server.port());
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    for (const int each : sockets) ::connect(each, reinterpret_cast<const sockaddr*>(&address), sizeof address);
    const bool has_sent_away = eventually([&] { return known.server.statistics().sent_away > 2; });
    const auto during = peer.get("/during");
    ::setrlimit(RLIMIT_NOFILE, &before);
    CHECK(has_sent_away);
    CHECK(during);
    need(known.as_peer().get("/after"));
    for (const int each : sockets) ::close(each);
}
