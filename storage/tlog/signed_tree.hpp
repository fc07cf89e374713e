// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/files/folder.hpp"
#include "crypto/tlog/checkpoint.hpp"
#include "crypto/tlog/note.hpp"

namespace assay::storage {

/// A checkpoint of our own log.
///
/// - `note` signs `head` with all of the log's keys; others may have cosigned.
struct SignedTree {
    crypto::TreeHead head;
    crypto::Note note;
    std::optional<Time> time;  ///< the latest that one of the log's signatures states
};

/// Opens a checkpoint as one of the log's: all of its keys have signed it, and it has the origin by which they sign.
/// Errors: Untrusted, Invalid.
Result<SignedTree> open_signed_tree(const crypto::Note& note, std::span<const crypto::NoteKey> log_keys);

/// The record `signed`: the text of the largest checkpoint the log ever set out to sign. Nothing where there is none.
/// Errors: Corrupt.
Result<std::optional<crypto::Checkpoint>> read_signed_record(const Folder& record);

/// `latest` or `checkpoint` of a log. Nothing where there is none. Errors: Corrupt.
Result<std::optional<SignedTree>> read_signed_tree(const Folder& folder, const RelativePath& name,
                                                   std::span<const crypto::NoteKey> log_keys);

}  // namespace assay::storage
