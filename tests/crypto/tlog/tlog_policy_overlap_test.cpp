// SPDX-License-Identifier: Apache-2.0
#include "crypto/tlog/tlog_policy.hpp"

#include "tests/crypto/tlog/parties.hpp"

#include <rapidcheck.h>

using namespace assay;
using namespace assay::crypto;
using test::need;

namespace {

/// `witness NAME VKEY` lines of witnesses of a test; a witness may have two keys.
std::string witness_line(const std::string& name, const std::string& witness, std::uint64_t number) {
    test::CountingRandom random(number);
    const auto key = PrivateKey::generate(SignatureAlgorithm::Ed25519, random).public_key();
    return "witness " + name + " " +
           need(NoteKey::from(need(KeyName::parse(witness)), NoteKeyType::Ed25519Cosignature, key)).render() + "\n";
}

/// Six witnesses w0 to w5 of one key each.
const std::string& six() {
    static const auto text = [] {
        std::string out;
        for (std::uint64_t i = 0; i < 6; ++i)
            out += witness_line("w" + std::to_string(i), "w" + std::to_string(i) + ".example", i + 1);
        return out;
    }();
    return text;
}

TlogPolicy policy_of(const std::string& groups) { return need(TlogPolicy::parse(six() + groups)); }

/// By definition: of every two sets of lines that suffice, how many witnesses they share.
std::optional<std::size_t> plain_overlap(const TlogPolicy& policy) {
    if (policy.quorum() == "none") return std::nullopt;
    const auto& lines = policy.witnesses();
    std::vector<std::set<std::string>> quorums;
    for (unsigned chosen = 0; chosen < 1U << lines.size(); ++chosen) {
        std::vector<Cosigned> cosigned;
        std::set<std::string> witnesses;
        for (std::size_t i = 0; i < lines.size(); ++i)
            if ((chosen >> i & 1) != 0) {
                cosigned.push_back({lines[i].name, test::at(1)});
                witnesses.insert(lines[i].key.name().text());
            }
        if (policy.quorum_of(cosigned).holds) quorums.push_back(std::move(witnesses));
    }
    auto smallest = lines.size();
    for (const auto& a : quorums)
        for (const auto& b : quorums) {
            std::size_t common = 0;
            for (const auto& witness : a)
                if (b.contains(witness)) ++common;
            smallest = std::min(smallest, common);
        }
    return smallest;
}

}  // namespace

TEST_CASE("the smallest overlap of k of n witnesses is 2k - n", "[crypto][policy]") {
    std::string members;
    for (int n = 1; n <= 6; ++n) {
        members += " w" + std::to_string(n - 1);
        for (int k = 1; k <= n; ++k) {
            const auto policy = policy_of("group g " + std::to_string(k) + members + "\nquorum g\n");
            CHECK(policy.smallest_overlap() == static_cast<std::size_t>(std::max(0, 2 * k - n)));
            CHECK(policy.smallest_overlap() == plain_overlap(policy));
            CHECK(policy.witness_count() == static_cast<std::size_t>(n));
        }
    }
}

TEST_CASE("the smallest overlap of nested groups is that of the plain definition", "[crypto][policy]") {
    // Random forests over the six witnesses: each step joins some of the free names into a group.
    std::set<std::size_t> seen;
    CHECK(rc::check([&](const std::vector<std::uint8_t>& choices) {
        std::vector<std::string> free = {"w0", "w1", "w2", "w3", "w4", "w5"};
        std::string text;
        std::size_t at = 0;
        const auto choose = [&](std::size_t below) { return at < choices.size() ? choices[at++] % below : below - 1; };
        for (int group = 0; group < 4 && free.size() > 1; ++group) {
            const auto size = 1 + choose(std::min<std::size_t>(free.size(), 4));
            std::string members;
            for (std::size_t i = 0; i < size; ++i) {
                const auto which = static_cast<std::ptrdiff_t>(choose(free.size()));
                members += " " + free[static_cast<std::size_t>(which)];
                free.erase(free.begin() + which);
            }
            free.push_back("g" + std::to_string(group));
            text += "group " + free.back() + " " + std::to_string(1 + choose(size)) + members + "\n";
        }
        const auto policy = policy_of(text + "quorum " + free.back() + "\n");
        RC_ASSERT(policy.smallest_overlap() == plain_overlap(policy));
        seen.insert(*policy.smallest_overlap());
    }));
    CHECK(seen.size() > 2);
}

TEST_CASE("the keys of one witness are one witness, whichever of them are asked for", "[crypto][policy]") {
    std::string lines;
    for (std::uint64_t i = 0; i < 3; ++i)
        for (const std::string key : {"a", "b"})
            lines +=
                witness_line(key + std::to_string(i), "w" + std::to_string(i) + ".example", 20 + 2 * i + (key == "b"));
    for (const std::string each : {"all", "any"})
        for (const int needed : {1, 2, 3}) {
            std::string text = lines;
            for (int i = 0; i < 3; ++i) {
                const auto number = std::to_string(i);
                text += "group w" + number + " " + each + " a" + number + " b" + number + "\n";
            }
            const auto policy =
                need(TlogPolicy::parse(text + "group g " + std::to_string(needed) + " w0 w1 w2\nquorum g\n"));
            CHECK(policy.witness_count() == 3);
            CHECK(policy.smallest_overlap() == static_cast<std::size_t>(std::max(0, 2 * needed - 3)));
            CHECK(policy.smallest_overlap() == plain_overlap(policy));
        }
}

TEST_CASE("a policy in which one witness could count twice is refused", "[crypto][policy]") {
    const auto lines =
        witness_line("a", "w.example", 1) + witness_line("b", "w.example", 2) + witness_line("c", "v.example", 3);
    const auto told = [&](const std::string& rest) { return test::message_of(TlogPolicy::parse(lines + rest)); };
    const std::string words =
        "the witness \"w.example\" has 2 keys, and they are not the members of one group of their own";
    CHECK(told("group g 2 a b c\nquorum g\n").find(words) != std::string::npos);
    CHECK(told("group g all a\ngroup h all b c\ngroup i all g h\nquorum i\n").find(words) != std::string::npos);
    CHECK(told("group g any a b\ngroup h 2 g c\nquorum h\n").empty());
    // A key from which the quorum is not made counts nowhere.
    CHECK(told("group g 2 a c\nquorum g\n").empty());
    CHECK(told("quorum none\n").empty());
}

TEST_CASE("a policy says in words which histories its quorums prevent", "[crypto][policy]") {
    const auto words = [](const std::string& groups) { return policy_of(groups).describe_overlap(); };
    CHECK(words("group g 1 w0 w1\nquorum g\n") ==
          "two quorums need not share any of the 2 witnesses: the log can show two histories, each with a quorum of "
          "honest "
          "witnesses");
    CHECK(words("group g 2 w0 w1 w2\nquorum g\n") ==
          "any two quorums share at least 1 of 3 witnesses: two histories are prevented as long as at most 0 of them "
          "collude with the log");
    CHECK(words("quorum w0\n").starts_with("any two quorums share at least 1 of 1 witness:"));
    CHECK(words("quorum none\n").starts_with("the policy asks for no witness"));
    CHECK_FALSE(policy_of("quorum none\n").smallest_overlap());
}
