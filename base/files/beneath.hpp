// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/files/descriptor.hpp"
#include "base/files/relative_path.hpp"

namespace assay {

/// How a path below a folder is resolved. Both ways refuse the same things.
enum class Resolution {
    Kernel,  ///< openat2(2) with RESOLVE_BENEATH, RESOLVE_NO_SYMLINKS, RESOLVE_NO_MAGICLINKS; falls back on Steps
    Steps    ///< openat(2) component by component with O_NOFOLLOW, where the kernel or a filter knows no openat2
};

/// Opens `path` below `folder` without following a link anywhere, the last component included. `flags` are open(2)'s.
/// Errors: Refused when a link is on the way, else io_error's.
Result<Descriptor> open_beneath(const Descriptor& folder, const RelativePath& path, int flags, unsigned mode = 0,
                                Resolution resolution = Resolution::Kernel);

/// A name in an open folder: what the *at system calls want. Lives no longer than the folder it was looked up below.
struct Place {
    Descriptor opened;  ///< the folder between, where there is one
    int folder = -1;
    std::string name;
};

/// Opens the folder that holds `path`'s last component; a path of one component costs nothing.
Result<Place> place_of(const Descriptor& folder, const RelativePath& path);

/// How errors call what lies at `path` below `folder`.
std::string name_below(const Descriptor& folder, std::string_view path);

/// An errno as `doing "folder/path": cause`, with words of their own for links and sockets.
std::unexpected<Error> failed_at(std::string_view doing, const std::string& name, int error_number);

}  // namespace assay
