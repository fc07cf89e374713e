// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/bytes.hpp"

#include <string>
#include <vector>

namespace assay::storage {

/// What a write may take of the disk.
enum class Space {
    Ordinary,  ///< a reserve stays free: the database does not come back from a disk that fills up under it
    Reserve    ///< may take of it: for what finishes something begun, or makes room
};

/// Changes to a database that are made together or not at all, in this order. Database::write makes them.
class Batch {
public:
    Batch& put(std::string_view table, ByteView key, ByteView value) { return put(table, key, to_bytes(value)); }
    Batch& put(std::string_view table, ByteView key, Bytes&& value);
    Batch& remove(std::string_view table, ByteView key);

    bool empty() const { return changes_.empty(); }

    /// One change, as Database::write makes it.
    struct Change {
        enum class Kind { Put, Remove } kind;
        std::string table;
        Bytes key;
        Bytes value;
    };
    const std::vector<Change>& changes() const { return changes_; }

private:
    std::vector<Change> changes_;
};

}  // namespace assay::storage
