// SPDX-License-Identifier: Apache-2.0
#include "crypto/sealing/sealed_file.hpp"

#include "tests/support/world.hpp"

using namespace assay;
using namespace assay::crypto;
using namespace assay::test;

namespace {

/// A deposit whose key and shares are known.
struct Split {
    World world;
    DepositKey key = DepositKey::generate(world.random);
    Deposit deposit = [this] {
        world.build_chain();
        auto out = world.deposit_body();
        out.key_commitment = key.commit(out.nonce);
        return out;
    }();
    std::vector<Share> shares = need(key.shares(deposit.nonce, deposit.threshold));

    Split() {
        for (std::size_t i = 0; i < shares.size(); ++i) deposit.shares[i].digest = shares[i].digest();
    }
    Share copy(std::size_t i) const { return {shares[i].number, shares[i].salt, shares[i].bytes.clone()}; }
    std::vector<Share> some(std::initializer_list<std::size_t> which) const {
        std::vector<Share> out;
        for (const auto i : which) out.push_back(copy(i));
        return out;
    }
    const IdentityId& trustee(std::size_t i) const { return deposit.shares[i].trustee; }
};

}  // namespace

TEST_CASE("as many trustees as were agreed open what one alone cannot", "[crypto][sealing]") {
    const Split split;
    REQUIRE(split.shares.size() >= 3);
    const auto same = [&](const Result<DepositKey>& key) {
        return key && equal_in_constant_time(key->secret().view(), split.key.secret().view());
    };
    CHECK(same(combine(split.some({0, 1}), split.deposit)));
    CHECK(same(combine(split.some({2, 0}), split.deposit)));
    CHECK(combine(split.some({1}), split.deposit).error().kind() == ErrorKind::Unproven);

    auto bad = split.some({0, 1});
    bad[1].bytes.mutable_view()[20] ^= 1;
    const auto named = combine(bad, split.deposit);
    REQUIRE(!named);
    CHECK(named.error().kind() == ErrorKind::Untrusted);
    CHECK(named.error().message().contains("share 2"));
}

TEST_CASE("a share file reads back, and is its own trustee's share of its own deposit alone", "[crypto][sealing]") {
    const Split split;
    const ShareFile file{split.deposit.nonce, split.copy(1)};
    const auto back = need(ShareFile::parse(file.render().view()));
    CHECK(equal_in_constant_time(back.render().view(), file.render().view()));
    CHECK(back.check(split.deposit, split.trustee(1)).has_value());
    CHECK(message_of(back.check(split.deposit, split.trustee(0))) == "share 2 is not this trustee's");

    auto other = split.deposit;
    other.nonce = DepositNonce();
    CHECK(back.check(other, split.trustee(1)).error().code() == "wrong-nonce");
    other = split.deposit;
    other.shares[1].digest = split.deposit.shares[0].digest;
    CHECK(message_of(back.check(other, split.trustee(1))) == "share 2 is not the one the deposit commits to");
}

TEST_CASE("a room file is held against its deposit, each fault by its code", "[crypto][sealing]") {
    const Split split;
    const RoomFile file{split.deposit.nonce, need(DepositKey::from(split.key.secret().clone())),
                        split.world.deposit_closed};
    const auto back = need(RoomFile::parse(file.render().view()));
    CHECK(back.check(split.deposit).has_value());
    auto other = split.deposit;
    other.nonce = DepositNonce();
    CHECK(back.check(other).error().code() == "wrong-nonce");
    other = split.deposit;
    other.key_commitment = KeyCommitment();
    CHECK(back.check(other).error().code() == "key-commitment");
    other = split.deposit;
    other.commitments = Json::object();
    CHECK(back.check(other).error().code().empty());
}
