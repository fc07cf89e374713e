// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/interrupt.hpp"
#include "base/core/progress.hpp"
#include "base/files/folder.hpp"
#include "storage/piece/piece_channel.hpp"
#include "storage/piece/piece_list.hpp"
#include "storage/snapshot/snapshot.hpp"

#include <map>
#include <variant>

namespace assay::storage {

/// Something that goes into a tree.
struct TreeInput {
    /// Whether an input is to have ids of its own.
    enum class Take {
        Content,  ///< as it is
        Snapshot  ///< and say what snapshot it is: for folders
    };

    RelativePath at;                                  ///< where in the tree; the folders above are made, mode 0755
    std::variant<std::filesystem::path, Bytes> from;  ///< a file or a folder of our own user's naming, or content
    Take take = Take::Content;
};

/// What else of the files is kept in the index.
struct KeptMetadata {
    bool times = false;      ///< of last change
    bool attributes = true;  ///< `user.*` and `security.capability`
    bool hard_links = true;  ///< which names are one file
};

/// For whom, with which keys and how a tree is sealed.
struct SealOptions {
    const VendorId& vendor;
    const PieceKeySource& keys;
    RootKeySource root_key;  ///< asked once, by any thread, when all else is sealed (crypto::DepositKey::index_key)
    KeptMetadata kept = {};
    unsigned threads = 2;                             ///< at least 1: the caller's
    std::optional<std::uint64_t> bytes_to_come = {};  ///< for the progress, where known
};

/// A tree that was sealed, every piece of it durable in the sink.
struct SealedTree {
    PieceId root;
    crypto::DigestSet root_digest;                   ///< of the root's ciphertext: the deposit statement's `index_root`
    PlainDigest root_plain;                          ///< what the root's key was asked for
    PieceList pieces;                                ///< the root's among them
    std::uint64_t sealed_bytes = 0;                  ///< of all pieces in the list, not rounded
    std::uint64_t files = 0;                         ///< regular files and symbolic links
    std::uint64_t bytes = 0;                         ///< of their content
    std::map<RelativePath, Snapshot> snapshots;      ///< of the inputs taken as such, by where they are
    std::map<RelativePath, crypto::Sha256> digests;  ///< plain ones of the inputs that are files or content
};

/// Reads the inputs once, in the order of their names, and puts the pieces into the sink, in no order, then flushes it.
///
/// - The same inputs, secret and root key source give the same pieces. At most 128 MiB of memory beside the sink's own,
/// for
///   trees whose directories have up to 100,000 entries.
/// - Links are kept as links and never followed below an input.
///
/// Errors: Invalid for inputs one inside the other, and for what the index can not hold (sockets, FIFOs, devices), by
/// path; Conflict when a file changes while it is read; Limit; Interrupted; those of the sink and of Folder. After an
/// error the sink holds some of the pieces; sealing again with the same secret finds them there.
Result<SealedTree> seal_tree(const std::vector<TreeInput>& inputs, const SealOptions& options, PieceSink& sink,
                             Progress& progress, const Interrupt& interrupt);

}  // namespace assay::storage
