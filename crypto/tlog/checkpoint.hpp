// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/tlog/merkle.hpp"

#include <string>

namespace assay::crypto {

/// The name under which a log signs: the first line of its checkpoints.
///
/// - Non-empty UTF-8 without control characters. It may have spaces: only a key name may not.
class Origin {
public:
    /// Errors: Invalid.
    static Result<Origin> parse(std::string_view text);

    const std::string& text() const { return text_; }
    /// SHA-256 of the name in lower-case hexadecimal: a log's folder at a witness. Source: C2SP tlog-witness,
    /// "Monitor Retrieval Mechanism".
    std::string hash_hex() const;

    friend auto operator<=>(const Origin&, const Origin&) = default;

private:
    explicit Origin(std::string text) : text_(std::move(text)) {}
    std::string text_;
};

constexpr std::size_t kCheckpointBytesMax = 64U << 10;

/// What a log says of itself at one size: the text that its checkpoints sign.
///
/// - Made here, it has no extension lines. Read from others, it may have some; they are non-empty and nothing is
///   promised about them.
/// - Whether the root of size 0 is the right one is not judged when reading: `check_empty_tree`.
///
/// Text form: checkpoint.md. Source: C2SP tlog-checkpoint, "Note text".
class Checkpoint {
public:
    Checkpoint(Origin origin, const TreeHead& head) : origin_(std::move(origin)), head_(head) {}

    /// Reads the text form exactly: `parse(c.render())` gives `c` back. Errors: Invalid (says which line), Limit above
    /// kCheckpointBytesMax and for sizes from 2^63 on.
    static Result<Checkpoint> parse(std::string_view text);
    std::string render() const;

    const Origin& origin() const { return origin_; }
    const TreeHead& head() const { return head_; }
    TreeSize size() const { return head_.size; }
    const MerkleHash& root() const { return head_.root; }
    const std::vector<std::string>& extensions() const { return extensions_; }

    friend bool operator==(const Checkpoint&, const Checkpoint&) = default;

private:
    Origin origin_;
    TreeHead head_;
    std::vector<std::string> extensions_;
};

/// Base64 of exactly 32 bytes. Errors: Invalid. `what` names the hash in the error.
Result<MerkleHash> parse_merkle_hash(std::string_view text, std::string_view what);
std::string render_merkle_hash(const MerkleHash& hash);

}  // namespace assay::crypto
