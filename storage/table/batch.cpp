// SPDX-License-Identifier: Apache-2.0
#include "storage/table/batch.hpp"

namespace assay::storage {

Batch& Batch::put(std::string_view table, ByteView key, Bytes&& value) {
    changes_.push_back({Change::Kind::Put, std::string(table), to_bytes(key), std::move(value)});
    return *this;
}

Batch& Batch::remove(std::string_view table, ByteView key) {
    changes_.push_back({Change::Kind::Remove, std::string(table), to_bytes(key), {}});
    return *this;
}

}  // namespace assay::storage
