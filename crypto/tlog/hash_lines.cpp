// SPDX-License-Identifier: Apache-2.0
#include "crypto/tlog/hash_lines.hpp"

#include "crypto/tlog/note_text.hpp"

namespace assay::crypto {

Result<MerkleProof> take_hash_lines(std::string_view& rest) {
    MerkleProof hashes;
    while (!rest.empty()) {
        const auto line = take_line(rest);
        if (line.empty()) return hashes;
        if (hashes.size() == kProofHashesMax)
            return fail(ErrorKind::Limit, "more than " + std::to_string(kProofHashesMax) + " hashes are in the proof");
        hashes.push_back(TRY(parse_merkle_hash(line, "hash " + std::to_string(hashes.size() + 1) + " of the proof")));
    }
    return fail(ErrorKind::Invalid, "no empty line follows the hashes");
}

std::string render_hash_lines(const MerkleProof& hashes) {
    std::string text;
    for (const auto& hash : hashes) text += render_merkle_hash(hash) + "\n";
    return text + "\n";
}

}  // namespace assay::crypto
