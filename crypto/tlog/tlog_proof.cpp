// SPDX-License-Identifier: Apache-2.0
#include "crypto/tlog/tlog_proof.hpp"

#include "base/core/encoding.hpp"
#include "base/core/text.hpp"
#include "crypto/tlog/hash_lines.hpp"
#include "crypto/tlog/note_text.hpp"

namespace assay::crypto {

namespace {

constexpr std::string_view kHeader = "c2sp.org/tlog-proof@v1";
constexpr std::string_view kExtra = "extra ";
constexpr std::string_view kIndex = "index ";

}  // namespace

Result<TlogProof> TlogProof::parse(std::string_view text) {
    constexpr std::string_view kDoing = "reading tlog proof";
    const auto wrong = [&](std::string_view why) {
        return fail(ErrorKind::Invalid, std::string(kDoing) + ": " + std::string(why));
    };
    if (text.size() > kTlogProofBytesMax)
        return fail(ErrorKind::Limit, "reading tlog proof: " + human_bytes(text.size()) + " is over 1 MiB");
    TRY_WITHIN(kDoing, check_note_text(text));
    if (take_line(text) != kHeader) return wrong("its first line is not \"c2sp.org/tlog-proof@v1\"");

    auto line = take_line(text);
    Bytes extra;
    if (line.starts_with(kExtra)) {
        extra = TRY_WITHIN("reading tlog proof: its extra line", decode_base64(line.substr(kExtra.size())));
        if (extra.empty()) return wrong("its extra line is empty");
        line = take_line(text);
    }
    if (!line.starts_with(kIndex)) return wrong("its index line is missing");
    const auto index = TRY_WITHIN(kDoing, LeafIndex::parse(line.substr(kIndex.size()), "the index"));
    auto hashes = TRY_WITHIN(kDoing, take_hash_lines(text));
    return TlogProof(index, std::move(hashes), std::string(text), std::move(extra));
}

std::string TlogProof::render() const {
    auto text = std::string(kHeader) + "\n";
    if (!extra_.empty()) text += std::string(kExtra) + encode_base64(extra_) + "\n";
    return text + std::string(kIndex) + index_.render() + "\n" + render_hash_lines(hashes_) + checkpoint_;
}

Result<CheckedCheckpoint> TlogProof::verify(const TlogPolicy& policy, const MerkleHash& leaf, LogKeys log_keys) const {
    const auto note = TRY(Note::parse(checkpoint_));
    auto checked = TRY(policy.evaluate(note));
    TRY(verify_inclusion({index_, leaf}, hashes_, checked.head()));
    TRY(checked.satisfies(log_keys));
    return checked;
}

}  // namespace assay::crypto
