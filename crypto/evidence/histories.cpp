// SPDX-License-Identifier: Apache-2.0
// An inclusion proof shows the hashes of all complete subtrees on and beside its path, and every tree of one log that
// has the leaves of such a subtree has the same hash there. So all subtrees ever shown are kept by their place, each
// with the proof that showed it first; a second hash at one place is a fork, proven by the two.
#include "crypto/evidence/histories.hpp"

#include "base/core/text.hpp"
#include "crypto/tlog/cosignature.hpp"
#include "crypto/tlog/merkle_subtrees.hpp"

#include <algorithm>
#include <bit>

namespace assay::crypto {

namespace {

/// A checkpoint to rely on.
struct JudgedCheckpoint {
    std::string note;
    std::string origin;
    TreeHead head;
};

using Subtrees = std::set<NodeId>;

/// A hash, and what showed it first. The checkpoint and the proof outlive it.
struct Shown {
    MerkleHash hash;
    const JudgedCheckpoint* checkpoint;
    const StatementProof* proof;  ///< null for a root
    MerkleHash leaf;              ///< of the proof

    ForkSide side() const {
        if (proof == nullptr) return {checkpoint->note, std::nullopt};
        return {checkpoint->note, ForkInclusion{*LeafIndex::from(proof->index), leaf, proof->path}};
    }
};

/// What was shown of one log.
struct ShownLog {
    std::map<std::uint64_t, Shown> roots;
    std::map<NodeId, Shown> subtrees;
    std::array<std::map<std::uint64_t, Subtrees>, 2> by_size;  ///< of each file: which tree shows which subtrees
};

class Histories {
public:
    /// `judged` has the evidence's checkpoints in their order; both outlive this. `failed` is given inclusion proofs
    /// that do not hold.
    template <typename Failed>
    void add(const Evidence& evidence, std::size_t file, const std::vector<std::optional<JudgedCheckpoint>>& judged,
             const Failed& failed) {
        for (const auto& checkpoint : judged)
            if (checkpoint) add_root(*checkpoint, file);
        for (const auto& proof : evidence.proofs().proofs()) {
            const auto& checkpoint = judged[proof.checkpoint];
            const auto* object = evidence.find(proof.statement);
            if (!checkpoint || object == nullptr) continue;
            if (auto added = add_proof(*checkpoint, proof, *object, file); !added) failed(added.error());
        }
    }

    std::optional<ForkProof> fork() const {
        if (by_roots_) return by_roots_;
        if (by_subtree_) return by_subtree_->second;
        return std::nullopt;
    }
    std::vector<SharedLog> shared() const;

private:
    void add_root(const JudgedCheckpoint& checkpoint, std::size_t file);
    Status add_proof(const JudgedCheckpoint& checkpoint, const StatementProof& proof, const SaltedEnvelope& object,
                     std::size_t file);

    std::map<std::string, ShownLog> logs_;
    std::optional<ForkProof> by_roots_;
    std::optional<std::pair<NodeId, ForkProof>> by_subtree_;  ///< the lowest subtree that differs
};

void Histories::add_root(const JudgedCheckpoint& checkpoint, std::size_t file) {
    auto& log = logs_[checkpoint.origin];
    const auto size = checkpoint.head.size.value();
    log.by_size[file][size];
    const Shown root{checkpoint.head.root, &checkpoint, nullptr, {}};
    const auto [at, is_new] = log.roots.try_emplace(size, root);
    if (!is_new && at->second.hash != root.hash && !by_roots_) by_roots_ = ForkProof(at->second.side(), root.side());
}

Status Histories::add_proof(const JudgedCheckpoint& checkpoint, const StatementProof& proof,
                            const SaltedEnvelope& object, std::size_t file) {
    const auto index = TRY(LeafIndex::from(proof.index));
    const auto leaf = leaf_hash(object.leaf());
    auto& log = logs_[checkpoint.origin];
    for (const auto& [node, hash] : TRY(subtrees_of_inclusion({index, leaf}, proof.path, checkpoint.head))) {
        log.by_size[file][checkpoint.head.size.value()].insert(node);
        const Shown shown{hash, &checkpoint, &proof, leaf};
        const auto [known, is_new] = log.subtrees.try_emplace(node, shown);
        if (is_new || known->second.hash == hash) continue;
        if (!by_subtree_ || node < by_subtree_->first)
            by_subtree_.emplace(node, ForkProof(known->second.side(), shown.side()));
    }
    return {};
}

std::vector<SharedLog> Histories::shared() const {
    std::vector<SharedLog> out;
    for (const auto& [origin, log] : logs_) {
        if (log.by_size[0].empty() || log.by_size[1].empty()) continue;
        SharedLog shared{origin, {}, {}, 0};
        std::array<Subtrees, 2> all;
        for (std::size_t file = 0; file < 2; ++file)
            for (const auto& [size, subtrees] : log.by_size[file]) {
                shared.sizes[file].push_back(size);
                all[file].insert(subtrees.begin(), subtrees.end());
            }
        for (std::size_t file = 0; file < 2; ++file) {
            const auto& others = all[1 - file];
            for (const auto& [size, subtrees] : log.by_size[file])
                if (log.by_size[1 - file].contains(size) ||
                    std::ranges::any_of(subtrees, [&](const auto& node) { return others.contains(node); }))
                    ++shared.compared[file];
        }
        for (const auto& node : all[0]) shared.subtrees += all[1].contains(node) ? 1U : 0U;
        // A tree of both whose size is no power of two is no complete subtree; its root is compared all the same.
        for (const auto& [size, subtrees] : log.by_size[0])
            if (log.by_size[1].contains(size) && !std::has_single_bit(size)) ++shared.subtrees;
        out.push_back(std::move(shared));
    }
    return out;
}

/// Only the lines of the policy's keys that hold: a bad line beside them must not hide what the log has signed.
Result<Note> with_good_lines(const std::string& text, const TlogPolicy& policy) {
    const auto note = TRY(Note::parse(text));
    std::vector<NoteSignature> good;
    const auto keep = [&](const NoteKey& key) {
        for (const auto& line : note.signatures())
            if (line.is_by(key) && verify_note_signature(key, note.unverified_text(), line.signature()))
                good.push_back(line);
    };
    for (const auto& log : policy.logs()) keep(log.key);
    for (const auto& witness : policy.witnesses()) keep(witness.key);
    if (good.empty()) return fail(ErrorKind::Untrusted, "no key of the policy has signed it");
    return Note::from(note.unverified_text(), std::move(good));
}

Result<JudgedCheckpoint> judge(const std::string& text, const TlogPolicy& policy) {
    const auto note = TRY(with_good_lines(text, policy));
    const auto checked = TRY(policy.evaluate(note));
    if (!checked.not_signed_by().empty())
        return fail(ErrorKind::Untrusted,
                    "it is not signed by the log's key " + checked.not_signed_by().front().describe());
    return JudgedCheckpoint{note.render(), checked.checkpoint().origin().text(), checked.head()};
}

}  // namespace

bool HistoryComparison::could_compare() const {
    return std::ranges::any_of(logs, [](const auto& log) { return log.subtrees > 0; });
}

HistoryComparison compare_histories(const Evidence& first, const Evidence& second, const TlogPolicy& policy) {
    HistoryComparison out;
    Histories histories;
    std::array<std::vector<std::optional<JudgedCheckpoint>>, 2> both;
    for (std::size_t file = 0; file < 2; ++file) {
        const auto& evidence = file == 0 ? first : second;
        const auto where = std::string(file == 0 ? "the first" : "the second") + " evidence: ";
        const auto pass_over = [&](const std::string& what, const Error& why) {
            out.passed_over.push_back(where + what + ": " + why.message());
        };
        auto& judged = both[file];
        for (const auto& text : evidence.proofs().checkpoints()) {
            auto checkpoint = judge(text, policy);
            if (!checkpoint) pass_over("checkpoint " + std::to_string(judged.size() + 1), checkpoint.error());
            judged.push_back(checkpoint ? std::optional(std::move(*checkpoint)) : std::nullopt);
        }
        histories.add(evidence, file, judged, [&](const Error& error) { pass_over("an inclusion proof", error); });
    }
    out.logs = histories.shared();
    out.fork = histories.fork();
    return out;
}

std::optional<ForkProof> find_fork(const Evidence& evidence, std::span<const CheckedCheckpoint* const> checked) {
    const auto& notes = evidence.proofs().checkpoints();
    std::vector<std::optional<JudgedCheckpoint>> judged(notes.size());
    for (std::size_t i = 0; i < notes.size() && i < checked.size(); ++i)
        if (checked[i] != nullptr && checked[i]->not_signed_by().empty())
            judged[i] = JudgedCheckpoint{notes[i], checked[i]->checkpoint().origin().text(), checked[i]->head()};
    Histories histories;
    histories.add(evidence, 0, judged, [](const Error&) {});
    return histories.fork();
}

}  // namespace assay::crypto
