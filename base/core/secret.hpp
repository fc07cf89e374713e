// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/bytes.hpp"

#include <memory>

namespace assay {

/// Secret bytes: wiped when they go, never copied unless asked, never printed.
///
/// The bytes never move in memory, so no copy of them is left behind by growth.
class SecretBytes {
public:
    SecretBytes() = default;
    explicit SecretBytes(std::size_t size);
    /// Copies what must already be secret elsewhere; the caller wipes its own.
    explicit SecretBytes(ByteView bytes);
    SecretBytes(SecretBytes&& other) noexcept;
    SecretBytes& operator=(SecretBytes&& other) noexcept;
    SecretBytes(const SecretBytes&) = delete;
    SecretBytes& operator=(const SecretBytes&) = delete;
    ~SecretBytes();

    /// A second copy, asked for.
    SecretBytes clone() const { return SecretBytes(view()); }

    ByteView view() const { return {data_.get(), size_}; }
    std::span<std::uint8_t> mutable_view() { return {data_.get(), size_}; }
    std::size_t size() const { return size_; }
    bool empty() const { return size_ == 0; }

private:
    void wipe() noexcept;

    std::unique_ptr<std::uint8_t[]> data_;
    std::size_t size_ = 0;
};

/// Overwrites memory in a way the compiler keeps.
void wipe(std::span<std::uint8_t> memory) noexcept;

/// Equality that takes the same time wherever the first difference lies.
bool equal_in_constant_time(ByteView a, ByteView b);

}  // namespace assay
