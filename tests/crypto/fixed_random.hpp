// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/encoding.hpp"
#include "tests/support/support.hpp"

#include <algorithm>

namespace assay::test {

/// Gives the bytes it was made with, in order; fails the running test when asked for more.
class FixedRandom final : public Random {
public:
    explicit FixedRandom(Bytes bytes) : bytes_(std::move(bytes)) {}
    explicit FixedRandom(std::string_view hex) : FixedRandom(need(decode_hex(hex))) {}

    void fill(std::span<std::uint8_t> out) override {
        if (out.size() > bytes_.size() - used_) FAIL("the test's randomness is used up");
        std::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(used_), out.size(), out.begin());
        used_ += out.size();
    }
    bool used_up() const { return used_ == bytes_.size(); }

private:
    Bytes bytes_;
    std::size_t used_ = 0;
};

inline Bytes from_hex(std::string_view hex) { return need(decode_hex(hex)); }
inline SecretBytes secret_from_hex(std::string_view hex) { return SecretBytes(from_hex(hex)); }

}  // namespace assay::test
