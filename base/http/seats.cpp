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
    if (count_in(of_origin_, origin) >= limits_.of_origin) {
        auto* const seat = first_to_go(origin, Phase::Receiving);
        if (seat == nullptr) return false;
        send_away(*seat);
    }
    if (strangers_ < limits_.strangers && staying_ < limits_.all) return true;
    if (strangers_ == 0) return false;
    auto* seat = first_to_go(fullest(), Phase::Receiving);
    if (seat == nullptr) seat = first_to_go(std::nullopt, Phase::Receiving);
    if (seat == nullptr) return false;
    send_away(*seat);
    return true;
}

void Seats::drop_one() {
    if (auto* const seat = first_to_go(std::nullopt, Phase::Handshake)) send_away(*seat);
}

void Seats::add(Seat& seat) {
    seats_.insert(&seat);
    ++staying_;
    ++strangers_;
    ++of_origin_[seat.origin];
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

/// Of the strangers that are no further than `last`; of one origin or of all.
Seat* Seats::first_to_go(const std::optional<Origin>& origin, Phase last) const {
    Seat* first = nullptr;
    for (auto* seat : seats_) {
        if (seat->known || seat->is_leaving || seat->phase > last || (origin && seat->origin != *origin)) continue;
        const auto place = [](const Seat& each) { return std::pair(each.phase, each.since); };
        if (first == nullptr || place(*seat) < place(*first)) first = seat;
    }
    return first;
}

Origin Seats::fullest() const {
    return std::max_element(of_origin_.begin(), of_origin_.end(),
                            [](const auto& a, const auto& b) { return a.second < b.second; })
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

void Seats::forget_stranger(const Seat& seat) {
    --strangers_;
    count_down(of_origin_, seat.origin);
}

}  // namespace assay::http
