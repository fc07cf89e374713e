// SPDX-License-Identifier: Apache-2.0
#include "base/files/pipe.hpp"

#include <fcntl.h>
#include <unistd.h>
#include <cerrno>

namespace assay {

Result<Pipe> Pipe::make(const std::string& name, int flags) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC | flags) != 0) return fail(io_error("making a pipe", errno));
    return Pipe{Descriptor(ends[0], name), Descriptor(ends[1], name)};
}

}  // namespace assay
