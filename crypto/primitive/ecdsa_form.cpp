// SPDX-License-Identifier: Apache-2.0
#include "crypto/primitive/openssl.hpp"
#include "crypto/primitive/signature.hpp"

namespace assay::crypto {

namespace {

constexpr int kHalfBytes = 48;

/// The order of P-384. Source: FIPS 186-5 by way of SP 800-186, 3.2.1.4.
Number order() {
    BIGNUM* out = nullptr;
    must(BN_hex2bn(
             &out,
             "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973") != 0);
    return Number(out);
}

Number s_of(ByteView signature) {
    Number out(BN_bin2bn(signature.subspan(kHalfBytes).data(), kHalfBytes, nullptr));
    must(out != nullptr);
    return out;
}

}  // namespace

bool has_low_s(ByteView signature) {
    if (signature.size() != 2 * kHalfBytes) return false;
    const auto half = order();
    must(BN_rshift1(half.get(), half.get()) == 1);
    return BN_cmp(s_of(signature).get(), half.get()) <= 0;
}

Bytes with_low_s(ByteView signature) {
    auto out = to_bytes(signature);
    if (signature.size() != 2 * kHalfBytes || has_low_s(signature)) return out;
    const auto other = order();
    must(BN_sub(other.get(), other.get(), s_of(signature).get()) == 1);
    must(BN_bn2binpad(other.get(), out.data() + kHalfBytes, kHalfBytes) == kHalfBytes);
    return out;
}

}  // namespace assay::crypto
