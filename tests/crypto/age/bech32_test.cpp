// SPDX-License-Identifier: Apache-2.0
#include "crypto/age/bech32.hpp"

#include "tests/support/support.hpp"

#include <rapidcheck.h>

using namespace assay;
using namespace assay::crypto;

TEST_CASE("bytes come back from Bech32 as they went in", "[crypto][age][bech32]") {
    CHECK(rc::check([](const Bytes& data) {
        const auto text = encode_bech32("age", data);
        const auto read = decode_bech32(text);
        RC_ASSERT(read && read->prefix == "age" && read->data == data);
    }));
}

TEST_CASE("one changed character is always noticed", "[crypto][age][bech32]") {
    const auto text = encode_bech32("age", Bytes(32, 7));
    for (std::size_t place = 4; place < text.size(); ++place)
        for (const char c : std::string_view("qpzry9x8gf2tvdw0s3jn54khce6mua7l")) {
            auto changed = text;
            changed[place] = c;
            CHECK(decode_bech32(changed).has_value() == (changed == text));
        }
}

TEST_CASE("the valid texts of BIP 173 are read", "[crypto][age][bech32]") {
    for (const std::string text :
         {"abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw",
          "split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w", "A12UEL5L", "a12uel5l", "?1ezyfcl"})
        // Some of them end in a half-filled byte, which those who carry bytes refuse.
        CHECK((decode_bech32(text) || test::message_of(decode_bech32(text)).find("last bits") != std::string::npos ||
               test::message_of(decode_bech32(text)).find("impossible length") != std::string::npos));
    CHECK(decode_bech32("A12UEL5L")->prefix == "A");
    CHECK(decode_bech32("a12uel5l")->data.empty());
}

TEST_CASE("malformed Bech32 is refused, each in its own words", "[crypto][age][bech32]") {
    const auto refusal = [](std::string_view text) { return test::message_of(decode_bech32(text)); };
    CHECK(refusal("A12uel5l") == "bech32: upper and lower case are mixed");
    CHECK(refusal("pzry9x0s0muk") == "bech32: no separator 1");
    CHECK(refusal("1pzry9x0s0muk") == "bech32: the prefix has not 1 to 83 characters");
    CHECK(refusal(std::string(84, 'a') + "1axkwrx") == "bech32: the prefix has not 1 to 83 characters");
    CHECK(refusal("\x7f"
                  "1axkwrx") == "bech32: the prefix holds a character that is not printable");
    CHECK(refusal("x1b4n0q5v") == "bech32: a character outside its alphabet");
    CHECK(refusal("li1dgmt3") == "bech32: no room for the checksum");
    CHECK(refusal("A1G7SGD8") == "bech32: the checksum does not fit");
    CHECK(refusal("a12uel5m") == "bech32: the checksum does not fit");
    CHECK(refusal(std::string(5000, 'a')) == "bech32: more than 4096 characters");
}
