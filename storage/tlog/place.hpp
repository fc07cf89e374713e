// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/files/folder.hpp"
#include "crypto/tlog/leaf.hpp"
#include "crypto/tlog/vkey.hpp"

namespace assay::storage {

/// Where a log lies on disk. Page: tlog.md.
///
/// The two folders belong on two disks, or at least in two backups: what is put back from an older copy of one is then
/// noticed by the other.
struct LogPlace {
    std::filesystem::path folder;  ///< `checkpoint`, `genesis` and `tile/`, as anybody may read them
    std::filesystem::path record;  ///< `signed`: the largest tree the log ever set out to sign; `witnesses`
};

namespace log_names {
inline const RelativePath kCheckpoint = "checkpoint"_path;  ///< published: what the quorum has cosigned
inline const RelativePath kGenesis = "genesis"_path;        ///< what the first entry is made of
inline const RelativePath kLatest = "latest"_path;          ///< signed by the log, not yet by witnesses
inline const RelativePath kTiles = "tile"_path;
inline const RelativePath kStaging = "staging"_path;  ///< tiles of the round under way
inline const RelativePath kLock = "lock"_path;
inline const RelativePath kSigned = "signed"_path;
inline const RelativePath kWitnesses = "witnesses"_path;
}  // namespace log_names

/// Whether a durable write that a crash cut off has left a file of that name (base/files/durable.hpp).
bool is_leftover(std::string_view name);

/// The text that a log's first entry is made of: which log it is, and with which keys it began. Source: tlog.md.
std::string genesis_text(std::span<const crypto::NoteKey> keys);
/// The first entry; its salt is 32 zero bytes, for there is nothing to hide.
crypto::LeafEntry genesis_entry(std::string_view text);

}  // namespace assay::storage
