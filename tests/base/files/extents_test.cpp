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

TEST_CASE("what is written with holes is read as what it is, and zeros take no room", "[base][files]") {
    test::TempFolder temp;
    const bool holds = rc::check([&](const std::vector<std::pair<std::uint16_t, std::uint8_t>>& pieces) {
        const auto file = need(Descriptor::open(temp / "file", O_CREAT | O_TRUNC | O_RDWR, 0600));
        SparseWriter writer(file);
        Bytes plain;
        for (const auto& [size, byte] : pieces) {
            const Bytes part(size, byte % 3 == 0 ? 0 : byte);
            need(writer.write(part));
            plain.insert(plain.end(), part.begin(), part.end());
        }
        need(writer.finish());
        Bytes read(plain.size());
        RC_ASSERT(need(file.status()).size == plain.size());
        need(file.pread_exact(read, 0));
        RC_ASSERT(read == plain);
    });
    CHECK(holds);
    const auto file = need(Descriptor::open(temp / "zeros", O_CREAT | O_RDWR, 0600));
    SparseWriter writer(file);
    const Bytes zeros(1U << 20);
    for (int i = 0; i < 64; ++i) need(writer.write(zeros));
    need(writer.finish());
    CHECK(need(file.status()).size == 64U << 20);
    CHECK(need(bytes_outside_holes(file)) == 0);
    need(file.pwrite_all(Bytes(10, 7), 5U << 20));
    CHECK(need(bytes_outside_holes(file)) <= 64U << 10);
}
