// SPDX-License-Identifier: Apache-2.0
#include "crypto/evidence/fork.hpp"

#include "crypto/evidence/histories.hpp"
#include "tests/support/forked.hpp"

using namespace assay;
using namespace assay::crypto;
using namespace assay::test;

namespace {

World& world() {
    static World instance = [] {
        World out;
        out.build_chain();
        return out;
    }();
    return instance;
}

/// What the log shows others: another tree from leaf 4 on.
const World& other() {
    static const World instance = forked(world(), 4);
    return instance;
}

TlogPolicy policy() { return need(TlogPolicy::parse(world().tlog_policy())); }

/// The chain's proof of a statement, in one of the log's histories.
ForkSide side(const World& history, const SaltedEnvelope& statement) {
    const auto evidence = history.evidence();
    const auto* proof = evidence.proofs().find(world().link(statement).id());
    const ForkInclusion inclusion{need(LeafIndex::from(proof->index)), leaf_hash(statement.leaf()), proof->path};
    return {evidence.proofs().checkpoint_of(*proof), inclusion};
}

/// Sizes 8 and 9, and different leaves from 4 on.
ForkProof proof() { return {side(world(), world().verdict), side(other(), world().verdict)}; }

std::string told(const ForkProof& proof, const TlogPolicy& under) { return message_of(proof.check(under)); }

/// The side with its checkpoint changed.
template <typename Change>
ForkSide changed(ForkSide side, const Change& change) {
    side.checkpoint = change(need(Note::parse(side.checkpoint))).render();
    return side;
}

Note without_line(const Note& note, std::size_t line) {
    auto lines = note.signatures();
    lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(line));
    return need(Note::from(note.unverified_text(), lines));
}

}  // namespace

TEST_CASE("a fork proof says what differs, and who cosigned both", "[crypto][fork]") {
    const auto fork = need(proof().check(policy()));
    CHECK(fork.origin == "test.example/log");
    CHECK(fork.heads[0].size == TreeSize(8));
    CHECK(fork.heads[1].size == TreeSize(9));
    REQUIRE(fork.subtree);
    CHECK(fork.cosigned_both().size() == 2);
    CHECK(fork.hashes[0] != fork.hashes[1]);
    CHECK(fork.describe() ==
          "the log \"test.example/log\" has signed two histories: its trees of sizes 8 and 9 differ in " +
              fork.leaves());
    CHECK(fork.leaves() == "leaves 0 to 7");
    // Sizes 7 and 8, of which both show leaf 6.
    const ForkProof closer(side(world(), world().rebuild), side(other(), world().rebuild));
    CHECK(need(closer.check(policy())).leaves() == "leaf 6");
}

TEST_CASE("two roots of one size need no path", "[crypto][fork]") {
    auto same_size = other();
    same_size.leaves.pop_back();
    const ForkProof roots({world().checkpoint(9), std::nullopt}, {same_size.checkpoint(9), std::nullopt});
    const auto fork = need(roots.check(policy()));
    CHECK_FALSE(fork.subtree);
    CHECK(fork.describe() == "the log \"test.example/log\" has signed two trees of size 8");
    CHECK(need(ForkProof::parse(roots.render())).render() == roots.render());

    const ForkSide one{world().checkpoint(9), std::nullopt};
    CHECK(told({one, one}, policy()) == "both sides are the same tree of size 8");
    auto with_path = one;
    with_path.inclusion = side(world(), world().verdict).inclusion;
    CHECK(told({with_path, roots.sides()[1]}, policy()).find("where two roots of one size decide") !=
          std::string::npos);
    CHECK(told({one, {other().logged.back().second, std::nullopt}}, policy()).find("carries no inclusion proofs") !=
          std::string::npos);
}

TEST_CASE("the two histories of a log that has not forked prove nothing", "[crypto][fork]") {
    const std::string words = "can be of one history: no subtree that both sides show differs";
    for (const World* history : std::initializer_list<const World*>{&world(), &other()})
        CHECK(told({side(*history, world().verdict), side(*history, world().rebuild)}, policy()).find(words) !=
              std::string::npos);
    // Up to the fork the histories are one.
    CHECK(told({side(world(), world().verdict), side(other(), world().held)}, policy()).find(words) !=
          std::string::npos);
}

TEST_CASE("every key of the log must have signed both sides, and witnesses need not", "[crypto][fork]") {
    const auto [first, second] = proof().sides();
    const auto lines = need(Note::parse(second.checkpoint)).signatures().size();
    REQUIRE(lines == 4);
    for (std::size_t line = 0; line < 2; ++line) {
        const auto half = changed(second, [&](const Note& note) { return without_line(note, line); });
        CHECK(told({first, half}, policy()).find("is not signed by the log's key") != std::string::npos);
        CHECK(told({half, first}, policy()).find("is not signed by the log's key") != std::string::npos);
    }
    auto unseen = second;
    for (int i = 0; i < 2; ++i) unseen = changed(unseen, [](const Note& note) { return without_line(note, 2); });
    const auto fork = need(ForkProof(first, unseen).check(policy()));
    CHECK(fork.cosigned_by[0].size() == 2);
    CHECK(fork.cosigned_both().empty());

    const auto bare = world().tlog_policy();
    CHECK(proof().check(need(TlogPolicy::parse(bare.substr(0, bare.find("witness ")) + "quorum none\n"))));
    const auto none = proof().check(need(TlogPolicy::parse("quorum none\n")));
    REQUIRE_FALSE(none);
    CHECK(none.error().kind() == ErrorKind::Unproven);
    CHECK(none.error().message().find("the policy lists no log \"test.example/log\"") != std::string::npos);

    World stranger(77);
    CHECK(proof().check(need(TlogPolicy::parse(stranger.tlog_policy()))).error().kind() == ErrorKind::Untrusted);
}

TEST_CASE("a fork proof is read in one form only", "[crypto][fork]") {
    const auto text = proof().render();
    CHECK(ForkProof::is_one(text));
    CHECK_FALSE(ForkProof::is_one(world().evidence().render()));
    CHECK(need(ForkProof::parse(text)).render() == text);
    CHECK(ForkProof::parse(text + "\n").error().message() == "fork proof: is not in the one form fork proofs have");
    auto newer = text;
    newer.replace(newer.find("-v1"), 3, "-v2");
    CHECK(ForkProof::parse(newer).error().kind() == ErrorKind::Unsupported);
    auto one_sided = proof().sides();
    one_sided[0].inclusion.reset();
    CHECK(message_of(ForkProof::parse(ForkProof(one_sided[0], one_sided[1]).render())).find("on one side only") !=
          std::string::npos);
    auto deep = proof().sides();
    deep[0].inclusion->path.resize(kProofHashesMax + 1);
    CHECK(message_of(ForkProof::parse(ForkProof(deep[0], deep[1]).render())).find("is too long") != std::string::npos);
}

TEST_CASE("a fork proof damaged at any place proves nothing", "[crypto][fork]") {
    const auto text = proof().render();
    const auto under = policy();
    std::size_t flips = 0;
    // Damage to a witness's line is damage too: a listed key's signature must not be bad.
    for (std::size_t at = 0; at < text.size(); at += 1 + text.size() / 300, ++flips) {
        auto damaged = text;
        damaged[at] = static_cast<char>(damaged[at] ^ 1);
        const auto read = ForkProof::parse(damaged);
        if (!read) continue;
        INFO("byte " << at);
        // What still holds can only be a proof with fewer cosigners named: a line whose key's name or id is another's.
        if (const auto fork = read->check(under)) CHECK(fork->cosigned_both().size() < 2);
    }
    CHECK(flips > 200);
}
