// SPDX-License-Identifier: Apache-2.0
#include "storage/store/batch.hpp"

namespace assay::storage {

Batch& Batch::put(std::string_view table, ByteView key, ByteView value) {
    changes_.push_back({Change::Kind::Put, std::string(table), to_bytes(key), to_bytes(value)});
    return *this;
}

Batch& Batch::remove(std::string_view table, ByteView key) {
    changes_.push_back({Change::Kind::Remove, std::string(table), to_bytes(key), {}});
    return *this;
}

}  // namespace assay::storage
