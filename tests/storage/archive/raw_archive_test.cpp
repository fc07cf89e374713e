// SPDX-License-Identifier: Apache-2.0
#include "storage/archive/raw_archive.hpp"

#include "tests/storage/archive/tar.hpp"
#include "tests/support/support.hpp"

#include <sys/stat.h>
#include <algorithm>

using namespace assay;
using namespace assay::storage;
using test::need;

namespace {

/// Bytes in memory, which may be reached in any order or not, and may end in an error.
class TestSource final : public ArchiveSource {
public:
    TestSource(std::string bytes, bool can_seek) : bytes_(std::move(bytes)), can_seek_(can_seek) {}

    Result<std::size_t> read(std::span<std::uint8_t> out) override {
        if (fails_at && at_ >= *fails_at) return fail(ErrorKind::Io, "the disk is gone");
        const auto size = std::min({out.size(), bytes_.size() - at_, std::size_t{1000}});
        std::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(at_), size, out.begin());
        at_ += size;
        return size;
    }
    std::optional<std::uint64_t> size() const override {
        return can_seek_ ? std::optional<std::uint64_t>(bytes_.size()) : std::nullopt;
    }
    void seek(std::uint64_t offset) override {
        REQUIRE(can_seek_);
        REQUIRE(offset <= bytes_.size());
        at_ = offset;
        ++seeks;
    }
    std::optional<std::size_t> fails_at;
    int seeks = 0;

private:
    std::string bytes_;
    bool can_seek_;
    std::size_t at_ = 0;
};

const std::string kTar =
    test::tar_file("first", std::string(5000, 'a')) + test::tar_file("second", "text") + std::string(1024, '\0');

}  // namespace

TEST_CASE("an archive reads the same whether its bytes come in order or can be reached in any", "[storage][archive]") {
    for (const bool can_seek : {false, true}) {
        TestSource source(kTar, can_seek);
        auto archive = need(RawArchive::open(source, RawArchive::Format::Tar));
        REQUIRE(need(archive.next()) == RawArchive::Next::Entry);
        CHECK(archive.entry().path == "first");
        CHECK(archive.entry().type == S_IFREG);
        CHECK(archive.entry().size == 5000);
        CHECK(archive.position() == 0);
        // The content is left unread: a source that can seek skips it.
        REQUIRE(need(archive.next()) == RawArchive::Next::Entry);
        CHECK((source.seeks > 0) == can_seek);
        CHECK(archive.entry().path == "second");
        Bytes text(100);
        text.resize(need(archive.read(text)));
        CHECK(text_of(text) == "text");
        CHECK(need(archive.next()) == RawArchive::Next::End);
    }
}

TEST_CASE("what the source cannot read is reported in the source's words", "[storage][archive]") {
    TestSource source(kTar, false);
    source.fails_at = 2000;
    auto archive = need(RawArchive::open(source, RawArchive::Format::Tar));
    REQUIRE(need(archive.next()) == RawArchive::Next::Entry);
    Result<std::optional<RawArchive::Block>> block = std::optional<RawArchive::Block>();
    do block = archive.read_block();
    while (block && *block);
    REQUIRE_FALSE(block);
    CHECK(block.error().kind() == ErrorKind::Io);
    CHECK(block.error().message() == "the disk is gone");
    CHECK_FALSE(archive.can_go_on());
}

TEST_CASE("what libarchive cannot read is reported in its words", "[storage][archive]") {
    auto damaged = kTar;
    damaged[1] = 'x';
    TestSource source(damaged, false);
    auto archive = RawArchive::open(source, RawArchive::Format::Tar);
    if (archive) {
        const auto next = archive->next();
        REQUIRE_FALSE(next);
        CHECK(next.error().kind() == ErrorKind::Invalid);
    } else {
        CHECK(archive.error().kind() == ErrorKind::Invalid);
    }
}
