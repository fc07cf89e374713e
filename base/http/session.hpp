// SPDX-License-Identifier: Apache-2.0
// Private to base/http.
#pragma once

#include "base/http/framing.hpp"
#include "base/http/server.hpp"
#include "base/http/stream.hpp"

#include <atomic>
#include <set>

namespace assay::http {

class Session;

/// What all connections of a server share. The I/O thread owns all of it but `workers` and `count`.
struct Floor {
    /// What ServerStatistics is made of.
    struct Counters {
        std::atomic<std::uint64_t> connections{0}, handshakes{0}, bytes_received{0}, requests{0}, refusals{0};
    };

    Floor(ServerOptions given, Handler answers)
        : options(std::move(given)),
          handler(std::move(answers)),
          workers(options.limits.workers),
          bodies_bytes_left(options.limits.bodies_bytes) {}

    const ServerOptions options;
    const Handler handler;
    asio::thread_pool workers;
    Counters count;
    std::set<Session*> sessions;
    std::uint64_t bodies_bytes_left;
    bool stopping = false;
};

/// One connection and its requests, one after the other.
class Session {
public:
    Session(Floor& floor, std::unique_ptr<Stream> stream);
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    /// Ends when the connection does.
    static awaitable<void> run(std::unique_ptr<Session> session);

    /// Since when it waits for the first byte of a request; none while it works on one.
    std::optional<Deadline> idle_since() const { return idle_since_; }
    void close() { stream_->close(); }

private:
    enum class Next { Request, Linger, Close };
    class Reservation;

    awaitable<Next> exchange();
    awaitable<Next> refuse(Refusal refusal);
    awaitable<std::expected<std::string, Refusal>> read_header();
    awaitable<std::expected<void, Refusal>> read_body(RequestReader& reader);
    awaitable<std::size_t> read_more(std::size_t most, Deadline deadline);
    awaitable<bool> write(ByteView data);
    awaitable<bool> send(const Response& response, Method method, ResponseHead::Connection connection);
    awaitable<bool> send_stream(const BodyStream& body);
    Deadline transfer_deadline(Deadline began, std::uint64_t bytes) const;

    Floor& floor_;
    std::unique_ptr<Stream> stream_;
    beast::flat_buffer received_;
    std::optional<Deadline> idle_since_;
};

}  // namespace assay::http
