// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/files/folder.hpp"

namespace assay {

/// A lock on a file, held by this process alone until the object goes or the process ends, however it ends.
///
/// The file stays: removing it would let two processes hold two files of one name. It holds the number of its last
/// holder, for the message of a process that finds it held; the lock itself is flock(2)'s.
class FileLock {
public:
    /// Makes the file where missing. Does not wait. Errors: Busy, naming the holder's process where known; io_error's.
    static Result<FileLock> take(const Folder& folder, const RelativePath& path);

private:
    explicit FileLock(Descriptor file) : file_(std::move(file)) {}
    Descriptor file_;
};

}  // namespace assay
