// SPDX-License-Identifier: Apache-2.0
#include "storage/digest/hash_file.hpp"

#include "base/files/durable.hpp"
#include "tests/support/support.hpp"

#include <fcntl.h>
#include <catch2/catch_test_macros.hpp>

using namespace assay;
using namespace assay::storage;
using assay::test::need;

namespace {

struct OneFile {
    explicit OneFile(const Bytes& content) { need(write_durably(folder / "file", content)); }
    Descriptor open() const { return need(Descriptor::open(folder / "file", O_RDONLY)); }

    test::TempFolder folder;
};

class Requested final : public Interrupt {
public:
    bool requested() const override { return true; }
    int descriptor() const override { return -1; }
};

}  // namespace

TEST_CASE("a file hashes to what its bytes hash to, whatever its length", "[storage][digest]") {
    for (const std::size_t size : {0U, 1U, 262'143U, 262'144U, 262'145U, 1'000'000U}) {
        Bytes content(size);
        for (std::size_t i = 0; i < size; ++i) content[i] = static_cast<std::uint8_t>(i * 31 + i / 256);
        const OneFile file(content);
        Bytes seen;
        const auto watch = [&seen](ByteView bytes) -> Status {
            append(seen, bytes);
            return {};
        };
        CHECK(need(hash_file<crypto::Sha256>(file.open())) ==
              HashedFile<crypto::Sha256>{size, crypto::sha256(content)});
        CHECK(need(hash_file<crypto::DigestSet>(file.open(), NoInterrupt(), watch)).digest ==
              crypto::DigestSet::of(content));
        CHECK(seen == content);
    }
}

TEST_CASE("hashing a file ends when somebody asks, and with its watcher", "[storage][digest]") {
    const OneFile file(Bytes(10, 1));
    const auto stopped = hash_file<crypto::Sha256>(file.open(), Requested());
    REQUIRE_FALSE(stopped);
    CHECK(stopped.error().kind() == ErrorKind::Interrupted);
    const auto refused = hash_file<crypto::Sha256>(file.open(), NoInterrupt(),
                                                   [](ByteView) -> Status { return fail(ErrorKind::Limit, "enough"); });
    REQUIRE_FALSE(refused);
    CHECK(refused.error().kind() == ErrorKind::Limit);
}
