// SPDX-License-Identifier: Apache-2.0
#include "base/http/seats.hpp"

#include <algorithm>
#include <utility>

namespace assay::http {

namespace {

template <typename Key>
void count_down(std::map<Key, std::size_t>& counts, const Key& key) {
    const auto at = counts.find(key);
    if (at != counts.end() && --at->second == 0) counts.erase(at);
}

template <typename Key>
std::size_t count_in(const std::map<Key, std::size_t>& counts, const Key& key) {
    const auto at = counts.find(key);
    return at == counts.end() ? 0 : at->second;
}

}  // namespace

Origin Origin::of(const asio::ip::address& address) {
    if (address.is_v4()) return {.is_v4 = true, .bits = address.to_v4().to_uint()};
    const auto v6 = address.to_v6();
    if (v6.is_v4_mapped()) return {.is_v4 = true, .bits = asio::ip::make_address_v4(asio::ip::v4_mapped, v6).to_uint()};
    Origin out{.is_v4 = false, .bits = 0};
    const auto bytes = v6.to_bytes();
    for (std::size_t i = 0; i < 8; ++i) out.bits = out.bits << 8U | bytes[i];
    return out;
}

bool Seats::make_room(const Origin& origin) {
    const auto at = of_origin_.find(origin);
    if (at != of_origin_.end() && at->second.size() >= limits_.of_origin) {
        auto* const seat = first_to_go(origin, Phase::Receiving);
        if (seat == nullptr) return false;
        send_away(*seat);
    }
    if (strangers_ < limits_.strangers && staying_ < limits_.all) return true;
    if (strangers_ == 0) return false;
    auto* seat = first_to_go(fullest(), Phase::Receiving);
    if (seat == nullptr) seat = first_to_go(Phase::Receiving);
    if (seat == nullptr) return false;
    send_away(*seat);
    return true;
}

void Seats::drop_one() {
    if (auto* const seat = first_to_go(Phase::Handshake)) send_away(*seat);
}

void Seats::add(Seat& seat) {
    seats_.insert(&seat);
    ++staying_;
    ++strangers_;
    of_origin_[seat.origin].emplace(seat.phase, seat.since, &seat);
}

void Seats::enter(Seat& seat, Phase phase) {
    const bool is_listed = !seat.known && !seat.is_leaving;
    const auto now = std::chrono::steady_clock::now();
    if (is_listed) {
        auto& order = of_origin_[seat.origin];
        order.erase({seat.phase, seat.since, &seat});
        order.emplace(phase, now, &seat);
    }
    seat.phase = phase;
    seat.since = now;
}

void Seats::remove(Seat& seat) {
    if (seats_.erase(&seat) == 0 || seat.is_leaving) return;
    --staying_;
    if (seat.known)
        count_down(of_key_, *seat.known);
    else
        forget_stranger(seat);
}

bool Seats::make_known(Seat& seat, const SpkiDigest& key) {
    if (seat.is_leaving) return false;
    if (count_in(of_key_, key) >= limits_.of_key) {
        Seat* idlest = nullptr;
        for (auto* each : seats_)
            if (each->known == key && !each->is_leaving && each->phase == Phase::Idle &&
                (idlest == nullptr || each->since < idlest->since))
                idlest = each;
        if (idlest == nullptr) return false;
        send_away(*idlest);
    }
    forget_stranger(seat);
    seat.known = key;
    ++of_key_[key];
    return true;
}

/// Of the strangers of an origin that are no further than `last`.
Seat* Seats::first_to_go(const Origin& origin, Phase last) const {
    const auto at = of_origin_.find(origin);
    if (at == of_origin_.end()) return nullptr;
    const auto& [phase, since, seat] = *at->second.begin();
    return phase <= last ? seat : nullptr;
}

Seat* Seats::first_to_go(Phase last) const {
    const auto first = std::min_element(of_origin_.begin(), of_origin_.end(), [](const auto& a, const auto& b) {
        return *a.second.begin() < *b.second.begin();
    });
    return first == of_origin_.end() ? nullptr : first_to_go(first->first, last);
}

const Origin& Seats::fullest() const {
    return std::max_element(of_origin_.begin(), of_origin_.end(),
                            [](const auto& a, const auto& b) { return a.second.size() < b.second.size(); })
        ->first;
}

void Seats::send_away(Seat& seat) {
    --staying_;
    if (seat.known)
        count_down(of_key_, *seat.known);
    else
        forget_stranger(seat);
    seat.is_leaving = true;
    if (seat.leave) seat.leave();
}

void Seats::forget_stranger(Seat& seat) {
    --strangers_;
    const auto at = of_origin_.find(seat.origin);
    at->second.erase({seat.phase, seat.since, &seat});
    if (at->second.empty()) of_origin_.erase(at);
}

}  // namespace assay::http
