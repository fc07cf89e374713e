// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/bytes.hpp"
#include "base/core/secret.hpp"

namespace assay {

/// A source of bytes that others cannot predict; handed in, so that `crypto` stays a function of its inputs.
class Random {
public:
    virtual ~Random() = default;
    /// Fills all of `out`. Never fails: a source that cannot deliver ends the process.
    virtual void fill(std::span<std::uint8_t> out) = 0;

    /// So many fresh bytes.
    SecretBytes secret(std::size_t size) {
        SecretBytes out(size);
        fill(out.mutable_view());
        return out;
    }
    /// A fresh FixedBytes.
    template <typename Fixed>
    Fixed fixed() {
        Fixed out;
        fill({out.data(), Fixed::kSize});
        return out;
    }
};

/// The kernel's generator, getrandom(2).
class SystemRandom final : public Random {
public:
    void fill(std::span<std::uint8_t> out) override;
};

}  // namespace assay
