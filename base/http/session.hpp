// SPDX-License-Identifier: Apache-2.0
// Private to base/http.
#pragma once

#include "base/http/framing.hpp"
#include "base/http/seats.hpp"
#include "base/http/server.hpp"
#include "base/http/stream.hpp"

#include <atomic>
#include <map>

namespace assay::http {

class Session;

/// What all connections of a server share. The I/O thread owns all of it but `workers` and `count`.
struct Floor {
    /// What ServerStatistics is made of.
    struct Counters {
        std::atomic<std::uint64_t> connections{0}, handshakes{0}, bytes_received{0}, requests{0}, refusals{0},
            sent_away{0};
    };

    Floor(ServerOptions given, Handler answers)
        : options(std::move(given)),
          handler(std::move(answers)),
          workers(options.limits.workers),
          stranger_workers(options.is_known ? options.limits.stranger_workers : 1),
          bodies_bytes_left(options.limits.bodies_bytes),
          stranger_bodies_bytes_left(options.is_known ? options.limits.stranger_bodies_bytes
                                                      : options.limits.bodies_bytes),
          seats(seat_limits(options)) {}

    const ServerOptions options;
    const Handler handler;
    asio::thread_pool workers;
    asio::thread_pool stranger_workers;
    Counters count;
    std::uint64_t bodies_bytes_left, stranger_bodies_bytes_left;
    std::map<SpkiDigest, std::uint64_t> bodies_bytes_of;  ///< by known keys
    std::uint64_t bytes_since_trim = 0;
    Seats seats;
    std::set<Session*> sessions;
    bool stopping = false;

    /// What the options and this process's descriptors allow.
    static SeatLimits seat_limits(const ServerOptions& options);
};

/// One connection and its requests, one after the other.
class Session {
public:
    Session(Floor& floor, std::unique_ptr<Stream> stream, const Origin& origin);
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    /// Ends when the connection does.
    static awaitable<void> run(std::unique_ptr<Session> session);

    Phase phase() const { return seat_.phase; }
    Deadline since() const { return seat_.since; }
    /// Whether no more of a body has come for some time.
    bool is_stalled() const;
    /// Cuts the connection.
    void close() { stream_->close(); }
    /// Ends the connection politely, where it waits for bytes: no request will be taken from it any more.
    void leave();

private:
    enum class Next { Request, Linger, Close };
    class Reservation;

    void enter(Phase phase);
    bool recognise();
    bool is_stranger() const { return !seat_.known; }
    asio::thread_pool& workers() {
        return seat_.known || !floor_.options.is_known ? floor_.workers : floor_.stranger_workers;
    }
    void send_stalled_away();
    awaitable<Next> exchange();
    awaitable<Next> refuse(Refusal refusal);
    awaitable<std::expected<std::string, Refusal>> read_header();
    awaitable<std::expected<void, Refusal>> read_body(RequestReader& reader, Reservation& reservation);
    awaitable<std::size_t> read_more(std::size_t most, Deadline deadline);
    awaitable<bool> write(ByteView data);
    awaitable<bool> send(const Response& response, Method method, ResponseHead::Connection connection);
    awaitable<bool> send_stream(const BodyStream& body);
    Deadline transfer_deadline(Deadline began, std::uint64_t bytes) const;

    Floor& floor_;
    std::unique_ptr<Stream> stream_;
    beast::flat_buffer received_;
    Seat seat_;
    bool is_leaving_ = false;
};

}  // namespace assay::http
