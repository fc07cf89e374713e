// SPDX-License-Identifier: Apache-2.0
#include "storage/archive/entry_stream.hpp"

#include "base/core/text.hpp"
#include "tests/storage/command.hpp"

#include <fcntl.h>
#include <rapidcheck.h>

using namespace assay;
using namespace assay::storage;

namespace {

/// Entries and contents as they come.
class Collector final : public EntrySink {
public:
    Status entry(const ArchiveEntry& entry) override {
        entries.push_back(entry);
        contents.emplace_back();
        return {};
    }
    Status content(ByteView bytes) override {
        contents.back() += text_of(bytes);
        return {};
    }
    std::vector<ArchiveEntry> entries;
    std::vector<std::string> contents;
};

Status read(std::string_view bytes, Collector& out, const ArchiveLimits& limits = {}) {
    test::TempFolder work;
    test::write(work / "stream", bytes);
    return read_entries(TRY(Descriptor::open(work / "stream", O_RDONLY)), out, limits);
}

std::string stream_of(const std::vector<std::pair<ArchiveEntry, std::string>>& entries) {
    test::TempFolder work;
    const auto file = test::need(Descriptor::open(work / "stream", O_RDWR | O_CREAT, 0600));
    EntryWriter writer(file);
    test::need(writer.begin());
    for (const auto& [entry, content] : entries) {
        test::need(writer.entry(entry));
        if (entry.kind == ArchivedKind::File) test::need(writer.content(bytes_of(content)));
    }
    test::need(writer.finish());
    return test::read(work / "stream");
}

const std::vector<std::pair<ArchiveEntry, std::string>> kSample = {
    {{.path = "d", .kind = ArchivedKind::Folder, .mode = 0755, .modified = -1}, ""},
    {{.path = "d/\xff", .mode = 04644, .modified = 1'700'000'000, .size = 5}, "hello"},
    {{.path = "empty", .mode = 0600}, ""},
    {{.path = "l", .kind = ArchivedKind::Link, .target = "d"}, ""},
    {{.path = "h", .kind = ArchivedKind::HardLink, .target = "empty"}, ""},
};

}  // namespace

TEST_CASE("entries are read as a worker wrote them", "[storage][intake]") {
    Collector out;
    test::need(read(stream_of(kSample), out));
    REQUIRE(out.entries.size() == kSample.size());
    for (std::size_t i = 0; i < kSample.size(); ++i) {
        CHECK(out.entries[i] == kSample[i].first);
        CHECK(out.contents[i] == kSample[i].second);
    }
}

TEST_CASE("large contents come through whole", "[storage][intake]") {
    const std::string content(3'000'000, 'x');
    Collector out;
    test::need(read(stream_of({{{.path = "big", .size = content.size()}, content}, {{.path = "after"}, ""}}), out));
    CHECK(out.contents.at(0) == content);
    CHECK(out.entries.at(1).path == "after");
}

TEST_CASE("a stream that is cut, or goes on, is refused", "[storage][intake]") {
    const auto stream = stream_of(kSample);
    for (std::size_t size = 0; size < stream.size(); ++size) {
        Collector out;
        REQUIRE_FALSE(read(std::string_view(stream).substr(0, size), out).has_value());
    }
    Collector out;
    CHECK(test::message_of(read(stream + "x", out)) == "the worker's entries have no end");
}

TEST_CASE("a worker that tells more than was asked for is refused", "[storage][intake]") {
    Collector out;
    CHECK(read(stream_of(kSample), out, {.entries = 4}).error().kind() == ErrorKind::Limit);
    CHECK(read(stream_of(kSample), out, {.bytes = 4}).error().kind() == ErrorKind::Limit);
    auto huge = kSample;
    huge[1].first.size = UINT64_MAX;
    CHECK(read(stream_of(huge), out).error().kind() == ErrorKind::Limit);
}

TEST_CASE("no bytes bring the reading of entries down", "[storage][intake]") {
    const auto stream = stream_of(kSample);
    const auto holds = rc::check("damaged streams", [&] {
        auto damaged = stream;
        damaged[*rc::gen::inRange<std::size_t>(0, damaged.size())] =
            static_cast<char>(*rc::gen::arbitrary<std::uint8_t>());
        Collector out;
        const auto status = read(damaged, out);
        RC_ASSERT(status.has_value() || status.error().kind() != ErrorKind::Internal);
    });
    CHECK(holds);
}
