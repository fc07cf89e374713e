// SPDX-License-Identifier: Apache-2.0
#include "crypto/primitive/secret_sharing.hpp"

#include "base/core/text.hpp"
#include "crypto/primitive/drbg.hpp"
#include "tests/crypto/fixed_random.hpp"

#include <bit>
#include <map>

using namespace assay;
using namespace assay::crypto;
using test::from_hex, test::secret_from_hex;

namespace {

using Block = std::map<std::string, std::string>;

/// The blocks of a `key = value` file, with the [Heading] they are under.
std::vector<Block> blocks_of(const std::string& file) {
    const auto content = test::read(test::vectors("botan") / "tss" / file) + "\n";
    std::vector<Block> out;
    Block block;
    std::string heading;
    for (const auto line : split(content, '\n')) {
        if (line.starts_with('#')) continue;
        if (line.starts_with('[')) heading = line;
        if (const auto equals = line.find(" = "); equals != line.npos)
            block[std::string(line.substr(0, equals))] = line.substr(equals + 3);
        if (line.empty() && !block.empty()) {
            block["heading"] = heading;
            out.push_back(std::exchange(block, {}));
        }
    }
    return out;
}

std::string lower(std::string text) {
    for (auto& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return text;
}

std::vector<SecretBytes> shares_in(const std::string& list) {
    std::vector<SecretBytes> out;
    for (const auto item : split(list, ',')) out.push_back(secret_from_hex(lower(std::string(item))));
    return out;
}

std::vector<SecretBytes> chosen(const std::vector<SecretBytes>& shares, unsigned subset) {
    std::vector<SecretBytes> out;
    for (std::size_t i = 0; i < shares.size(); ++i)
        if ((subset >> i & 1) != 0) out.push_back(shares[i].clone());
    return out;
}

std::vector<SecretBytes> three_of_five(const SecretBytes& secret) {
    test::CountingRandom random;
    return test::need(split_secret(secret, {3, 5}, bytes_of("deposit"), random));
}

}  // namespace

TEST_CASE("shares are those of Botan's vectors", "[crypto][sharing][vectors]") {
    test::Tally tally("botan tss");
    int number = 0;
    for (auto& block : blocks_of("generation.vec")) {
        const auto name = "generation " + std::to_string(++number);
        if (block["Hash"] != "SHA-256") {
            tally.skip("sharing without the SHA-256 check is not used");
            continue;
        }
        const Threshold threshold{static_cast<std::uint8_t>(std::stoi(block["M"])),
                                  static_cast<std::uint8_t>(std::stoi(block["N"]))};
        test::FixedRandom random(block["RNG"]);
        const auto shares =
            test::need(split_secret(secret_from_hex(block["Input"]), threshold, from_hex(block["Id"]), random));
        std::vector<std::string> rendered;
        for (const auto& share : shares) rendered.push_back(encode_hex(share.view()));
        tally.count(name, join(rendered, ",") == block["Shares"]);
    }
    number = 0;
    for (auto& block : blocks_of("recovery.vec")) {
        const auto name = "recovery " + std::to_string(++number);
        const auto shares = shares_in(block["Shares"]);
        const auto secret = combine_shares(shares);
        const auto first = shares.front().view();
        const bool ours = first.size() > 21 && first[16] == 2 && first[18] * 256U + first[19] == first.size() - 20;
        if (block["heading"] == "[Valid]" && !ours) {
            CHECK(!secret);
            tally.skip("shares without a SHA-256 check or with the old wrong length are refused here");
            continue;
        }
        tally.count(
            name, block["heading"] == "[Valid]" ? secret && encode_hex(secret->view()) == block["Recovered"] : !secret);
    }
}

TEST_CASE("SLIP-39 sharing is not used", "[crypto][sharing][vectors]") {
    test::Tally tally("slip39");
    const auto cases = test::read_json(test::vectors("secret-sharing") / "slip39_vectors.json");
    for (std::size_t i = 0; i < cases.items()->size(); ++i) tally.skip("mnemonic shares are another format");
}

TEST_CASE("any k of n shares give the secret, and fewer none, for all small k and n", "[crypto][sharing]") {
    test::CountingRandom random;
    for (std::uint8_t count = 2; count <= 7; ++count)
        for (std::uint8_t needed = 2; needed <= count; ++needed) {
            const auto secret = random.secret(32);
            const auto shares = test::need(split_secret(secret, {needed, count}, bytes_of("id"), random));
            REQUIRE(shares.size() == count);
            for (unsigned subset = 1; subset < 1U << count; ++subset) {
                const auto combined = combine_shares(chosen(shares, subset));
                if (std::popcount(subset) >= needed) {
                    REQUIRE(combined);
                    REQUIRE(equal(combined->view(), secret.view()));
                } else {
                    REQUIRE(!combined);
                    REQUIRE(combined.error().kind() == ErrorKind::Unproven);
                }
            }
        }
}

TEST_CASE("the numbers of shares run from one, up to 254", "[crypto][sharing]") {
    test::CountingRandom random;
    const auto secret = random.secret(64);
    const auto shares = test::need(split_secret(secret, {254, 254}, {}, random));
    for (std::size_t i = 0; i < shares.size(); ++i) CHECK(shares[i].view()[20] == i + 1);
    CHECK(equal(test::need(combine_shares(shares)).view(), secret.view()));
}

TEST_CASE("one altered byte in any share is noticed", "[crypto][sharing]") {
    const SecretBytes secret(bytes_of("0123456789abcdef0123456789abcdef"));
    const auto shares = three_of_five(secret);
    for (std::size_t place = 0; place < shares[1].size(); ++place) {
        auto altered = chosen(shares, 0b00111);
        altered[1].mutable_view()[place] ^= 1;
        REQUIRE(!combine_shares(altered));
        auto with_spares = chosen(shares, 0b11111);
        with_spares[1].mutable_view()[place] ^= 1;
        REQUIRE(!combine_shares(with_spares));
    }
}

TEST_CASE("shares that do not belong together are refused, each in its own words", "[crypto][sharing]") {
    test::CountingRandom random(9);
    const auto secret = random.secret(32);
    const auto shares = test::need(split_secret(secret, {2, 3}, bytes_of("one"), random));
    const auto other = test::need(split_secret(secret, {2, 3}, bytes_of("two"), random));
    const auto same_identifier = test::need(split_secret(random.secret(32), {2, 3}, bytes_of("one"), random));
    const auto both = [](const SecretBytes& a, const SecretBytes& b) {
        std::vector<SecretBytes> out;
        out.push_back(a.clone());
        out.push_back(b.clone());
        return combine_shares(out);
    };
    CHECK(test::message_of(combine_shares({})) == "combining key shares: there are none");
    CHECK(test::message_of(combine_shares(chosen(shares, 1))) == "combining key shares: 1 of the 2 needed");
    CHECK(test::message_of(both(shares[0], shares[0])) == "combining key shares: share number 1 is given twice");
    CHECK(test::message_of(both(shares[0], other[1])) ==
          "combining key shares: share number 2 is not of the same secret as the first");
    const auto mixed = both(shares[0], same_identifier[1]);
    CHECK(test::message_of(mixed) == "combining key shares: they do not fit together, one of them was altered");
    CHECK(mixed.error().kind() == ErrorKind::Untrusted);

    const auto altered = [&](std::size_t place, std::uint8_t value) {
        auto share = shares[0].clone();
        share.mutable_view()[place] = value;
        const auto combined = both(share, shares[1]);
        REQUIRE(!combined);
        CHECK(combined.error().kind() == ErrorKind::Invalid);
        return combined.error().message();
    };
    CHECK(altered(16, 0) == "reading a key share: its check is not SHA-256");
    CHECK(altered(17, 1) == "reading a key share: its threshold is below two");
    CHECK(altered(19, 64) == "reading a key share: its length field does not fit its length");
    CHECK(altered(20, 0) == "reading a key share: its number is zero");
    CHECK(test::message_of(both(SecretBytes(21), shares[1])) == "reading a key share: 21 bytes, expected 54 to 117");
}

TEST_CASE("thresholds, secrets and identifiers outside their range are refused", "[crypto][sharing]") {
    test::CountingRandom random;
    const auto refusal = [&](std::size_t secret_size, Threshold threshold, std::size_t identifier_size) {
        const auto shares = split_secret(SecretBytes(secret_size), threshold, Bytes(identifier_size), random);
        if (!shares) CHECK(shares.error().kind() == ErrorKind::Invalid);
        return test::message_of(shares);
    };
    CHECK(refusal(32, {1, 1}, 0) == "splitting a secret: 1 of 1 shares is outside 2 of 2 to 254 of 254");
    CHECK(refusal(32, {1, 5}, 0) == "splitting a secret: 1 of 5 shares is outside 2 of 2 to 254 of 254");
    CHECK(refusal(32, {6, 5}, 0) == "splitting a secret: 6 of 5 shares is outside 2 of 2 to 254 of 254");
    CHECK(refusal(32, {3, 255}, 0) == "splitting a secret: 3 of 255 shares is outside 2 of 2 to 254 of 254");
    CHECK(refusal(0, {3, 5}, 0) == "splitting a secret: 0 bytes, expected 1 to 64");
    CHECK(refusal(65, {3, 5}, 0) == "splitting a secret: 65 bytes, expected 1 to 64");
    CHECK(refusal(32, {3, 5}, 17) == "splitting a secret: an identifier of 17 bytes, expected at most 16");
}

TEST_CASE("a room recomputes the same shares from the same seed", "[crypto][sharing]") {
    const SecretBytes secret(bytes_of("0123456789abcdef0123456789abcdef"));
    const auto split = [&](std::string_view purpose) {
        HmacDrbg random(secret, purpose);
        return test::need(split_secret(secret, {3, 5}, bytes_of("deposit"), random));
    };
    const auto first = split("nonce"), again = split("nonce"), other = split("another nonce");
    for (std::size_t i = 0; i < first.size(); ++i) {
        CHECK(equal(first[i].view(), again[i].view()));
        CHECK(!equal(first[i].view(), other[i].view()));
    }
}
