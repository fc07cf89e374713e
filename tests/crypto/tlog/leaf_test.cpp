// SPDX-License-Identifier: Apache-2.0
#include "crypto/tlog/leaf.hpp"

#include "base/core/encoding.hpp"
#include "tests/support/support.hpp"

using namespace assay;
using namespace assay::crypto;

TEST_CASE("a leaf is what its page says", "[crypto][leaf]") {
    LeafSalt salt;
    for (std::uint8_t i = 0; i < LeafSalt::kSize; ++i) salt.data()[i] = i;
    const auto entry =
        make_leaf_entry(bytes_of(R"({"payload":"aGVsbG8=","payloadType":"text/plain","signatures":[]})"), salt);
    CHECK(encode_hex(entry.view()) == "fed5e220b5a62490962bfb8b7479665261053c6b204705020e5b73b404077713");
    CHECK(encode_hex(leaf_hash(entry).view()) == "c232b8483633fa9da5af47078c1a163b69d9141c55b247b5520734e02b18ec06");
}

TEST_CASE("another salt or another byte gives another leaf", "[crypto][leaf]") {
    test::CountingRandom random;
    const auto salt = random.fixed<LeafSalt>();
    const auto other = random.fixed<LeafSalt>();
    const auto entry = make_leaf_entry(bytes_of("{}"), salt);
    CHECK(entry == make_leaf_entry(bytes_of("{}"), salt));
    CHECK(entry != make_leaf_entry(bytes_of("{}"), other));
    CHECK(entry != make_leaf_entry(bytes_of("{} "), salt));
}
