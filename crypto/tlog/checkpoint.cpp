// SPDX-License-Identifier: Apache-2.0
#include "crypto/tlog/checkpoint.hpp"

#include "base/core/encoding.hpp"
#include "base/core/text.hpp"
#include "crypto/primitive/digest.hpp"
#include "crypto/tlog/note_text.hpp"

namespace assay::crypto {

Result<Origin> Origin::parse(std::string_view text) {
    if (text.empty()) return fail(ErrorKind::Invalid, "the origin is empty");
    if (text.find('\n') != std::string_view::npos || !check_note_text(std::string(text) + "\n"))
        return fail(ErrorKind::Invalid,
                    "the origin " + quote(text) + " is not one line of UTF-8 without control characters");
    return Origin(std::string(text));
}

std::string Origin::hash_hex() const { return hex(sha256(bytes_of(text_))); }

Result<Checkpoint> Checkpoint::parse(std::string_view text) {
    constexpr std::string_view kDoing = "reading checkpoint";
    if (text.size() > kCheckpointBytesMax)
        return fail(ErrorKind::Limit, "reading checkpoint: " + human_bytes(text.size()) + " is over 64 KiB");
    TRY_WITHIN(kDoing, check_note_text(text));

    std::vector<std::string_view> lines;
    while (!text.empty()) {
        lines.push_back(take_line(text));
        if (lines.back().empty())
            return fail(ErrorKind::Invalid, "reading checkpoint: line " + std::to_string(lines.size()) + " is empty");
    }
    if (lines.size() < 3) return fail(ErrorKind::Invalid, "reading checkpoint: it has fewer than three lines");

    auto origin = TRY_WITHIN(kDoing, Origin::parse(lines[0]));
    const auto size = TRY_WITHIN(kDoing, TreeSize::parse(lines[1], "the tree size"));
    const auto root = TRY_WITHIN(kDoing, parse_merkle_hash(lines[2], "the root hash"));
    Checkpoint checkpoint(std::move(origin), {size, root});
    checkpoint.extensions_.assign(lines.begin() + 3, lines.end());
    return checkpoint;
}

std::string Checkpoint::render() const {
    auto text = origin_.text() + "\n" + size().render() + "\n" + render_merkle_hash(root()) + "\n";
    for (const auto& line : extensions_) text += line + "\n";
    return text;
}

Result<MerkleHash> parse_merkle_hash(std::string_view text, std::string_view what) {
    const auto bytes = TRY_WITHIN(std::string(what) + " " + quote(text, 60), decode_base64(text));
    if (bytes.size() != MerkleHash::kSize)
        return fail(ErrorKind::Invalid, std::string(what) + " has " + count_of(bytes.size(), "byte") + ", not 32");
    return MerkleHash::copy_of(bytes);
}

std::string render_merkle_hash(const MerkleHash& hash) { return encode_base64(hash.view()); }

}  // namespace assay::crypto
