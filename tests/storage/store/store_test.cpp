// SPDX-License-Identifier: Apache-2.0
#include "storage/store/store.hpp"

#include "tests/support/support.hpp"

using namespace assay;
using namespace assay::storage;
using test::need;
namespace fs = std::filesystem;

namespace {

/// Every file with its size and when it was last changed.
std::map<std::string, std::pair<std::uintmax_t, fs::file_time_type>> files_of(const fs::path& folder) {
    std::map<std::string, std::pair<std::uintmax_t, fs::file_time_type>> out;
    for (const auto& entry : fs::directory_iterator(folder))
        out[entry.path().filename()] = {entry.file_size(), entry.last_write_time()};
    return out;
}

}  // namespace

TEST_CASE("a store opened to be read changes nothing on disk and takes nothing", "[storage][store]") {
    const test::TempFolder home;
    const auto path = home / "store";
    CHECK(Store::open_to_read(path).error().kind() == ErrorKind::NotFound);
    CHECK_FALSE(fs::exists(path));
    Batch batch;
    batch.put("notes", bytes_of("key"), bytes_of("value"));
    const VendorId vendor;
    const SealedPiece piece(Bytes(2000, 7));
    {
        const auto store = need(Store::open(path, {"notes"}));
        need(store.write(batch));
        const auto pieces = store.pieces(vendor);
        need(pieces->put(piece));
        need(pieces->flush());
    }
    CHECK(Store::exists(path));
    const auto before = files_of(path);
    {
        const auto store = need(Store::open_to_read(path));
        CHECK(need(need(store.table("notes")).get(bytes_of("key"))) == to_bytes(bytes_of("value")));
        CHECK(need(store.pieces(vendor)->get_checked(piece.id())) == piece.bytes());
        CHECK_FALSE(store.write(batch));
        const auto again = Store::open(path, {"notes"});
        REQUIRE_FALSE(again);
        CHECK(again.error().kind() == ErrorKind::Busy);
        CHECK(again.error().message().ends_with("another process has it open"));
    }
    CHECK(files_of(path) == before);
    need(Store::open(path, {"notes"}));
}

TEST_CASE("a store keeps no diary", "[storage][store]") {
    const test::TempFolder home;
    need(Store::open(home / "store", {}));
    CHECK_FALSE(fs::exists(home / "store/LOG"));
}
