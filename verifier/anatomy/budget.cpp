// SPDX-License-Identifier: Apache-2.0
#include "verifier/anatomy/budget.hpp"

#include "base/core/text.hpp"

#include <utility>

namespace assay::verifier {

void Budget::Room::give_back() {
    if (budget_ != nullptr) budget_->held_ -= bytes_;
    budget_ = nullptr;
}

Budget::Room& Budget::Room::operator=(Room&& other) noexcept {
    give_back();
    budget_ = std::exchange(other.budget_, nullptr);
    bytes_ = other.bytes_;
    return *this;
}

Status Budget::spend(std::uint64_t bytes) {
    if (bytes > work_left())
        worked_ = limits_.work_bytes + 1;
    else
        worked_ += bytes;
    if (is_spent())
        return fail(ErrorKind::Limit, "looking inside takes more than the " + human_bytes(limits_.work_bytes) +
                                          " of work that one comparison may cost");
    return {};
}

std::optional<Budget::Room> Budget::hold(std::uint64_t bytes) {
    if (bytes > room_left()) return {};
    held_ += bytes;
    return Room(*this, bytes);
}

}  // namespace assay::verifier
