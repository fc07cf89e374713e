// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/cell/worker.hpp"
#include "base/core/interrupt.hpp"
#include "base/core/progress.hpp"
#include "base/files/folder.hpp"

namespace assay::verifier {

/// Copies an export file from media into a folder and has the copy walked through, each piece against its id.
///
/// Nothing is copied before a worker has added up the lengths in the file: it has to be exactly as long as they say,
/// and the disk to have room for it. The copy is what is read from then on: the media may change under our hands.
///
/// Errors: Invalid for what is no export file or of another length than it says; Full; those of ExportReader and
/// call_worker.
Status take_in_media(const std::filesystem::path& media, const Folder& to, const RelativePath& name, Progress& progress,
                     const Interrupt& interrupt);

/// The worker that reads an export file, for the program's table.
inline constexpr std::string_view kExportWorker = "read-export";
Result<Bytes> export_worker(cell::Request& request);

}  // namespace assay::verifier
