// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/tlog/checkpoint.hpp"
#include "crypto/tlog/note.hpp"

namespace assay::crypto {

constexpr std::size_t kAddCheckpointBytesMax = kNoteBytesMax;

/// What a log asks of a witness: to cosign a checkpoint that follows the one of size `old_size`, which the witness
/// cosigned last.
///
/// - At most kProofHashesMax hashes.
///
/// Text form: `old <size>`, a line for each hash of the consistency proof, an empty line, the signed checkpoint.
/// Source: C2SP tlog-witness, "add-checkpoint".
struct AddCheckpoint {
    TreeSize old_size;
    MerkleProof proof;
    Note note;

    /// Reads the body exactly: `parse(r.render())` gives `r` back. Errors: Invalid, Limit; Untrusted when it is only
    /// the checkpoint's signature lines that cannot be read, for it is then as good as unsigned.
    static Result<AddCheckpoint> parse(std::string_view body);
    std::string render() const;

    friend bool operator==(const AddCheckpoint&, const AddCheckpoint&) = default;
};

/// The body of the answer "conflict": the size the witness cosigned last, in decimal, and a newline.
/// Its media type is `text/x.tlog.size`. Errors: Invalid, Limit.
Result<TreeSize> parse_size_answer(std::string_view body);
std::string render_size_answer(TreeSize size);

// The body of the answer "success" is `render_signature_lines`, read by `parse_signature_lines`.

/// How a witness answers, by the HTTP status that tlog-witness gives each case.
enum class WitnessStatus : std::uint16_t {
    Cosign = 200,     ///< record the new head, then answer with cosignatures
    Malformed = 400,  ///< also when the old size is above the checkpoint's
    Untrusted = 403,  ///< no known log key signed, or one did badly
    UnknownLog = 404,
    Conflict = 409,      ///< the old size is not the recorded one, which is the answer's body
    Inconsistent = 422,  ///< the proof fails, or one size has two roots
};

/// What a witness makes of a request, before it records anything.
struct WitnessJudgement {
    WitnessStatus status;
    std::string reason;  ///< what is wrong; empty for Cosign
};

/// What a witness knows of a log: its keys, and the head it cosigned last, of size 0 before the first.
struct WitnessedLog {
    std::vector<NoteKey> keys;
    TreeHead head;
};

/// How a witness answers a body that `AddCheckpoint::parse` or `Checkpoint::parse` refused with this error.
WitnessJudgement judge_unreadable(const Error& error);

/// Judges a request for a checkpoint of `log`, null when the witness does not know the checkpoint's origin. Comparing
/// with the recorded head and recording the new one must be one atomic step of the caller.
WitnessJudgement judge_add_checkpoint(const AddCheckpoint& request, const Checkpoint& checkpoint,
                                      const WitnessedLog* log);

}  // namespace assay::crypto
