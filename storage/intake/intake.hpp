// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/progress.hpp"
#include "storage/git/git_commit.hpp"
#include "storage/intake/missing_parts.hpp"
#include "storage/intake/source.hpp"
#include "storage/intake/unpack.hpp"
#include "storage/secrets/secret_scan.hpp"
#include "storage/snapshot/snapshot.hpp"

namespace assay::storage {

/// What a vendor names as source; its kind follows from what lies there.
struct SourcePlace {
    SourceKind kind = SourceKind::Folder;
    std::filesystem::path path;
    std::string revision;  ///< of a commit; empty: HEAD
};

/// Links are followed: what the last one leads to says what it is. A `.dsc`; any other regular file: an archive;
/// `REPOSITORY#REVISION`; a folder with `.git` or a bare repository: its HEAD; any other folder. A path that exists as
/// it is written is that path, with any characters in it. Errors: NotFound, Invalid.
Result<SourcePlace> locate_source(const std::string& text);

/// Where and how a source is unpacked.
struct IntakeOptions {
    /// An empty folder for what has to be unpacked; it stays the caller's.
    std::filesystem::path work;
    WorkTree work_tree = WorkTree::MustAgree;
    UnpackOptions unpack = {};
};

/// A source that was taken in: what is to be kept, and what it is.
///
/// - For a dsc or an archive `verbatim` is a folder in which the files of `source` lie under their names, no links:
/// their
///   own, or one below IntakeOptions::work where one of them was a link. For a folder or a commit it is the tree
///   itself, all of which is kept.
/// - `tree` is what the snapshot was taken of: `verbatim` itself, or what was unpacked below IntakeOptions::work.
struct Intake {
    Source source;
    std::filesystem::path verbatim;
    std::filesystem::path tree;
    Snapshot snapshot;
    std::vector<SecretFinding> findings;
    std::vector<std::string> notes;  ///< what was not taken over, in sentences
    MissingParts missing;            ///< what the release names and does not hold
    std::vector<std::string> tags;   ///< of a commit
};

/// Takes a source in: reads and hashes what is kept, unpacks it as the room will, takes the snapshot, looks for
/// secrets. Secrets are reported, not refused: see storage/secrets/allowance.hpp. Errors: those of locate_source, Dsc,
/// unpack, export_commit and take_snapshot; Limit for a tree that is holes but for a thousandth.
Result<Intake> take_in(const SourcePlace& place, const IntakeOptions& options, Progress& progress);

}  // namespace assay::storage
