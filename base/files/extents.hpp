// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/bytes.hpp"
#include "base/files/descriptor.hpp"

#include <functional>

namespace assay {

/// Calls `take` with all bytes of a regular file in order, in parts of at most 1 MiB. Holes are zeros that are not
/// read, so a file of nothing else costs no disk. Nothing may write to it meanwhile. Gives the file's length. Errors:
/// `take`'s; Io.
Result<std::uint64_t> for_each_part(const Descriptor& file, const std::function<Status(ByteView)>& take);

/// How many bytes of a regular file lie outside its holes; its length where the file system tells no holes. Moves the
/// place where the descriptor reads. Errors: Io.
Result<std::uint64_t> bytes_outside_holes(const Descriptor& file);

/// Writes a new regular file from its descriptor's offset to its end, and leaves runs of zeros as holes, so that a
/// file of little else takes little room. `file` must outlive it.
class SparseWriter {
public:
    explicit SparseWriter(const Descriptor& file) : file_(&file) {}

    /// The next bytes. Errors: those of Descriptor::write_all.
    Status write(ByteView bytes);
    /// Once, last: gives the file the zeros at its end. Errors: Io and the like.
    Status finish();

private:
    Status skip(std::uint64_t bytes);

    const Descriptor* file_;
    bool ends_in_hole_ = false;
};

}  // namespace assay
