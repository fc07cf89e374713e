// SPDX-License-Identifier: Apache-2.0
#include "crypto/evidence/histories.hpp"

#include "tests/support/forked.hpp"

using namespace assay;
using namespace assay::crypto;
using namespace assay::test;

namespace {

constexpr std::size_t kLeaves = 5;

/// One log whose histories are the same before leaf `fork`, and a checkpoint at each of their sizes.
class TinyLog {
public:
    TinyLog(const World& world, std::span<const SaltedEnvelope> leaves) : world_(world) {
        for (const auto& leaf : leaves) {
            world_.log(leaf);
            leaves_.push_back(leaf);
            notes_.push_back(world_.checkpoint(static_cast<int>(notes_.size())));
        }
    }
    void prove(Evidence& evidence, std::size_t leaf, std::size_t size) {
        need(evidence.add(leaves_[leaf]));
        world_.prove(evidence, leaves_[leaf], notes_[size - 1]);
    }
    Evidence evidence(std::size_t leaf, std::size_t size) {
        Evidence out(ClaimKind::Held, need(peek_link(leaves_[leaf].envelope)).id());
        prove(out, leaf, size);
        return out;
    }

private:
    World world_;
    std::vector<SaltedEnvelope> leaves_;
    std::vector<std::string> notes_;
};

/// histories()[f] and histories()[kLeaves] are the same before leaf f.
std::vector<TinyLog>& histories() {
    static auto out = [] {
        World world;
        std::vector<SaltedEnvelope> one, other;
        for (std::size_t i = 0; i < kLeaves; ++i)
            for (auto* leaves : {&one, &other}) {
                const auto what = StatementLink::to(bytes_of(leaves == &one ? "one" : "other"));
                leaves->push_back(world.sign(
                    Held{world.custodian.id(), world.at(static_cast<int>(i)), what, what}.payload(), world.custodian));
            }
        std::vector<TinyLog> made;
        for (std::size_t fork = 0; fork <= kLeaves; ++fork) {
            auto leaves = other;
            std::copy_n(one.begin(), fork, leaves.begin());
            made.emplace_back(world, leaves);
        }
        return made;
    }();
    return out;
}

TlogPolicy policy() {
    static const World world;
    return need(TlogPolicy::parse(world.tlog_policy()));
}

/// By definition: the aligned subtrees that hold a leaf, and their siblings, as far as the tree goes, where complete.
std::set<std::pair<std::size_t, std::size_t>> ranges(std::size_t leaf, std::size_t size) {
    std::set<std::pair<std::size_t, std::size_t>> out;
    for (std::size_t width = 1; width < 2 * size; width *= 2)
        for (const auto place : {leaf / width, (leaf / width) ^ 1}) {
            const auto start = place * width, end = std::min(start + width, size);
            if (start < size && std::has_single_bit(end - start)) out.emplace(start, end);
        }
    return out;
}

/// The same key's line with a signature that does not hold.
NoteSignature spoiled_line(const NoteSignature& line) {
    const auto text = line.render();
    const auto base64 = text.find_last_of(' ') + 1;
    auto bytes = need(decode_base64(text.substr(base64, text.size() - base64 - 1)));
    bytes.back() ^= 1;
    return need(NoteSignature::parse(text.substr(0, base64) + encode_base64(bytes)));
}

}  // namespace

TEST_CASE("a fork is found if and only if both files show a subtree that differs", "[crypto][histories]") {
    const auto under = policy();
    auto& one = histories()[kLeaves];
    std::size_t forks = 0, apart = 0;
    for (std::size_t fork = 0; fork <= kLeaves; ++fork)
        for (std::size_t n = 1; n <= kLeaves; ++n)
            for (std::size_t m = 1; m <= kLeaves; ++m)
                for (std::size_t i = 0; i < n; ++i) {
                    const auto j = (i * 3 + n + fork) % m;
                    const auto shown = ranges(i, n);
                    std::size_t common = 0, differing = 0;
                    for (const auto& range : ranges(j, m))
                        if (shown.contains(range)) ++common, differing += range.second > fork ? 1U : 0U;
                    if (n == m) common += std::has_single_bit(n) ? 0U : 1U, differing += n > fork ? 1U : 0U;
                    const auto found = compare_histories(one.evidence(i, n), histories()[fork].evidence(j, m), under);
                    INFO("fork " << fork << ", leaf " << i << " of " << n << ", leaf " << j << " of " << m);
                    REQUIRE(found.passed_over.empty());
                    REQUIRE(found.logs.size() == 1);
                    REQUIRE(found.logs[0].subtrees == common);
                    REQUIRE(found.fork.has_value() == (differing > 0));
                    REQUIRE(found.could_compare() == (common > 0));
                    if (!found.fork) {
                        ++apart;
                        continue;
                    }
                    const auto proven = need(found.fork->check(under));
                    REQUIRE(proven.cosigned_both().size() == 2);
                    REQUIRE(need(ForkProof::parse(found.fork->render())).check(under));
                    ++forks;
                }
    CHECK(forks > 50);
    CHECK(apart > 50);
}

TEST_CASE("files that show all their leaves betray every fork below both sizes", "[crypto][histories]") {
    const auto under = policy();
    const auto whole = [](TinyLog& log, std::size_t size) {
        auto out = log.evidence(0, size);
        for (std::size_t leaf = 1; leaf < size; ++leaf) log.prove(out, leaf, size);
        return out;
    };
    for (std::size_t fork = 0; fork <= kLeaves; ++fork)
        for (std::size_t n = 1; n <= kLeaves; ++n)
            for (std::size_t m = 1; m <= kLeaves; ++m) {
                const auto found =
                    compare_histories(whole(histories()[kLeaves], n), whole(histories()[fork], m), under);
                CHECK(found.fork.has_value() == (fork < std::min(n, m)));
                CHECK(found.logs[0].compared == std::array<std::size_t, 2>{1, 1});
            }
}

TEST_CASE("one file that holds both histories proves the fork alone", "[crypto][histories]") {
    World world;
    world.build_chain();
    const auto evidence = world.evidence();
    const auto other = forked(world, 4).evidence();
    auto both = evidence;
    const auto rebuild = world.link(world.rebuild).id();
    const auto* proof = other.proofs().find(rebuild);
    both.prove(rebuild, proof->index, proof->path, other.proofs().checkpoint_of(*proof));
    const auto under = policy();
    const auto fork_in = [&](const Evidence& file) {
        std::vector<CheckedCheckpoint> checked;
        for (const auto& note : file.proofs().checkpoints())
            checked.push_back(need(under.evaluate(need(Note::parse(note)))));
        std::vector<const CheckedCheckpoint*> pointers;
        for (const auto& each : checked) pointers.push_back(&each);
        return find_fork(file, pointers);
    };
    CHECK_FALSE(fork_in(evidence));
    CHECK_FALSE(fork_in(other));
    const auto fork = fork_in(both);
    REQUIRE(fork);
    CHECK(need(fork->check(under)).origin == "test.example/log");
    CHECK(compare_histories(both, evidence, under).fork);
    CHECK(compare_histories(evidence, other, under).fork);
    CHECK_FALSE(compare_histories(evidence, evidence, under).fork);
}

TEST_CASE("what does not hold is passed over by name, and hides nothing", "[crypto][histories]") {
    World world;
    world.build_chain();
    const auto evidence = world.evidence();
    auto other = forked(world, 4).evidence();
    const auto under = policy();
    // A bad line of a witness spoils a check; it must not keep a fork from being seen.
    const auto spoil = [&](Evidence& file, const std::string& by) {
        const auto before = file.proofs();
        for (const auto& proof : before.proofs()) {
            const auto note = need(Note::parse(before.checkpoint_of(proof)));
            std::vector<NoteSignature> lines;
            for (const auto& line : note.signatures())
                if (line.name().text() != by)
                    lines.push_back(line);
                else
                    lines.push_back(spoiled_line(line));
            const auto text = need(Note::from(note.unverified_text(), lines)).render();
            file.prove(proof.statement, proof.index, proof.path, text);
        }
    };
    auto spoiled = other;
    spoil(spoiled, "test.example/witness");
    const auto found = compare_histories(evidence, spoiled, under);
    REQUIRE(found.fork);
    CHECK(need(found.fork->check(under)).cosigned_both().empty());

    auto unsigned_by_log = other;
    spoil(unsigned_by_log, "test.example/log");
    const auto nothing = compare_histories(evidence, unsigned_by_log, under);
    CHECK_FALSE(nothing.fork);
    CHECK(nothing.logs.empty());
    CHECK_FALSE(nothing.could_compare());
    REQUIRE_FALSE(nothing.passed_over.empty());
    CHECK(nothing.passed_over[0].starts_with("the second evidence: checkpoint 1: "));

    auto wrong_path = other;
    const auto proof = *wrong_path.proofs().find(wrong_path.claim());
    auto path = proof.path;
    path[0] = leaf_hash(ByteView());
    wrong_path.prove(proof.statement, proof.index, path, std::string(other.proofs().checkpoint_of(proof)));
    const auto without = compare_histories(evidence, wrong_path, under);
    CHECK(without.passed_over.size() == 1);
    CHECK(without.passed_over[0].find("an inclusion proof") != std::string::npos);
}
