// SPDX-License-Identifier: Apache-2.0
#include "base/files/extents.hpp"

#include "tests/support/support.hpp"

#include <rapidcheck.h>

#include <fcntl.h>
#include <unistd.h>

using namespace assay;
using test::need;

TEST_CASE("a file with holes is read as what it is", "[base][files]") {
    test::TempFolder temp;
    const bool holds = rc::check([&](const std::vector<std::pair<std::uint16_t, std::uint8_t>>& pieces) {
        const auto file = need(Descriptor::open(temp / "file", O_CREAT | O_TRUNC | O_RDWR, 0600));
        Bytes plain;
        for (const auto& [skip, byte] : pieces) {
            plain.resize(plain.size() + skip * 7UL);
            plain.insert(plain.end(), 5000, byte);
        }
        std::size_t at = 0;
        for (const auto& [skip, byte] : pieces) {
            at += skip * 7UL;
            need(file.pwrite_all(Bytes(5000, byte), at));
            at += 5000;
        }
        plain.resize(plain.size() + 3'000'000);
        REQUIRE(::ftruncate(file.number(), static_cast<off_t>(plain.size())) == 0);
        Bytes read;
        const auto size = need(for_each_part(file, [&](ByteView part) -> Status {
            read.insert(read.end(), part.begin(), part.end());
            return {};
        }));
        RC_ASSERT(size == plain.size());
        RC_ASSERT(read == plain);
    });
    CHECK(holds);
}
