// SPDX-License-Identifier: Apache-2.0
#include "crypto/evidence/fork.hpp"

#include "base/core/text.hpp"
#include "crypto/tlog/merkle_subtrees.hpp"

#include <algorithm>

namespace assay::crypto {

namespace {

constexpr std::string_view kFormat = "assay-fork-v1";
constexpr std::string_view kBeginning = "{\n  \"format\": \"assay-fork-";
constexpr std::string_view kWhat = "fork proof";

std::unexpected<Error> untrusted(std::string message) { return fail(ErrorKind::Untrusted, std::move(message)); }

Json render_side(const ForkSide& side) {
    auto out = Json::object({{"checkpoint", side.checkpoint}});
    if (!side.inclusion) return out;
    auto path = Json::array();
    for (const auto& hash : side.inclusion->path) path.push(render_merkle_hash(hash));
    out.set("index", side.inclusion->index.render());
    out.set("leaf", render_merkle_hash(side.inclusion->leaf));
    out.set("path", std::move(path));
    return out;
}

Result<ForkSide> parse_side(const Json& json) {
    auto record = TRY(Record::of(json, "fork proof: a side"));
    ForkSide out;
    out.checkpoint = TRY(record.text("checkpoint"));
    if (record.has("index")) {
        ForkInclusion inclusion;
        inclusion.index = TRY(LeafIndex::parse(TRY(record.text("index")), "fork proof: an index"));
        inclusion.leaf = TRY(parse_merkle_hash(TRY(record.text("leaf")), "fork proof: a leaf"));
        const auto path = TRY(record.texts("path"));
        if (path.size() > kProofHashesMax) return record.wrong("path", "is too long");
        for (const auto& text : path)
            inclusion.path.push_back(TRY(parse_merkle_hash(text, "fork proof: a hash of a path")));
        out.inclusion = std::move(inclusion);
    }
    TRY(record.finish());
    return out;
}

/// The side's checkpoint, signed with every key that the policy lists for its log.
Result<CheckedCheckpoint> check_signed(const ForkSide& side, const TlogPolicy& policy) {
    const auto note = TRY(Note::parse(side.checkpoint));
    const auto origin = TRY(Checkpoint::parse(note.unverified_text())).origin().text();
    if (std::ranges::none_of(policy.logs(), [&](const auto& log) { return log.key.name().text() == origin; }))
        return fail(ErrorKind::Unproven, "the policy lists no log " + quote(origin));
    auto checked = TRY(policy.evaluate(note));
    // Else the owner of one stolen or broken key could accuse the log.
    if (!checked.not_signed_by().empty())
        return untrusted("the checkpoint of " + quote(origin) + " at size " + checked.head().size.render() +
                         " is not signed by the log's key " + checked.not_signed_by().front().describe());
    return checked;
}

Result<std::vector<CompleteSubtree>> subtrees_of(const ForkInclusion& inclusion, const TreeHead& head) {
    return subtrees_of_inclusion({inclusion.index, inclusion.leaf}, inclusion.path, head);
}

/// The lowest complete subtree to which the two sides give different hashes.
std::optional<std::pair<CompleteSubtree, CompleteSubtree>> first_difference(const std::vector<CompleteSubtree>& a,
                                                                            const std::vector<CompleteSubtree>& b) {
    std::optional<std::pair<CompleteSubtree, CompleteSubtree>> out;
    for (const auto& here : a)
        for (const auto& there : b)
            if (here.node == there.node && here.hash != there.hash && (!out || here.node < out->first.node))
                out.emplace(here, there);
    return out;
}

std::vector<NoteKey> cosigners(const CheckedCheckpoint& checked, const TlogPolicy& policy) {
    std::vector<NoteKey> out;
    for (const auto& witness : policy.witnesses())
        if (std::ranges::find(checked.cosigned(), witness.name, &Cosigned::witness) != checked.cosigned().end())
            out.push_back(witness.key);
    return out;
}

/// Completes what `fork` says of the heads. Errors: Untrusted when they can be of one history.
Status find_difference(const std::array<ForkSide, 2>& sides, Fork& fork) {
    const auto& [first, second] = fork.heads;
    if (first.size == second.size) {
        if (sides[0].inclusion) return untrusted("it carries inclusion proofs where two roots of one size decide");
        if (first.root == second.root) return untrusted("both sides are the same tree of size " + first.size.render());
        fork.hashes = {first.root, second.root};
        return {};
    }
    if (!sides[0].inclusion || !sides[1].inclusion)
        return untrusted("its trees are of sizes " + first.size.render() + " and " + second.size.render() +
                         ", and it carries no inclusion proofs that show a difference");
    const auto shown = TRY_WITHIN("the first side", subtrees_of(*sides[0].inclusion, first));
    const auto other = TRY_WITHIN("the second side", subtrees_of(*sides[1].inclusion, second));
    const auto difference = first_difference(shown, other);
    if (!difference)
        return untrusted("its trees of sizes " + first.size.render() + " and " + second.size.render() +
                         " can be of one history: no subtree that both sides show differs");
    fork.subtree = difference->first.node;
    fork.hashes = {difference->first.hash, difference->second.hash};
    return {};
}

}  // namespace

std::vector<NoteKey> Fork::cosigned_both() const {
    std::vector<NoteKey> out;
    for (const auto& key : cosigned_by[0])
        if (std::ranges::find(cosigned_by[1], key) != cosigned_by[1].end()) out.push_back(key);
    return out;
}

std::string Fork::leaves() const {
    if (!subtree) return {};
    const auto first = subtree->index << subtree->level;
    if (subtree->level == 0) return "leaf " + std::to_string(first);
    return "leaves " + std::to_string(first) + " to " +
           std::to_string(first + (std::uint64_t{1} << subtree->level) - 1);
}

std::string Fork::describe() const {
    if (!subtree) return "the log " + quote(origin) + " has signed two trees of size " + heads[0].size.render();
    return "the log " + quote(origin) + " has signed two histories: its trees of sizes " + heads[0].size.render() +
           " and " + heads[1].size.render() + " differ in " + leaves();
}

bool ForkProof::is_one(std::string_view text) { return text.starts_with(kBeginning); }

Json ForkProof::to_json() const {
    return Json::object({{"format", kFormat}, {"sides", Json::Array{render_side(sides_[0]), render_side(sides_[1])}}});
}

Result<ForkProof> ForkProof::parse(std::string_view text) {
    const auto json = TRY_WITHIN(kWhat, Json::parse(text, {.bytes = kBytesMax, .depth = 8}));
    auto record = TRY(Record::of(json, std::string(kWhat)));
    if (const auto format = TRY(record.text("format")); format != kFormat)
        return std::unexpected(
            Error(ErrorKind::Unsupported, "fork proof: the format " + quote(format) + " is unknown to this version")
                .with_hint("a newer auditor may know it"));
    const auto* sides = TRY(record.array("sides"));
    if (sides->size() != 2) return record.wrong("sides", "has not two sides");
    auto first = TRY(parse_side((*sides)[0]));
    auto second = TRY(parse_side((*sides)[1]));
    TRY(record.finish());
    if (first.inclusion.has_value() != second.inclusion.has_value())
        return record.wrong("sides", "has an inclusion proof on one side only");
    ForkProof out(std::move(first), std::move(second));
    if (out.render() != text) return fail(ErrorKind::Invalid, "fork proof: is not in the one form fork proofs have");
    return out;
}

Result<Fork> ForkProof::check(const TlogPolicy& policy) const {
    const auto first = TRY_WITHIN("the first side", check_signed(sides_[0], policy));
    const auto second = TRY_WITHIN("the second side", check_signed(sides_[1], policy));
    const auto& origin = first.checkpoint().origin().text();
    if (const auto& other = second.checkpoint().origin().text(); origin != other)
        return untrusted("its sides are of two logs, " + quote(origin) + " and " + quote(other));
    Fork out;
    out.origin = origin;
    out.heads = {first.head(), second.head()};
    out.cosigned_by = {cosigners(first, policy), cosigners(second, policy)};
    TRY(find_difference(sides_, out));
    return out;
}

}  // namespace assay::crypto
