// SPDX-License-Identifier: Apache-2.0
#include "crypto/evidence/proof_set.hpp"

#include "crypto/tlog/checkpoint.hpp"

#include <algorithm>

namespace assay::crypto {

namespace {

Json render_proof(const StatementProof& proof) {
    auto path = Json::array();
    for (const auto& hash : proof.path) path.push(render_merkle_hash(hash));
    return Json::object({{"statement", encode_hex(proof.statement.view())},
                         {"index", Json::decimal(proof.index)},
                         {"path", std::move(path)},
                         {"checkpoint", static_cast<std::int64_t>(proof.checkpoint)}});
}

Result<StatementProof> parse_proof(const Json& json, std::size_t checkpoints) {
    auto record = TRY(Record::of(json, "proof"));
    StatementProof out;
    out.statement = TRY(decode_hex_as<StatementId>(TRY(record.text("statement")), "the statement of a proof"));
    out.index = TRY(record.decimal("index"));
    const auto path = TRY(record.texts("path"));
    if (path.size() > kProofHashesMax) return record.wrong("path", "is too long");
    for (const auto& text : path) out.path.push_back(TRY(parse_merkle_hash(text, "a hash of a proof")));
    const auto checkpoint = TRY(record.integer("checkpoint"));
    TRY(record.finish());
    if (checkpoint < 0 || static_cast<std::size_t>(checkpoint) >= checkpoints)
        return record.wrong("checkpoint", "names a checkpoint that is not there");
    out.checkpoint = static_cast<std::size_t>(checkpoint);
    return out;
}

}  // namespace

void ProofSet::prove(const StatementId& statement, std::uint64_t index, std::vector<MerkleHash> path,
                     const std::string& checkpoint) {
    const auto at = static_cast<std::size_t>(std::find(checkpoints_.begin(), checkpoints_.end(), checkpoint) -
                                             checkpoints_.begin());
    if (at == checkpoints_.size()) checkpoints_.push_back(checkpoint);
    std::erase_if(proofs_, [&](const auto& proof) { return proof.statement == statement; });
    proofs_.push_back({statement, index, std::move(path), at});
    drop_unused_checkpoints();
}

void ProofSet::merge(const ProofSet& other) {
    for (const auto& proof : other.proofs_)
        if (find(proof.statement) == nullptr)
            prove(proof.statement, proof.index, proof.path, other.checkpoint_of(proof));
}

void ProofSet::drop_unused_checkpoints() {
    for (std::size_t i = checkpoints_.size(); i-- > 0;) {
        if (std::any_of(proofs_.begin(), proofs_.end(), [&](const auto& proof) { return proof.checkpoint == i; }))
            continue;
        checkpoints_.erase(checkpoints_.begin() + static_cast<std::ptrdiff_t>(i));
        for (auto& proof : proofs_)
            if (proof.checkpoint > i) --proof.checkpoint;
    }
}

const StatementProof* ProofSet::find(const StatementId& statement) const {
    const auto at =
        std::find_if(proofs_.begin(), proofs_.end(), [&](const auto& proof) { return proof.statement == statement; });
    return at == proofs_.end() ? nullptr : &*at;
}

void ProofSet::render_into(Json& json) const {
    auto notes = Json::array();
    for (const auto& note : checkpoints_) notes.push(note);
    auto proofs = Json::array();
    for (const auto& proof : proofs_) proofs.push(render_proof(proof));
    json.set("checkpoints", std::move(notes)).set("proofs", std::move(proofs));
}

Result<ProofSet> ProofSet::read(Record& record) {
    ProofSet out;
    out.checkpoints_ = TRY(record.texts("checkpoints"));
    if (out.checkpoints_.size() > kCheckpointsMax)
        return fail(ErrorKind::Limit,
                    record.what() + ": holds more than " + std::to_string(kCheckpointsMax) + " checkpoints");
    const auto* proofs = TRY(record.array("proofs"));
    if (proofs->size() > kProofsMax) return fail(ErrorKind::Limit, record.what() + ": holds too many proofs");
    for (const auto& item : *proofs) {
        auto proof = TRY_WITHIN(record.what(), parse_proof(item, out.checkpoints_.size()));
        if (out.find(proof.statement) != nullptr)
            return fail(ErrorKind::Invalid, record.what() + ": holds two proofs of one statement");
        out.proofs_.push_back(std::move(proof));
    }
    const auto before = out.checkpoints_.size();
    out.drop_unused_checkpoints();
    if (out.checkpoints_.size() != before)
        return fail(ErrorKind::Invalid, record.what() + ": holds a checkpoint no proof is under");
    return out;
}

}  // namespace assay::crypto
