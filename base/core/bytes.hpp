// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace assay {

/// Owned bytes.
using Bytes = std::vector<std::uint8_t>;

/// Bytes somebody else owns; valid as long as they are.
using ByteView = std::span<const std::uint8_t>;

/// The bytes of a text, without copying.
inline ByteView bytes_of(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

/// Bytes seen as text, without copying or checking.
inline std::string_view text_of(ByteView bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

inline Bytes to_bytes(std::string_view text) {
    const auto view = bytes_of(text);
    return {view.begin(), view.end()};
}
inline Bytes to_bytes(ByteView view) { return {view.begin(), view.end()}; }
inline std::string to_text(ByteView view) { return std::string(text_of(view)); }

inline bool equal(ByteView a, ByteView b) {
    return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size()) == 0);
}

/// Appends `more` to `bytes`.
inline void append(Bytes& bytes, ByteView more) { bytes.insert(bytes.end(), more.begin(), more.end()); }
inline void append(Bytes& bytes, std::string_view more) { append(bytes, bytes_of(more)); }

/// Appends an unsigned number, most significant byte first.
template <typename Unsigned>
void append_big_endian(Bytes& bytes, Unsigned value) {
    for (std::size_t i = sizeof(Unsigned); i-- > 0;) bytes.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

/// Reads an unsigned number, most significant byte first. Needs at least sizeof(Unsigned) bytes.
template <typename Unsigned>
Unsigned read_big_endian(ByteView bytes) {
    Unsigned value = 0;
    for (std::size_t i = 0; i < sizeof(Unsigned); ++i) value = static_cast<Unsigned>((value << 8) | bytes[i]);
    return value;
}

/// Exactly N bytes of one meaning. Two tags never mix, so a digest cannot be passed where an id is wanted.
template <std::size_t N, typename Tag>
class FixedBytes {
public:
    static constexpr std::size_t kSize = N;

    constexpr FixedBytes() : bytes_{} {}
    constexpr explicit FixedBytes(const std::array<std::uint8_t, N>& bytes) : bytes_(bytes) {}

    /// Copies `view`, which must have exactly N bytes (asserted by the caller's format).
    static FixedBytes copy_of(ByteView view) {
        FixedBytes out;
        if (view.size() == N) std::memcpy(out.bytes_.data(), view.data(), N);
        return out;
    }

    ByteView view() const { return bytes_; }
    std::uint8_t* data() { return bytes_.data(); }
    const std::uint8_t* data() const { return bytes_.data(); }
    const std::array<std::uint8_t, N>& array() const { return bytes_; }

    friend auto operator<=>(const FixedBytes&, const FixedBytes&) = default;

private:
    std::array<std::uint8_t, N> bytes_;
};

}  // namespace assay

/// FixedBytes are digests or ids, so their first bytes are as good a hash as any.
template <std::size_t N, typename Tag>
struct std::hash<assay::FixedBytes<N, Tag>> {
    std::size_t operator()(const assay::FixedBytes<N, Tag>& value) const noexcept {
        std::size_t out = 0;
        std::memcpy(&out, value.data(), sizeof out < N ? sizeof out : N);
        return out;
    }
};
