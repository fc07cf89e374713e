// SPDX-License-Identifier: Apache-2.0
// What every store of pieces promises, tried on each of them. A new store is one Medium and one line in kMedia.
#include "storage/piece/piece_store.hpp"

#include "storage/piece/piece_folder.hpp"
#include "storage/piece/table_pieces.hpp"
#include "tests/storage/piece/piece_support.hpp"

#include <catch2/generators/catch_generators.hpp>

#include <fstream>

using namespace assay;
using namespace assay::storage;
using namespace assay::storage::test;
namespace fs = std::filesystem;

namespace {

/// A medium with a namespace for each vendor, in one folder of the disk.
class Medium {
public:
    virtual ~Medium() = default;
    virtual Result<std::unique_ptr<PieceStore>> pieces(const VendorId& vendor) = 0;
};

using Open = Result<std::unique_ptr<Medium>> (*)(const fs::path& folder);

/// Each vendor's piece folder; one may be opened once at a time.
template <auto open>
class Folders final : public Medium {
public:
    explicit Folders(fs::path folder) : folder_(std::move(folder)) {}
    Result<std::unique_ptr<PieceStore>> pieces(const VendorId& vendor) override {
        return TRY(open(TRY(Folder::make(folder_ / crypto::hex(vendor)))));
    }

private:
    fs::path folder_;
};

/// All vendors' pieces in one database.
class Tables final : public Medium {
public:
    explicit Tables(Database database) : database_(std::move(database)) {}
    Result<std::unique_ptr<PieceStore>> pieces(const VendorId& vendor) override {
        return TRY(TablePieces::of(database_, vendor));
    }

private:
    Database database_;
};

struct MediumUnderTest {
    std::string name;
    Open open, open_to_read;
    std::string
        tail;  ///< how the name of the file begins or ends to which few pieces are appended when they are flushed
};

template <auto open>
Result<std::unique_ptr<Medium>> folders(const fs::path& folder) {
    TRY(Folder::make(folder));
    return std::make_unique<Folders<open>>(folder);
}
Result<std::unique_ptr<Medium>> tables(const fs::path& folder) {
    return std::make_unique<Tables>(TRY(Database::open(folder, TablePieces::tables())));
}
Result<std::unique_ptr<Medium>> tables_to_read(const fs::path& folder) {
    return std::make_unique<Tables>(TRY(Database::open_to_read(folder)));
}

const MediumUnderTest kMedia[] = {
    {"piece folder", folders<PieceFolder::open>, folders<PieceFolder::open_to_read>, "pieces.index"},
    {"database", tables, tables_to_read, ".log"},
};

const MediumUnderTest& any_medium() {
    const auto number = GENERATE(range(std::size_t{0}, std::size(kMedia)));
    UNSCOPED_INFO(kMedia[number].name);
    return kMedia[number];
}

SealedPiece piece(std::uint64_t seed, std::size_t size = 700) { return SealedPiece(noise(size, seed)); }

std::vector<PieceId> ids_in(PieceStore& store) {
    std::vector<PieceId> out;
    need(store.each([&](const PieceId& id, std::uint32_t size) -> Status {
        CHECK(need(store.get_checked(id)).size() == size);
        out.push_back(id);
        return {};
    }));
    CHECK(std::is_sorted(out.begin(), out.end()));
    return out;
}

std::vector<PieceId> sorted(std::vector<PieceId> ids) {
    std::sort(ids.begin(), ids.end());
    return ids;
}

/// All files below a folder, the largest first.
std::vector<fs::path> files_below(const fs::path& folder) {
    std::vector<fs::path> out;
    for (const auto& entry : fs::recursive_directory_iterator(folder))
        if (entry.is_regular_file()) out.push_back(entry.path());
    std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return fs::file_size(a) > fs::file_size(b); });
    return out;
}

std::map<std::string, std::pair<std::uintmax_t, fs::file_time_type>> state_of(const fs::path& folder) {
    std::map<std::string, std::pair<std::uintmax_t, fs::file_time_type>> out;
    for (const auto& file : files_below(folder)) out[file] = {fs::file_size(file), fs::last_write_time(file)};
    return out;
}

/// What a killed process, or a machine that lost power after its last sync, leaves behind.
void crash(const fs::path& from, const fs::path& to) { fs::copy(from, to, fs::copy_options::recursive); }

}  // namespace

TEST_CASE("what was put in a piece store is there at once, once, in order", "[storage][piece][store]") {
    const auto& medium = any_medium();
    const assay::test::TempFolder home;
    const auto opened = need(medium.open(home / "m"));
    const auto store = need(opened->pieces(kVendor));
    CHECK(need(store->stats()) == StoreStats{});
    CHECK(ids_in(*store).empty());
    const auto a = piece(1, 100), b = piece(2, 3000), c = piece(3, 5);
    for (const auto* each : {&a, &b, &a}) need(store->put(*each));
    CHECK(need(store->get(b.id())) == b.bytes());
    const PieceId wanted[] = {c.id(), a.id(), c.id(), b.id()};
    CHECK(need(store->missing(wanted)) == std::vector{c.id(), c.id()});
    CHECK(ids_in(*store) == sorted({a.id(), b.id()}));
    CHECK(need(store->stats()) == StoreStats{2, 3100});
    need(store->flush());
    need(store->put(b));
    need(store->put(c));
    need(store->flush());
    CHECK(need(store->stats()) == StoreStats{3, 3105});
    CHECK(ids_in(*store) == sorted({a.id(), b.id(), c.id()}));
    const auto visited =
        store->each([](const PieceId&, std::uint32_t) -> Status { return fail(ErrorKind::Interrupted, "enough"); });
    CHECK(message_of(visited) == "enough");
}

TEST_CASE("a piece store says which piece it has not", "[storage][piece][store]") {
    const auto& medium = any_medium();
    const assay::test::TempFolder home;
    const auto opened = need(medium.open(home / "m"));
    const auto store = need(opened->pieces(kVendor));
    const auto got = store->get(piece(1).id());
    REQUIRE_FALSE(got);
    CHECK(got.error().kind() == ErrorKind::NotFound);
    CHECK(got.error().message().starts_with("reading " + short_name(piece(1).id()) + ": is not in "));
}

TEST_CASE("a piece store knows of no other vendor's pieces", "[storage][piece][store]") {
    const auto& medium = any_medium();
    const assay::test::TempFolder home;
    const auto shared = piece(1), foreign = piece(2), nowhere = piece(3);
    {
        const auto opened = need(medium.open(home / "m"));
        const auto mine = need(opened->pieces(kVendor)), other = need(opened->pieces(kOtherVendor));
        need(other->put(shared));
        need(other->put(foreign));
        need(other->flush());
        const PieceId ids[] = {shared.id(), foreign.id(), nowhere.id()};
        CHECK(need(mine->missing(ids)).size() == 3);
        CHECK(need(mine->stats()) == StoreStats{});
        const auto one = mine->get(foreign.id()), none = mine->get(nowhere.id());
        REQUIRE((!one && !none));
        CHECK(one.error().kind() == none.error().kind());
        CHECK(one.error().message().substr(short_name(foreign.id()).size() + 8) ==
              none.error().message().substr(short_name(nowhere.id()).size() + 8));
        // Its own copy, though another has the same.
        need(mine->put(shared));
        need(mine->flush());
        CHECK(ids_in(*mine) == std::vector{shared.id()});
        CHECK(ids_in(*other) == sorted({shared.id(), foreign.id()}));
    }
    const auto opened = need(medium.open(home / "m"));
    CHECK(ids_in(*need(opened->pieces(kVendor))) == std::vector{shared.id()});
    CHECK(ids_in(*need(opened->pieces(kOtherVendor))) == sorted({shared.id(), foreign.id()}));
}

TEST_CASE("what a piece store has flushed survives a crash, the rest is wholly there or not",
          "[storage][piece][store]") {
    const auto& medium = any_medium();
    const auto count = GENERATE(3, 60);  // through the log, and more than waits in memory
    const assay::test::TempFolder home;
    std::vector<PieceId> flushed;
    const auto opened = need(medium.open(home / "m"));
    const auto store = need(opened->pieces(kVendor));
    for (int i = 0; i < count; ++i) {
        auto each = piece(static_cast<std::uint64_t>(i), 200'000);
        flushed.push_back(each.id());
        need(store->put(std::move(each)));
    }
    need(store->flush());
    crash(home / "m", home / "flushed");
    for (int i = 0; i < count; ++i) need(store->put(piece(static_cast<std::uint64_t>(1000 + i), 200'000)));
    crash(home / "m", home / "unflushed");
    for (const auto* left : {"flushed", "unflushed"}) {
        const auto again = need(medium.open(home / left));
        const auto found = need(again->pieces(kVendor));
        CHECK(need(found->missing(flushed)).empty());
        const auto ids = ids_in(*found);
        CHECK(ids.size() >= flushed.size());
        if (left == std::string_view("flushed")) CHECK(ids == sorted(flushed));
        // And it goes on.
        need(found->put(piece(5000)));
        need(found->flush());
        CHECK(ids_in(*found).size() == ids.size() + 1);
    }
}

TEST_CASE("a flush that was cut short anywhere leaves what was flushed before", "[storage][piece][store]") {
    const auto& medium = any_medium();
    const assay::test::TempFolder home;
    const auto before = piece(1), one = piece(2), two = piece(3);
    std::map<fs::path, std::uintmax_t> sizes;
    {
        const auto opened = need(medium.open(home / "m"));
        const auto store = need(opened->pieces(kVendor));
        need(store->put(before));
        need(store->flush());
        for (const auto& file : files_below(home / "m")) sizes[fs::relative(file, home / "m")] = fs::file_size(file);
        need(store->put(one));
        need(store->put(two));
        need(store->flush());
        crash(home / "m", home / "whole");
    }
    int cuts = 0;
    for (const auto& file : files_below(home / "whole")) {
        const auto name = fs::relative(file, home / "whole");
        if (!name.string().ends_with(medium.tail)) continue;
        const auto begin = sizes[name], end = fs::file_size(file);
        for (auto size = begin; size < end; size += (end - begin) / 12 + 1) {
            ++cuts;
            const auto cut = home / ("cut" + std::to_string(size));
            crash(home / "whole", cut);
            fs::resize_file(cut / name, size);
            std::size_t left = 0;
            {
                const auto opened = need(medium.open(cut));
                const auto store = need(opened->pieces(kVendor));
                CHECK(need(store->get_checked(before.id())) == before.bytes());
                left = ids_in(*store).size();
                CHECK((left == 1 || left == 3));
                // It goes on, with less than was cut off.
                need(store->put(one));
                need(store->flush());
            }
            const auto opened = need(medium.open(cut));
            CHECK(ids_in(*need(opened->pieces(kVendor))).size() == (left == 1 ? 2 : 3));
        }
    }
    CHECK(cuts > 8);
}

TEST_CASE("a piece store that is open for writing is open once, and one opened to be read takes nothing",
          "[storage][piece][store]") {
    const auto& medium = any_medium();
    const assay::test::TempFolder home;
    const auto kept = piece(1);
    {
        const auto opened = need(medium.open(home / "m"));
        const auto store = need(opened->pieces(kVendor));
        need(store->put(kept));
        need(store->flush());
        const auto again = [&]() -> Result<std::unique_ptr<PieceStore>> {
            return TRY(medium.open(home / "m"))->pieces(kVendor);
        }();
        REQUIRE_FALSE(again);
        CHECK(again.error().kind() == ErrorKind::Busy);
    }
    const auto before = state_of(home / "m");
    {
        const auto opened = need(medium.open_to_read(home / "m"));
        const auto store = need(opened->pieces(kVendor));
        CHECK(need(store->get_checked(kept.id())) == kept.bytes());
        CHECK(ids_in(*store) == std::vector{kept.id()});
        auto put = store->put(piece(2));
        if (put) put = store->flush();
        CHECK_FALSE(put);
    }
    CHECK(state_of(home / "m") == before);
}

TEST_CASE("a piece store never takes damaged bytes for a piece", "[storage][piece][store]") {
    const auto& medium = any_medium();
    const assay::test::TempFolder home;
    std::map<PieceId, Bytes> kept;
    {
        const auto opened = need(medium.open(home / "m"));
        const auto store = need(opened->pieces(kVendor));
        for (std::uint64_t i = 0; i < 30; ++i) {
            const auto each = piece(i, 200'000);
            kept.emplace(each.id(), each.bytes());
            need(store->put(each));
        }
        need(store->flush());
    }
    const auto largest = files_below(home / "m").front();
    const auto size = fs::file_size(largest);
    {
        std::fstream file(largest, std::ios::in | std::ios::out | std::ios::binary);
        file.seekg(static_cast<std::streamoff>(size / 2));
        const auto byte = static_cast<char>(file.get() ^ 1);
        file.seekp(static_cast<std::streamoff>(size / 2));
        file.put(byte);
    }
    const auto opened = need(medium.open(home / "m"));
    const auto store = need(opened->pieces(kVendor));
    int damaged = 0;
    for (const auto& [id, bytes] : kept) {
        const auto got = store->get_checked(id);
        if (got) {
            CHECK(*got == bytes);
            continue;
        }
        ++damaged;
        CHECK(got.error().kind() == ErrorKind::Corrupt);
        CHECK(got.error().message().starts_with("reading " + short_name(id)));
    }
    CHECK(damaged == 1);
}

TEST_CASE("a piece store agrees with a map, whatever is done to it", "[storage][piece][store]") {
    const auto& medium = any_medium();
    const assay::test::TempFolder home;
    CountingRandom random(7);
    std::map<PieceId, Bytes> model;
    auto opened = need(medium.open(home / "m"));
    auto store = need(opened->pieces(kVendor));
    for (int step = 0; step < 120; ++step) {
        const auto drawn = random.fixed<crypto::Sha256>().data()[0];
        if (drawn < 200) {
            const auto each = piece(drawn, drawn * 100U + 1U);
            model.emplace(each.id(), each.bytes());
            need(store->put(each));
        } else if (drawn < 235) {
            need(store->flush());
        } else {
            need(store->flush());
            store.reset();
            opened.reset();
            opened = need(medium.open(home / "m"));
            store = need(opened->pieces(kVendor));
        }
        const auto probe = piece(drawn, drawn * 100U + 1U).id();
        CHECK(need(store->missing(std::span(&probe, 1))).empty() == model.contains(probe));
    }
    std::vector<PieceId> ids;
    for (const auto& [id, bytes] : model) ids.push_back(id);
    CHECK(ids_in(*store) == ids);
    std::uint64_t bytes = 0;
    for (const auto& [id, each] : model) bytes += each.size();
    CHECK(need(store->stats()) == StoreStats{model.size(), bytes});
}
