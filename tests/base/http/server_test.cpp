// SPDX-License-Identifier: Apache-2.0
#include "base/http/server.hpp"

#include "tests/base/http/http_support.hpp"

#include <fcntl.h>
#include <atomic>
#include <catch2/generators/catch_generators.hpp>
#include <csignal>
#include <filesystem>
#include <latch>

using namespace assay;
using namespace assay::http;
using namespace assay::http::test;

namespace {

std::string get(std::string_view path, std::string_view more = "") {
    return "GET " + std::string(path) + " HTTP/1.1\r\nHost: h\r\n" + std::string(more) + "\r\n";
}

}  // namespace

TEST_CASE("a request is answered and the connection kept for the next", "[base][http][server]") {
    const auto server = plain_server(echo);
    RawConnection connection(server.port());
    const std::string expected =
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 7\r\n\r\nGET /a ";
    for (int i = 0; i < 3; ++i) {
        REQUIRE(connection.send(get("/a")));
        CHECK(connection.read(expected.size()) == expected);
    }
    REQUIRE(connection.send("HEAD /a HTTP/1.1\r\nHost: h\r\n\r\n"));
    CHECK(connection.read_header().contains("Content-Length: 8\r\n"));
    REQUIRE(connection.send(get("/a", "Connection: close\r\n")));
    CHECK(connection.read_all().contains("Connection: close\r\n"));
    CHECK(server.statistics().connections == 1);
    CHECK(server.statistics().requests == 5);
}

TEST_CASE("two requests sent at once are answered in turn", "[base][http][server]") {
    const auto server = plain_server(echo);
    RawConnection connection(server.port());
    REQUIRE(connection.send(get("/1") + get("/2", "Connection: close\r\n")));
    const auto answers = connection.read_all();
    CHECK(answers.find("GET /1") < answers.find("GET /2"));
    CHECK(answers.contains("GET /2"));
}

TEST_CASE("what is refused gets its status as JSON and the connection ends", "[base][http][server]") {
    const auto server = plain_server(echo);
    const auto [message, status] = GENERATE(table<std::string, int>({
        {get("/", "X: " + std::string(16 << 10, 'a') + "\r\n"), 431},
        {std::string(40 << 10, 'A'), 431},
        {"\x16\x03\x01", 400},
        {"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1048577\r\n\r\n", 413},
        {"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n100001\r\n", 413},
        {"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n" + std::string(70 << 10, '0'), 400},
        {"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nabc", 400},
        {"BREW / HTTP/1.1\r\nHost: h\r\n\r\n", 501},
        {"GET / HTTP/1.0\r\nHost: h\r\n\r\n", 505},
    }));
    CAPTURE(message.substr(0, 80));
    RawConnection connection(server.port());
    // More is on the way than the server will read: the answer must arrive all the same.
    connection.send(message + std::string(100 << 10, 'z'));
    const auto answer = connection.read_all();
    CHECK(status_in(answer) == status);
    CHECK(answer.contains("Connection: close\r\n"));
    CHECK(answer.contains(R"({"error":{"kind":")"));
    CHECK(connection.is_closed());
    CHECK(server.statistics().requests == 0);
}

TEST_CASE("a body as large as allowed is taken, and the route's own limit holds before it is read",
          "[base][http][server]") {
    auto options = plain_options();
    options.body_bytes_max = [](const Request& head) {
        CHECK(head.body.empty());
        return head.target.segments().at(0) == "large" ? 3U << 20 : 10U;
    };
    const auto server = need(Server::start(std::move(options), [](const Request& request) -> Result<Response> {
        return Response::text(std::to_string(request.body.size()));
    }));
    auto client = plain_client(server);
    CHECK(to_text(need(client.post("/large", "a/b", Bytes(3U << 20))).bytes()) == std::to_string(3U << 20));
    CHECK(to_text(need(client.post("/small", "a/b", Bytes(10))).bytes()) == "10");

    const auto before = server.statistics().bytes_received;
    const auto refused = client.post("/large", "a/b", Bytes((3U << 20) + 1));
    REQUIRE_FALSE(refused);
    CHECK(refused.error().kind() == ErrorKind::Limit);
    CHECK(refused.error().message() == "reading a request: the body is larger than this address takes");
    // The client asked first, so the body never travelled.
    CHECK(server.statistics().bytes_received - before < 1000);
    CHECK(client.post("/small", "a/b", Bytes(11)).error().kind() == ErrorKind::Limit);
}

TEST_CASE("a client that asks first gets 100 Continue", "[base][http][server]") {
    const auto server = plain_server(echo);
    RawConnection connection(server.port());
    REQUIRE(connection.send("POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n"));
    CHECK(connection.read_header() == "HTTP/1.1 100 Continue\r\n\r\n");
    REQUIRE(connection.send("abc"));
    CHECK(status_in(connection.read_header()) == 200);
}

TEST_CASE("bodies share a budget of memory, of which what is announced takes nothing", "[base][http][server]") {
    const auto server = plain_server(echo, {.bodies_bytes = 1000});
    const std::string post = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 600\r\n\r\n";
    std::vector<RawConnection> announced;
    for (int i = 0; i < 40; ++i) REQUIRE(announced.emplace_back(server.port()).send(post));
    RawConnection first(server.port());
    REQUIRE(first.send(post + std::string(599, 'a')));
    REQUIRE(eventually([&] { return server.statistics().bytes_received == 41 * post.size() + 599; }));
    {
        RawConnection second(server.port());
        REQUIRE(second.send(post + std::string(600, 'a')));
        const auto answer = second.read_all();
        CHECK(status_in(answer) == 503);
        CHECK(answer.contains("retry-after: 2\r\n"));
    }
    REQUIRE(first.send("a"));
    CHECK(status_in(first.read_header()) == 200);
    RawConnection third(server.port());
    REQUIRE(third.send(post + std::string(600, 'a')));
    CHECK(status_in(third.read_header()) == 200);
}

TEST_CASE("slow clients are cut off and delay no other", "[base][http][server]") {
    const auto server = plain_server(echo, {.header = 600ms, .transfer = 600ms, .bytes_per_second = 1U << 20});
    const std::string head = "POST /slow HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\n";
    std::vector<RawConnection> slow_header, slow_body;
    for (int i = 0; i < 25; ++i) {
        REQUIRE(slow_header.emplace_back(server.port()).send("G"));
        REQUIRE(slow_body.emplace_back(server.port()).send(head));
    }
    const auto began = std::chrono::steady_clock::now();
    std::atomic<bool> done = false;
    std::thread drip([&] {
        while (!done) {
            for (auto& connection : slow_header) connection.send("E");
            for (auto& connection : slow_body) connection.send("b");
            std::this_thread::sleep_for(50ms);
        }
    });
    auto client = plain_client(server);
    for (int i = 0; i < 20; ++i) CHECK(need(client.get("/quick")).status == 200);
    CHECK(std::chrono::steady_clock::now() - began < 500ms);
    for (auto& connection : slow_header) CHECK(connection.is_closed());
    for (auto& connection : slow_body) CHECK(connection.is_closed());
    CHECK(std::chrono::steady_clock::now() - began < 2s);
    done = true;
    drip.join();
    CHECK(server.statistics().requests == 20);
}

TEST_CASE("a client that does not read is cut off, and its stream is let go", "[base][http][server]") {
    auto made = std::make_shared<std::atomic<int>>(0);
    const auto server = plain_server(
        [made](const Request&) -> Result<Response> {
            return Response{.body = BodyStream{.size = {}, .next = [made]() -> Result<Bytes> {
                                                   ++*made;
                                                   return Bytes(1U << 20);
                                               }}};
        },
        {.transfer = 300ms, .bytes_per_second = 1U << 30});
    RawConnection connection(server.port());
    REQUIRE(connection.send(get("/")));
    REQUIRE(eventually([&] { return *made > 0; }));
    CHECK(eventually([&] { return made.use_count() == 2; }));
    CHECK(*made < 50);
}

TEST_CASE("a client that goes away ends its stream", "[base][http][server]") {
    auto made = std::make_shared<std::atomic<int>>(0);
    const auto server = plain_server([made](const Request&) -> Result<Response> {
        return Response{.body = BodyStream{.size = std::uint64_t{1} << 40, .next = [made]() -> Result<Bytes> {
                                               ++*made;
                                               return Bytes(1U << 20);
                                           }}};
    });
    {
        RawConnection connection(server.port());
        REQUIRE(connection.send(get("/")));
        CHECK(connection.read(3U << 20).size() == 3U << 20);
    }
    CHECK(eventually([&] { return made.use_count() == 2; }));
}

TEST_CASE("an idle connection ends quietly, and one at work is not idle", "[base][http][server]") {
    const auto server = plain_server(
        [](const Request&) -> Result<Response> {
            std::this_thread::sleep_for(300ms);
            return Response::text("late");
        },
        {.idle = 100ms});
    RawConnection idle(server.port());
    RawConnection working(server.port());
    REQUIRE(working.send(get("/")));
    CHECK(idle.read_all() == "");
    CHECK(working.read_all().ends_with("late"));
}

TEST_CASE("where connections run out, the one idle for longest makes room", "[base][http][server]") {
    const auto server = plain_server(echo, {.connections = 4});
    std::vector<RawConnection> idle;
    for (std::size_t i = 1; i <= 4; ++i) {
        idle.emplace_back(server.port());
        REQUIRE(eventually([&] { return server.statistics().connections == i; }));
    }
    RawConnection fifth(server.port());
    REQUIRE(fifth.send(get("/")));
    CHECK(status_in(fifth.read_header()) == 200);
    CHECK(idle[0].is_closed());
    CHECK_FALSE(idle[1].is_closed(50ms));
}

TEST_CASE("where all connections are at work, a new one is turned away", "[base][http][server]") {
    std::latch go(1);
    std::atomic<int> running = 0;
    const auto server = plain_server(
        [&](const Request& request) {
            ++running;
            go.wait();
            return echo(request);
        },
        {.connections = 2});
    RawConnection first(server.port()), second(server.port());
    REQUIRE(first.send(get("/")));
    REQUIRE(second.send(get("/")));
    REQUIRE(eventually([&] { return running == 2; }));
    RawConnection third(server.port());
    third.send(get("/"));
    CHECK(third.read_all() == "");
    CHECK(server.statistics().sent_away == 1);
    go.count_down();
    CHECK(status_in(first.read_header()) == 200);
    CHECK(status_in(second.read_header()) == 200);
}

TEST_CASE("200 connections at one time are all served", "[base][http][server]") {
    const auto identity = TlsIdentity::generate();
    const auto server = tls_server(identity, echo);
    std::latch all_open(200);
    std::atomic<int> served = 0;
    std::vector<std::jthread> threads;
    for (int i = 0; i < 200; ++i)
        threads.emplace_back([&, i] {
            auto client = Client::open({.base_url = server.url(), .server = identity.spki()});
            const bool first = client && client->get("/first").has_value();
            all_open.arrive_and_wait();
            const auto target = "/" + std::to_string(i);
            const auto second = client ? client->get(target) : fail(client.error());
            if (first && second && to_text(second->bytes()) == "GET " + target + ' ') ++served;
        });
    threads.clear();
    CHECK(served == 200);
    CHECK(server.statistics().handshakes == 200);
    CHECK(server.statistics().requests == 400);
}

TEST_CASE("a handler that fails or throws is answered for", "[base][http][server]") {
    const auto server = plain_server([](const Request& request) -> Result<Response> {
        const auto what = request.target.segments().at(0);
        if (what == "busy") return fail(ErrorKind::Busy, "opening the store: another process holds it");
        if (what == "throw") throw std::runtime_error("a secret of the inside");
        if (what == "split") return Response{.content_type = "text/plain\r\nX-Evil: 1"};
        if (what == "status") return Response{.status = 99};
        return Response{.status = 204, .body = to_bytes("not sent")};
    });
    auto client = plain_client(server);
    const auto busy = client.get("/busy");
    REQUIRE_FALSE(busy);
    CHECK(busy.error().kind() == ErrorKind::Busy);
    CHECK(busy.error().message() == "opening the store: another process holds it");
    CHECK(client.get("/throw").error().message() == "answering: the handler ended in an exception");
    CHECK(client.get("/split").error().kind() == ErrorKind::Internal);
    CHECK(client.get("/status").error().kind() == ErrorKind::Internal);
    CHECK(need(client.get("/none")).bytes().empty());
    CHECK(server.statistics().connections == 1);
}

TEST_CASE("stopping lets running requests end within the grace", "[base][http][server]") {
    std::atomic<bool> running = false;
    auto server = plain_server([&](const Request&) -> Result<Response> {
        running = true;
        std::this_thread::sleep_for(300ms);
        return Response::text("done");
    });
    RawConnection idle(server.port());
    RawConnection busy(server.port());
    REQUIRE(busy.send(get("/")));
    REQUIRE(eventually([&] { return running.load(); }));
    std::string answer;
    std::jthread reader([&] {
        answer = busy.read_all();
        busy.close();
    });
    const auto began = std::chrono::steady_clock::now();
    const auto port = server.port();
    server.stop(5s);
    CHECK(std::chrono::steady_clock::now() - began < 3s);
    reader.join();
    CHECK(answer.ends_with("done"));
    CHECK(answer.contains("Connection: close"));
    CHECK(idle.is_closed());
    server.stop(5s);
    auto late =
        need(Client::open({.base_url = "http://127.0.0.1:" + std::to_string(port), .plain = PlainHttp::Allowed}));
    CHECK(late.get("/").error().kind() == ErrorKind::Unavailable);
}

TEST_CASE("stopping cuts what outlasts the grace", "[base][http][server]") {
    std::atomic<bool> running = false, ended = false;
    auto server = plain_server([&](const Request& request) -> Result<Response> {
        running = true;
        if (request.target.segments().at(0) == "stream")
            return Response{.body = BodyStream{.size = {}, .next = []() -> Result<Bytes> {
                                                   std::this_thread::sleep_for(5ms);
                                                   return Bytes(10);
                                               }}};
        std::this_thread::sleep_for(400ms);
        ended = true;
        return Response::text("done");
    });
    RawConnection slow(server.port()), stream(server.port()), half(server.port());
    REQUIRE(stream.send(get("/stream")));
    REQUIRE(half.send("GET / HT"));
    REQUIRE(stream.read(200).size() == 200);
    running = false;
    REQUIRE(slow.send(get("/slow")));
    REQUIRE(eventually([&] { return running.load(); }));
    const auto began = std::chrono::steady_clock::now();
    server.stop(100ms);
    CHECK(std::chrono::steady_clock::now() - began < 2s);
    CHECK(ended);
    CHECK(slow.read_all() == "");
    CHECK(stream.is_closed());
    CHECK(half.read_all() == "");
}

TEST_CASE("plain HTTP is spoken only where it is allowed, and only on loopback", "[base][http][server]") {
    CHECK(message_of(Server::start({}, echo)) ==
          "listening on \"127.0.0.1:0\": no TLS key is given, and plain HTTP is not allowed");
    const auto outside = Server::start({.listen = "0.0.0.0:0", .plain = PlainHttp::Allowed}, echo);
    REQUIRE_FALSE(outside);
    CHECK(outside.error().kind() == ErrorKind::Refused);
    CHECK(need(Server::start({.listen = "[::1]:0", .plain = PlainHttp::Allowed}, echo))
              .url()
              .starts_with("http://[::1]:"));
}

TEST_CASE("an address that cannot be listened on says why", "[base][http][server]") {
    for (const auto* address :
         {"", "localhost:80", "127.0.0.1", "127.0.0.1:", "127.0.0.1:99999", "127.0.0.1:080", "::1:x"})
        CHECK(message_of(Server::start({.listen = address, .plain = PlainHttp::Allowed}, echo))
                  .contains("not ADDRESS:PORT"));
    const auto server = plain_server(echo);
    auto options = plain_options();
    options.listen = "127.0.0.1:" + std::to_string(server.port());
    const auto second = Server::start(std::move(options), echo);
    REQUIRE_FALSE(second);
    CHECK(second.error().kind() == ErrorKind::Conflict);
}

TEST_CASE("no started program inherits a connection, and signals reach the program's own threads",
          "[base][http][server]") {
    sigset_t blocked_before, blocked_in_handler;
    ::pthread_sigmask(SIG_SETMASK, nullptr, &blocked_before);
    const auto server = plain_server([&](const Request&) -> Result<Response> {
        ::pthread_sigmask(SIG_SETMASK, nullptr, &blocked_in_handler);
        return Response::text("");
    });
    auto client = plain_client(server);
    need(client.get("/"));
    CHECK(::sigismember(&blocked_in_handler, SIGTERM) == 1);
    sigset_t blocked_after;
    ::pthread_sigmask(SIG_SETMASK, nullptr, &blocked_after);
    CHECK(::sigismember(&blocked_after, SIGTERM) == ::sigismember(&blocked_before, SIGTERM));

    int sockets = 0;
    for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
        const int descriptor = std::stoi(entry.path().filename());
        sockaddr_in address{};
        socklen_t size = sizeof address;
        if (::getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &size) != 0 ||
            address.sin_family != AF_INET)
            continue;
        ++sockets;
        CHECK((::fcntl(descriptor, F_GETFD) & FD_CLOEXEC) != 0);
    }
    CHECK(sockets >= 3);
}
