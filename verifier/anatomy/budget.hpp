// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/error.hpp"

#include <cstdint>
#include <optional>

namespace assay::verifier {

/// What looking inside two files may cost. Counted in bytes and things, never in time: the same files give the same
/// findings on any machine. (Time is the cell's to limit.)
class Budget {
public:
    /// What explaining one file may cost.
    struct Limits {
        std::uint64_t work_bytes = std::uint64_t{8} << 30;      ///< read, unpacked and compared, all together
        std::uint64_t held_bytes = std::uint64_t{112} << 20;    ///< in memory at once
        std::uint64_t decoder_bytes = std::uint64_t{80} << 20;  ///< that one decompressor may ask for
        std::uint64_t members = 100'000;                        ///< of one archive
        std::size_t findings = 1'000;                           ///< all together
        std::size_t inside = 250;                               ///< findings directly inside one thing
        unsigned depth = 8;                                     ///< carriers within carriers
    };

    /// Memory taken from the budget, given back when the object goes.
    class Room {
    public:
        Room() = default;
        Room(Room&& other) noexcept : budget_(other.budget_), bytes_(other.bytes_) { other.budget_ = nullptr; }
        Room& operator=(Room&& other) noexcept;
        ~Room() { give_back(); }

    private:
        friend class Budget;
        Room(Budget& budget, std::uint64_t bytes) : budget_(&budget), bytes_(bytes) {}
        void give_back();
        Budget* budget_ = nullptr;
        std::uint64_t bytes_ = 0;
    };

    Budget() = default;
    explicit Budget(Limits limits) : limits_(limits) {}
    Budget(const Budget&) = delete;
    Budget& operator=(const Budget&) = delete;

    /// Counts work before it is done. Errors: Limit, from then on always.
    Status spend(std::uint64_t bytes);
    bool is_spent() const { return worked_ > limits_.work_bytes; }
    std::uint64_t work_left() const { return is_spent() ? 0 : limits_.work_bytes - worked_; }

    /// None when there is not so much left.
    std::optional<Room> hold(std::uint64_t bytes);
    std::uint64_t room_left() const { return limits_.held_bytes - held_; }

    /// Whether one more finding may be reported; counts it.
    bool note() { return noted_ < limits_.findings && ++noted_ > 0; }
    bool is_full() const { return noted_ >= limits_.findings; }

    const Limits& limits() const { return limits_; }

private:
    Limits limits_;
    std::uint64_t worked_ = 0;
    std::uint64_t held_ = 0;
    std::size_t noted_ = 0;
};

}  // namespace assay::verifier
