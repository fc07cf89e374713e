// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/piece/piece.hpp"

#include <string>
#include <vector>

namespace assay::storage {

/// What a write may take of the disk.
enum class Space {
    Ordinary,  ///< a reserve stays free: the database does not come back from a disk that fills up under it
    Reserve    ///< may take of it: for what finishes something begun, or makes room
};

/// Changes to a store that are made together or not at all, in this order. Store::write makes them.
class Batch {
public:
    Batch& put(std::string_view table, ByteView key, ByteView value);
    Batch& remove(std::string_view table, ByteView key);

    bool empty() const { return changes_.empty(); }

    /// One change, as Store::write makes it.
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
