// SPDX-License-Identifier: Apache-2.0
// Private to base/http.
#pragma once

#include "base/http/beast.hpp"
#include "base/http/spki.hpp"

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <tuple>

namespace assay::http {

/// Where a connection comes from: an IPv4 address, or the first 64 bits of an IPv6 address, which is what one customer
/// of a network usually has.
struct Origin {
    bool is_v4 = true;
    std::uint64_t bits = 0;

    static Origin of(const asio::ip::address& address);
    friend auto operator<=>(const Origin&, const Origin&) = default;
};

/// How far a connection has come, in the order in which connections of strangers have to make room.
enum class Phase {
    Silent,     ///< no byte has come
    Handshake,  ///< of TLS
    Idle,       ///< waits for a request
    Receiving,  ///< a header or a body
    Working     ///< a handler runs, or its answer is being sent: never made to go
};

/// What is known of one connection for the purpose of making room.
struct Seat {
    Origin origin;
    Phase phase = Phase::Silent;
    Deadline since = std::chrono::steady_clock::now();  ///< of the phase; while receiving, of the last byte
    std::optional<SpkiDigest> known;                    ///< the key of a known peer
    std::function<void()> leave;                        ///< ends the connection
    bool is_leaving = false;
};

/// How many connections there may be.
struct SeatLimits {
    std::size_t all;
    std::size_t strangers;  ///< who has shown no known key, unfinished handshakes included
    std::size_t of_origin;  ///< strangers of one origin
    std::size_t of_key;     ///< of one known key
};

/// Who may stay connected.
///
/// - A stranger beyond a limit takes the place of another one: of its own origin where that is full, else of the origin
///   that has most. First goes the one that has been silent for longest, then handshakes, idle ones, and those that
///   receive, oldest first each. Where all are at work, the new one is turned away.
/// - A known peer gives way to none but a later connection with its own key.
///
/// Owned by the I/O thread.
class Seats {
public:
    explicit Seats(SeatLimits limits) : limits_(limits) {}

    /// Whether one more stranger of that origin may come, after making room where there is somebody to go.
    bool make_room(const Origin& origin);
    /// Makes the oldest stranger that has not got through its handshake go, as where descriptors run out.
    void drop_one();

    void add(Seat& seat);
    /// The peer at that seat has come to a phase, or has gone on within it.
    void enter(Seat& seat, Phase phase);
    void remove(Seat& seat);
    /// The peer at that seat has shown a known key. False when its key has too many connections, none of which is idle.
    bool make_known(Seat& seat, const SpkiDigest& key);

    const std::set<Seat*>& all() const { return seats_; }

private:
    Seat* first_to_go(const Origin& origin, Phase last) const;
    Seat* first_to_go(Phase last) const;
    const Origin& fullest() const;
    void send_away(Seat& seat);
    void forget_stranger(Seat& seat);

    const SeatLimits limits_;
    std::set<Seat*> seats_;  ///< those that are leaving are not counted below
    std::size_t staying_ = 0, strangers_ = 0;
    /// Strangers in the order in which they go. No origin is listed without one.
    using Order = std::set<std::tuple<Phase, Deadline, Seat*>>;
    std::map<Origin, Order> of_origin_;
    std::map<SpkiDigest, std::size_t> of_key_;
};

}  // namespace assay::http
