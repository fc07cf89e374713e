// SPDX-License-Identifier: Apache-2.0
// A stranger who wants a custodian's service for himself:
//
//   attacker KEYS URL FROM SECONDS SILENT ANNOUNCED LARGE READY
//
// KEYS is the custodian's key folder, of which the published TLS key is read. From the address FROM of this machine it
// holds SILENT connections that say nothing, opened again once a second where they are closed; ANNOUNCED requests with
// a body of 16 MiB of which no byte comes; and sends LARGE bodies of 16 MiB at once, of JSON with as many values as
// possible, again and again. READY is made once all of that has begun. Ends by itself, and says what the server did.
#include "base/files/descriptor_limit.hpp"
#include "base/files/durable.hpp"
#include "base/http/client.hpp"
#include "escrow/custody/parties.hpp"
#include "storage/keys/key_folder.hpp"

#include <atomic>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <thread>

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace assay;
using namespace std::chrono_literals;
using Steady = std::chrono::steady_clock;

namespace {

constexpr std::size_t kBodyBytes = 16U << 20;

struct Attack {
    std::string url, from;
    http::SpkiDigest server;
    Steady::time_point end;
    std::atomic<int> silent = 0, announced = 0, large = 0;   ///< that have begun
    std::atomic<int> closed = 0, refused = 0, answered = 0;  ///< what the server did

    bool is_over() const { return Steady::now() >= end; }
};

sockaddr_in address_of(const std::string& host, std::uint16_t port) {
    sockaddr_in out{};
    out.sin_family = AF_INET;
    out.sin_port = htons(port);
    if (::inet_pton(AF_INET, host.c_str(), &out.sin_addr) != 1) std::exit(2);
    return out;
}

void stay_silent(Attack& attack, std::size_t count) {
    const auto colon = attack.url.rfind(':');
    const auto host = attack.url.substr(std::string("https://").size(), colon - std::string("https://").size());
    const auto server = address_of(host, static_cast<std::uint16_t>(std::atoi(attack.url.c_str() + colon + 1)));
    const auto own = address_of(attack.from, 0);
    std::vector<pollfd> held(count, {.fd = -1, .events = POLLIN | POLLRDHUP, .revents = 0});
    while (!attack.is_over()) {
        for (auto& each : held) {
            if (each.fd >= 0) continue;
            each.fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
            if (::bind(each.fd, reinterpret_cast<const sockaddr*>(&own), sizeof own) == 0 &&
                ::connect(each.fd, reinterpret_cast<const sockaddr*>(&server), sizeof server) == 0) {
                ++attack.silent;
                continue;
            }
            ::close(each.fd);
            each.fd = -1;
        }
        std::this_thread::sleep_for(1s);
        ::poll(held.data(), held.size(), 0);
        for (auto& each : held) {
            if (each.fd < 0 || (each.revents & (POLLIN | POLLRDHUP | POLLHUP | POLLERR)) == 0) continue;
            ++attack.closed;
            ::close(each.fd);
            each.fd = -1;
        }
    }
    for (const auto& each : held)
        if (each.fd >= 0) ::close(each.fd);
}

void send(Attack& attack, const http::Body& body, std::atomic<int>& begun, std::chrono::milliseconds pause) {
    while (!attack.is_over()) {
        auto client = http::Client::open({.base_url = attack.url, .server = attack.server, .from = attack.from});
        if (!client) std::exit(2);
        ++begun;
        const auto answer = client->post("/v1/statements", "application/json", body);
        if (!answer && answer.error().kind() == ErrorKind::Busy) ++attack.refused;
        if (!answer && answer.error().kind() == ErrorKind::Limit) ++attack.answered;
        if (!attack.is_over()) std::this_thread::sleep_for(pause);
    }
}

http::BodyStream announced_body(const Attack& attack) {
    return {.size = kBodyBytes, .next = [&attack]() -> Result<Bytes> {
                while (!attack.is_over()) std::this_thread::sleep_for(100ms);
                return fail(ErrorKind::Interrupted, "the attack is over");
            }};
}

Bytes large_body() {
    Bytes out = to_bytes(R"({"format":"assay-outbox-v1","statements":[{})");
    while (out.size() + 5 < kBodyBytes) append(out, bytes_of(",{}"));
    append(out, bytes_of("]}"));
    return out;
}

std::size_t number(const char* text) { return std::strtoul(text, nullptr, 10); }

Status run(char** arguments) {
    raise_descriptor_limit();
    const auto keys = TRY(storage::KeyFolder::open(arguments[1]));
    const auto server = TRY(escrow::tls_key_of(keys.identity()));
    if (!server) return fail(ErrorKind::NotFound, "no TLS key");
    const auto silent = number(arguments[5]), announced = number(arguments[6]), large = number(arguments[7]);
    Attack attack{.url = arguments[2],
                  .from = arguments[3],
                  .server = *server,
                  .end = Steady::now() + std::chrono::seconds(number(arguments[4]))};
    const http::Body body = large_body();
    std::vector<std::jthread> threads;
    threads.emplace_back([&] { stay_silent(attack, silent); });
    for (std::size_t i = 0; i < announced; ++i)
        threads.emplace_back([&] { send(attack, announced_body(attack), attack.announced, 1s); });
    for (std::size_t i = 0; i < large; ++i) threads.emplace_back([&] { send(attack, body, attack.large, 2s); });
    const auto has_begun = [&] {
        return attack.silent >= static_cast<int>(silent) && attack.announced >= static_cast<int>(announced) &&
               attack.large >= static_cast<int>(large);
    };
    while (!attack.is_over() && !has_begun()) std::this_thread::sleep_for(20ms);
    TRY(write_durably(std::filesystem::path(arguments[8]), bytes_of("ready\n")));
    threads.clear();
    std::printf("silent %d, closed by the server %d; announced %d; large %d, refused as busy %d, as too much %d\n",
                attack.silent.load(), attack.closed.load(), attack.announced.load(), attack.large.load(),
                attack.refused.load(), attack.answered.load());
    return {};
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 9) return 2;
    const auto done = run(arguments);
    if (!done) std::fprintf(stderr, "attacker: %s\n", done.error().message().c_str());
    return done ? 0 : 1;
}
