// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/files/descriptor.hpp"

#include <memory>

#include <dirent.h>

namespace assay {

/// Reads the names in a folder one by one, in no order, without `.` and `..`. Private to base/files.
class Listing {
public:
    /// Of an open folder, whose own place is left alone. Errors: io_error's.
    static Result<Listing> open(const Descriptor& folder);
    /// Null after the last; otherwise valid until the next call.
    Result<const ::dirent*> next();

private:
    struct Close {
        void operator()(::DIR* stream) const { ::closedir(stream); }
    };
    using Stream = std::unique_ptr<::DIR, Close>;

    Listing(Stream stream, std::string name) : stream_(std::move(stream)), name_(std::move(name)) {}
    Stream stream_;
    std::string name_;
};

}  // namespace assay
