// SPDX-License-Identifier: Apache-2.0
#include "base/core/encoding.hpp"

#include "tests/support/support.hpp"

#include <rapidcheck.h>

using namespace assay;

TEST_CASE("every encoding gives back what it was given", "[base][encoding]") {
    CHECK(rc::check([](const Bytes& bytes) {
        RC_ASSERT(*decode_hex(encode_hex(bytes)) == bytes);
        RC_ASSERT(*decode_base64(encode_base64(bytes)) == bytes);
        RC_ASSERT(*decode_base64_unpadded(encode_base64_unpadded(bytes)) == bytes);
        RC_ASSERT(*decode_base32(encode_base32(bytes)) == bytes);
    }));
}

TEST_CASE("a text decodes only when it is what encoding would write", "[base][encoding]") {
    CHECK(rc::check([](const std::string& text) {
        if (const auto bytes = decode_base64(text)) RC_ASSERT(encode_base64(*bytes) == text);
        if (const auto bytes = decode_hex(text)) RC_ASSERT(encode_hex(*bytes) == text);
    }));
    for (const auto* bad : {"QQ", "QQ=", "QR==", "Q===", "QQ==\n", " QQ==", "QQ==QQ==", "Q-=="})
        CHECK_FALSE(decode_base64(bad));
    for (const auto* bad : {"A0", "0", "0g", "0x00"}) CHECK_FALSE(decode_hex(bad));
    for (const auto* bad : {"a", "aaa", "AA", "a1", "ab"}) CHECK_FALSE(decode_base32(bad));
}

TEST_CASE("the RFC 4648 examples hold", "[base][encoding]") {
    CHECK(encode_base64(bytes_of("foobar")) == "Zm9vYmFy");
    CHECK(encode_base64(bytes_of("foob")) == "Zm9vYg==");
    CHECK(encode_base32(bytes_of("foobar")) == "mzxw6ytboi");
    CHECK(encode_hex(bytes_of("foobar")) == "666f6f626172");
}
