// SPDX-License-Identifier: Apache-2.0
#include "storage/decompress/checksum.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace assay;

TEST_CASE("the checksum is the one of the published check value", "[storage][decompress]") {
    CHECK(storage::crc32(bytes_of("123456789")) == 0xcbf43926);
    CHECK(storage::crc32({}) == 0);
}
