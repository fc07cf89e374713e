// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/cell/worker.hpp"
#include "base/files/folder.hpp"
#include "storage/archive/archive_entry.hpp"
#include "storage/intake/unpack.hpp"

namespace assay::storage {

inline constexpr std::string_view kArchiveWorker = "storage-intake-archive";

/// Unpacks an archive file into an empty folder: a worker in a cell reads it and hands entries over, and here they are
/// written by TreeWriter, which trusts no worker. Gives the newest time an entry has. Errors: those of read_archive and
/// TreeWriter; Sandbox, Interrupted.
Result<Unpacked> unpack_archive(const Descriptor& archive, const Folder& destination, const UnpackOptions& options);

/// The worker: two files, the archive and where its entries go.
Result<Bytes> read_archive_in_worker(cell::Request& request);

}  // namespace assay::storage
