// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/bytes.hpp"
#include "base/core/encoding.hpp"
#include "base/core/json.hpp"

#include <memory>

namespace assay::crypto {

using Sha1 = FixedBytes<20, struct Sha1Tag>;
using Sha256 = FixedBytes<32, struct Sha256Tag>;
using Sha512 = FixedBytes<64, struct Sha512Tag>;

Sha256 sha256(ByteView data);
Sha512 sha512(ByteView data);

/// Hashes data that arrives in parts. `finish` may be called once; the stream is then spent.
///
/// Digest is Sha1 (for SWHIDs only), Sha256 or Sha512 (FIPS 180-4), computed by OpenSSL.
template <typename Digest>
class HashStream {
public:
    HashStream();
    ~HashStream();
    HashStream(HashStream&&) noexcept;
    HashStream& operator=(HashStream&&) noexcept;

    HashStream& update(ByteView data);
    HashStream& update(std::string_view text) { return update(bytes_of(text)); }
    Digest finish();

private:
    struct State;
    std::unique_ptr<State> state_;
};

extern template class HashStream<Sha1>;
extern template class HashStream<Sha256>;
extern template class HashStream<Sha512>;

/// Both digests of one thing. Where we compare, both must match.
///
/// JSON form: {"sha256": "<hex>", "sha512": "<hex>"}, nothing else.
struct DigestSet {
    Sha256 sha256;
    Sha512 sha512;

    static DigestSet of(ByteView data);
    /// `what` names it in messages. Errors: Invalid.
    static Result<DigestSet> parse(const Json& json, std::string_view what);
    Json render() const;

    friend auto operator<=>(const DigestSet&, const DigestSet&) = default;
};

/// Computes a DigestSet of data that arrives in parts.
class DigestSetStream {
public:
    DigestSetStream& update(ByteView data) {
        sha256_.update(data);
        sha512_.update(data);
        return *this;
    }
    DigestSet finish() { return {sha256_.finish(), sha512_.finish()}; }

private:
    HashStream<Sha256> sha256_;
    HashStream<Sha512> sha512_;
};

/// Lower case.
inline std::string hex(ByteView bytes) { return encode_hex(bytes); }
template <std::size_t N, typename Tag>
std::string hex(const FixedBytes<N, Tag>& bytes) {
    return encode_hex(bytes.view());
}

}  // namespace assay::crypto
