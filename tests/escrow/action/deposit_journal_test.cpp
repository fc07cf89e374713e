// SPDX-License-Identifier: Apache-2.0
#include "escrow/action/deposit_journal.hpp"

#include "base/files/durable.hpp"
#include "tests/support/support.hpp"

#include <sys/stat.h>
#include <catch2/catch_test_macros.hpp>

using namespace assay;
using assay::test::need;
using escrow::DepositJournal;

namespace {

struct Keys {
    Result<DepositJournal> open(std::uint8_t what = 1) {
        escrow::DepositFingerprint fingerprint;
        fingerprint.data()[0] = what;
        ++seconds;
        return DepositJournal::open(folder.path(), fingerprint, need(Time::from_seconds(seconds)), random);
    }
    std::filesystem::path file(const std::string& extension = ".json", std::uint8_t what = 1) const {
        return folder / "deposits" / ("0" + std::to_string(what) + std::string(62, '0') + extension);
    }

    test::TempFolder folder;
    test::CountingRandom random;
    std::int64_t seconds = 1'800'000'000;
};

Bytes seed_of(const DepositJournal& journal) {
    REQUIRE(journal.seed() != nullptr);
    return to_bytes(journal.seed()->view());
}

crypto::DepositId some_id() {
    crypto::DepositId out;
    out.data()[3] = 7;
    return out;
}

}  // namespace

TEST_CASE("a deposit that is begun again goes on with its seed and time", "[escrow][journal]") {
    Keys keys;
    Bytes seed;
    std::string time;
    {
        const auto journal = need(keys.open());
        CHECK_FALSE(journal.is_continued());
        CHECK_FALSE(journal.held());
        seed = seed_of(journal);
        time = journal.time().render();
    }
    const auto journal = need(keys.open());
    CHECK(journal.is_continued());
    CHECK(seed_of(journal) == seed);
    CHECK(journal.time().render() == time);
    const auto other = need(keys.open(2));
    CHECK_FALSE(other.is_continued());
    CHECK(seed_of(other) != seed);
}

TEST_CASE("the journal of a deposit that is held has forgotten its seed", "[escrow][journal]") {
    Keys keys;
    std::string seed;
    {
        auto journal = need(keys.open());
        seed = encode_hex(seed_of(journal));
        CHECK(test::read(keys.file()).find(seed) != std::string::npos);
        need(journal.finish(some_id()));
        CHECK(journal.seed() == nullptr);
    }
    CHECK(test::read(keys.file()).find(seed) == std::string::npos);
    auto journal = need(keys.open());
    CHECK(journal.seed() == nullptr);
    CHECK(journal.held() == some_id());
    need(journal.begin_again(need(Time::from_seconds(1'900'000'000)), keys.random));
    CHECK_FALSE(journal.held());
    CHECK(encode_hex(seed_of(journal)) != seed);
}

TEST_CASE("one command at a time is at a deposit", "[escrow][journal]") {
    Keys keys;
    const auto journal = need(keys.open());
    const auto second = keys.open();
    REQUIRE_FALSE(second);
    CHECK(second.error().kind() == ErrorKind::Busy);
    CHECK(keys.open(2));
}

TEST_CASE("a seed others may read is not used", "[escrow][journal]") {
    Keys keys;
    CHECK(keys.open());
    struct ::stat status{};
    REQUIRE(::stat(keys.file().c_str(), &status) == 0);
    CHECK((status.st_mode & 07777U) == 0600);
    REQUIRE(::chmod(keys.file().c_str(), 0644) == 0);
    const auto read = keys.open();
    REQUIRE_FALSE(read);
    CHECK(read.error().kind() == ErrorKind::Refused);
}

TEST_CASE("a journal that is not as it was written is not continued", "[escrow][journal]") {
    Keys keys;
    CHECK(keys.open());
    const auto text = test::read(keys.file());
    const auto with = [&](std::string_view from, std::string_view to) {
        auto changed = text;
        const auto at = changed.find(from);
        REQUIRE(at != std::string::npos);
        changed.replace(at, from.size(), to);
        need(write_durably(keys.file(), bytes_of(changed), {.mode = 0600}));
        const auto read = keys.open();
        REQUIRE_FALSE(read);
        return read.error().kind();
    };
    CHECK(with("journal-v1", "journal-v9") == ErrorKind::Unsupported);
    CHECK(with("\"seed\": \"", "\"seed\": \"x") == ErrorKind::Invalid);
    CHECK(with("\"seed\": \"", "\"seed\": \"00") == ErrorKind::Invalid);
    CHECK(with("\"time\"", "\"seeds\": \"\",\n  \"time\"") == ErrorKind::Invalid);
    CHECK(with("}", "") == ErrorKind::Invalid);
    const auto seed = text.substr(text.find("  \"seed\""));
    CHECK(with(seed, "  \"held\": \"" + crypto::render_deposit_id(some_id()) + "\",\n" + seed) == ErrorKind::Invalid);
    CHECK(with(",\n" + seed, "\n}\n") == ErrorKind::Invalid);
    CHECK(with("\"seed\"", "\"held\"") == ErrorKind::Invalid);
}
