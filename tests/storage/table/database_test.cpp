// SPDX-License-Identifier: Apache-2.0
#include "storage/table/database.hpp"

#include "tests/support/support.hpp"

#include <map>

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

std::optional<std::string> value_of(const Database& database, std::string_view table, std::string_view key) {
    const auto value = need(need(database.table(table)).get(bytes_of(key)));
    return value ? std::optional(std::string(text_of(*value))) : std::nullopt;
}

}  // namespace

TEST_CASE("a database opened to be read changes nothing on disk and takes nothing", "[storage][table]") {
    const test::TempFolder home;
    const auto path = home / "store";
    CHECK(Database::open_to_read(path).error().kind() == ErrorKind::NotFound);
    CHECK_FALSE(fs::exists(path));
    Batch batch;
    batch.put("notes", bytes_of("key"), bytes_of("value"));
    batch.put("large", bytes_of("key"), Bytes(2000, 7));
    {
        const auto database = need(Database::open(path, {{"notes"}, {"large", TableSpec::Values::Large}}));
        need(database.write(batch));
    }
    CHECK(Database::exists(path));
    const auto before = files_of(path);
    {
        const auto database = need(Database::open_to_read(path));
        CHECK(value_of(database, "notes", "key") == "value");
        CHECK(value_of(database, "large", "key") == std::string(2000, 7));
        CHECK_FALSE(database.write(batch));
        const auto again = Database::open(path, {{"notes"}});
        REQUIRE_FALSE(again);
        CHECK(again.error().kind() == ErrorKind::Busy);
        CHECK(again.error().message().ends_with("another process has it open"));
    }
    CHECK(files_of(path) == before);
    need(Database::open(path, {{"notes"}}));
}

TEST_CASE("a database keeps no diary", "[storage][table]") {
    const test::TempFolder home;
    need(Database::open(home / "store", {}));
    CHECK_FALSE(fs::exists(home / "store/LOG"));
}

TEST_CASE("a batch is made as a whole, in its order, or not at all", "[storage][table]") {
    const test::TempFolder home;
    const auto database = need(Database::open(home / "store", {{"a"}, {"b"}}));
    Batch first;
    first.put("a", bytes_of("k"), bytes_of("1")).remove("a", bytes_of("k")).put("b", bytes_of("k"), bytes_of("2"));
    need(database.write(first));
    CHECK(value_of(database, "a", "k") == std::nullopt);
    CHECK(value_of(database, "b", "k") == "2");
    Batch second;
    second.put("a", bytes_of("k"), bytes_of("3")).put("none", bytes_of("k"), bytes_of("4"));
    CHECK(database.write(second).error().kind() == ErrorKind::NotFound);
    CHECK(value_of(database, "a", "k") == std::nullopt);
    for (const std::string name : {"", "default"}) {
        CHECK(Database::open(home / "other", {{name}}).error().kind() == ErrorKind::Invalid);
        CHECK(database.table(name).error().kind() == ErrorKind::NotFound);
    }
}

TEST_CASE("what went past the log is there after a crash once it is settled", "[storage][table]") {
    const test::TempFolder home;
    const auto database = need(Database::open(home / "store", {{"a"}, {"b"}}));
    Batch batch;
    batch.put("a", bytes_of("k"), bytes_of("1")).put("b", bytes_of("k"), Bytes(5000, 2));
    need(database.write_past_log(batch));
    CHECK(value_of(database, "a", "k") == "1");
    fs::copy(home / "store", home / "unsettled");
    need(database.settle());
    fs::copy(home / "store", home / "settled");
    CHECK(value_of(need(Database::open(home / "unsettled", {})), "a", "k") == std::nullopt);
    const auto settled = need(Database::open(home / "settled", {}));
    CHECK(value_of(settled, "a", "k") == "1");
    CHECK(value_of(settled, "b", "k") == std::string(5000, 2));
}
