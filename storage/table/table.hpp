// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/bytes.hpp"
#include "base/core/error.hpp"

#include <functional>
#include <memory>
#include <optional>

namespace assay::storage {

class OpenDatabase;

/// Keys and values of one name in a database; written by Database::write. Any thread.
class Table {
public:
    /// Whether a walk goes on.
    enum class Next { Continue, Stop };
    using Visitor = std::function<Result<Next>(ByteView key, ByteView value)>;

    /// The value, or nothing. Errors of all: Corrupt when a checksum does not fit, Io.
    Result<std::optional<Bytes>> get(ByteView key) const;
    Result<bool> contains(ByteView key) const;

    /// Which keys are walked over; all, where nothing is said.
    struct Range {
        ByteView prefix = {};  ///< keys that begin so
        ByteView from = {};    ///< and are not before this
    };
    /// In the order of the keys' bytes, as the table was when this began.
    Status each(Range range, const Visitor& visit) const;

private:
    friend class Database;
    Table(std::shared_ptr<OpenDatabase> database, std::string name)
        : database_(std::move(database)), name_(std::move(name)) {}
    std::shared_ptr<OpenDatabase> database_;
    std::string name_;
};

}  // namespace assay::storage
