// SPDX-License-Identifier: Apache-2.0
#include "crypto/primitive/digest.hpp"

#include "tests/support/support.hpp"

#include <botan/hash.h>
#include <rapidcheck.h>

using namespace assay;
using namespace assay::crypto;

namespace {

Bytes botan_hash(const char* name, ByteView data) {
    const auto hash = Botan::HashFunction::create_or_throw(name);
    hash->update(data);
    return hash->final_stdvec();
}

}  // namespace

TEST_CASE("digests are those of the FIPS examples", "[crypto][digest]") {
    const std::string million(1'000'000, 'a');
    const std::string_view two_blocks = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
    CHECK(hex(HashStream<Sha1>().update("abc").finish()) == "a9993e364706816aba3e25717850c26c9cd0d89d");
    CHECK(hex(HashStream<Sha1>().update(two_blocks).finish()) == "84983e441c3bd26ebaae4aa1f95129e5e54670f1");
    CHECK(hex(HashStream<Sha1>().update(million).finish()) == "34aa973cd4c4daa4f61eeb2bdbad27316534016f");
    CHECK(hex(sha256({})) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(hex(sha256(bytes_of("abc"))) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(hex(sha256(bytes_of(two_blocks))) == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    CHECK(hex(sha256(bytes_of(million))) == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    CHECK(hex(sha512(bytes_of("abc"))) ==
          "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
          "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f");
    CHECK(hex(sha512(bytes_of(million))) ==
          "e718483d0ce769644e2e42c7bc15b4638e1f98b13b2044285632a803afa973eb"
          "de0ff244877ea60a4cb0432ce577c31beb009c5c2c49aa2e4eadb217ad8cc09b");
}

TEST_CASE("a stream of parts has the digest of the whole, and Botan computes the same", "[crypto][digest]") {
    CHECK(rc::check([](const Bytes& head, const Bytes& tail) {
        auto whole = head;
        append(whole, tail);
        RC_ASSERT(HashStream<Sha256>().update(head).update(tail).finish() == sha256(whole));
        RC_ASSERT(HashStream<Sha512>().update(head).update(tail).finish() == sha512(whole));
        RC_ASSERT(equal(HashStream<Sha1>().update(whole).finish().view(),
                        HashStream<Sha1>().update(head).update(tail).finish().view()));
        RC_ASSERT(equal(sha256(whole).view(), botan_hash("SHA-256", whole)));
        RC_ASSERT(equal(sha512(whole).view(), botan_hash("SHA-512", whole)));
        RC_ASSERT(DigestSet::of(whole) == DigestSetStream().update(head).update(tail).finish());
    }));
}

TEST_CASE("a stream can be moved between its parts", "[crypto][digest]") {
    HashStream<Sha256> first;
    first.update("ab");
    auto second = std::move(first);
    CHECK(second.update("c").finish() == sha256(bytes_of("abc")));
}

TEST_CASE("a digest set is read in one form only", "[crypto][digest]") {
    const auto set = DigestSet::of(bytes_of("abc"));
    CHECK(test::need(DigestSet::parse(set.render(), "artifact")) == set);

    auto extra = set.render();
    extra.set("md5", "00");
    CHECK(!DigestSet::parse(extra, "artifact"));
    auto upper = set.render();
    upper.set("sha256", "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD");
    CHECK(test::message_of(DigestSet::parse(upper, "artifact")) ==
          "artifact: sha256 is not 64 lower-case hexadecimal digits");
    CHECK(!DigestSet::parse(Json::object({{"sha256", hex(set.sha256)}}), "artifact"));
    CHECK(!DigestSet::parse(Json("abc"), "artifact"));
}
