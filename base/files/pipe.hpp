// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/files/descriptor.hpp"

namespace assay {

/// Both ends of a pipe(7), close-on-exec.
struct Pipe {
    Descriptor reading, writing;

    /// `name` is what errors call both ends; `flags` are pipe2's, as O_NONBLOCK. Errors: Io.
    static Result<Pipe> make(const std::string& name, int flags = 0);
};

}  // namespace assay
