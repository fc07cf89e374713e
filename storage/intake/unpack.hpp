// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/cell/spec.hpp"
#include "base/core/interrupt.hpp"
#include "base/files/folder.hpp"
#include "storage/archive/archive_entry.hpp"
#include "storage/intake/source.hpp"

#include <filesystem>

namespace assay::storage {

/// What unpacking may cost, and who does it.
struct UnpackOptions {
    ArchiveLimits limits = {};
    double seconds = 3600;  ///< of what runs in a cell
    /// What is to stay free where it unpacks; with less, the disk is full.
    std::uint64_t free_bytes = cell::Limits().free_bytes;
    /// The program that has intake_workers() in its table.
    std::filesystem::path worker_program = "/proc/self/exe";
    const Interrupt* interrupt = nullptr;
};

/// What unpacking found besides files.
struct Unpacked {
    std::optional<Time> source_date_epoch;  ///< as Source has it
    std::vector<std::string> notes;         ///< what was not taken over, in sentences
};

/// Unpacks what a vendor shipped, as it will be built. The vendor's deposit and the room's acceptance call this same
/// function, so that both take the snapshot of one tree.
///
/// `verbatim` holds the source's files under their own names or, for a folder or a commit, is its tree. `destination`
/// does not exist and appears whole or not at all, in a folder that does; it belongs to the caller.
///
/// - A .dsc is unpacked by `dpkg-source -x` in a cell, by a user of its own, umask 022; times are those of its
/// tarballs.
/// - An archive is read in a cell and written here; see unpack_archive.
/// - A folder or a commit is copied: files 644 or 755, folders 755, every time its source_date_epoch.
///
/// Errors: Untrusted when a file is not the one the source names, or says another source_date_epoch; Conflict when the
/// destination is there; Invalid for what cannot be unpacked; Full, Limit, Sandbox, Interrupted, Folder's.
Result<Unpacked> unpack(const Source& source, const Folder& verbatim, const std::filesystem::path& destination,
                        const UnpackOptions& options = {});

}  // namespace assay::storage
