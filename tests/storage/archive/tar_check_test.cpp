// SPDX-License-Identifier: Apache-2.0
#include "storage/archive/tar_check.hpp"

#include "tests/storage/archive/tar.hpp"
#include "tests/support/support.hpp"

#include <rapidcheck.h>

using namespace assay;
using namespace assay::storage;
using test::tar_data, test::tar_end, test::tar_file, test::tar_header, test::tar_octal, test::tar_pax;

namespace {

Result<std::vector<ArchiveEntry>> entries_of(std::string_view tar, std::size_t step = 1 << 20) {
    TarCheck check;
    for (std::size_t at = 0; at < tar.size(); at += step) TRY(check.feed(bytes_of(tar.substr(at, step))));
    TRY(check.finish());
    std::vector<ArchiveEntry> out;
    while (auto entry = check.take()) out.push_back(std::move(*entry));
    return out;
}

std::string refusal_of(std::string_view tar) { return test::message_of(entries_of(tar)); }

const std::string kGnu("ustar  \0", 8);

}  // namespace

TEST_CASE("a tar's entries are reported with names, kinds, sizes and targets", "[storage][intake]") {
    const auto tar = tar_header({.name = "d/", .type = '5', .mode = "0000755"}) + tar_file("d/a", "hello") +
                     tar_header({.name = "d/l", .type = '2', .target = "a"}) +
                     tar_header({.name = "h", .type = '1', .target = "d/a"}) +
                     tar_header({.name = "name", .prefix = "some/prefix"}) + tar_end();
    const std::vector<ArchiveEntry> expected = {{.path = "d/", .kind = ArchivedKind::Folder},
                                                {.path = "d/a", .size = 5},
                                                {.path = "d/l", .kind = ArchivedKind::Link, .target = "a"},
                                                {.path = "h", .kind = ArchivedKind::HardLink, .target = "d/a"},
                                                {.path = "some/prefix/name"}};
    for (const std::size_t step : {1U, 511U, 512U, 513U, 1U << 20})
        CHECK(test::need(entries_of(tar, step)) == expected);
    CHECK(test::need(entries_of("")).empty());
    CHECK(test::need(entries_of(tar_end())).empty());
    CHECK(test::need(entries_of(tar_end() + std::string(9216, '\0'))).empty());
}

TEST_CASE("pax records and GNU long names take the place of the header's", "[storage][intake]") {
    const auto pax = tar_pax({"path=long name", "linkpath=to", "mtime=1.5"});
    const auto first = test::need(entries_of(pax + tar_header({.name = "x", .type = '2', .target = "y"}) + tar_end()));
    CHECK(first == std::vector<ArchiveEntry>{{.path = "long name", .kind = ArchivedKind::Link, .target = "to"}});
    const std::string name(300, 'n');
    const auto longer = tar_header({.name = "././@LongLink", .type = 'L', .size = tar_octal(301), .magic = kGnu}) +
                        tar_data(name + '\0') + tar_header({.name = "x", .magic = kGnu}) + tar_end();
    CHECK(test::need(entries_of(longer)).at(0).path == name);
    const auto large = tar_pax({"size=8589934592"}) + tar_header({.name = "x"});
    CHECK(refusal_of(large + std::string(512, 'x')) == "tar at byte 2048: it is cut short");
}

TEST_CASE("sparse files have the size they unpack to", "[storage][intake]") {
    auto old = tar_header({.name = "s", .type = 'S', .size = tar_octal(512), .magic = kGnu});
    old.replace(483, 11, tar_octal(100'000));
    // The checksum once more, over what was added.
    auto sum = 0U;
    for (std::size_t i = 0; i < 512; ++i)
        sum += i >= 148 && i < 156 ? unsigned{' '} : static_cast<unsigned char>(old[i]);
    char text[8];
    std::snprintf(text, sizeof text, "%06o", sum);
    old.replace(148, 6, text);
    CHECK(test::need(entries_of(old + tar_data("x") + tar_end())) ==
          std::vector<ArchiveEntry>{{.path = "s", .size = 100'000}});
    const auto pax =
        tar_pax({"GNU.sparse.major=1", "GNU.sparse.minor=0", "GNU.sparse.name=real", "GNU.sparse.realsize=77"}) +
        tar_file("GNUSparseFile.1/x", "1\n0\n5\n");
    CHECK(test::need(entries_of(pax + tar_end())) == std::vector<ArchiveEntry>{{.path = "real", .size = 77}});
}

TEST_CASE("each malformation of a tar has words of its own", "[storage][intake]") {
    auto damaged = tar_file("a", "x");
    damaged[0] ^= 1;
    CHECK(refusal_of(damaged) == "tar at byte 0: is no header: its checksum is wrong");
    CHECK(refusal_of("not a tar at all") == "tar at byte 0: it is cut short");
    CHECK(refusal_of(tar_header({.name = "a", .size = "0000000000x"})) ==
          "tar at byte 0: its size is no number a file can have");
    CHECK(refusal_of(tar_header({.name = "a", .size = "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"})) ==
          "tar at byte 0: its size is no number a file can have");
    CHECK(refusal_of(tar_file("a", "x").substr(0, 513)) == "tar at byte 513: it is cut short");
    CHECK(refusal_of(tar_file("a", "x").substr(0, 1000)) == "tar at byte 1000: it is cut short");
    CHECK(refusal_of(tar_end() + "x") == "tar at byte 1024: there is something after the end");
    CHECK(refusal_of(tar_end() + tar_file("b", "y")) == "tar at byte 1024: there is something after the end");
    CHECK(refusal_of(std::string(512, '\0') + tar_file("b", "y")) ==
          "tar at byte 512: one block of zeros, and then no end");
    CHECK(refusal_of(tar_header({.name = "d", .type = '5', .size = tar_octal(1)})) ==
          "tar at byte 0: \"d\" is a folder and has a size");
    CHECK(refusal_of(tar_header({.name = "l", .type = '1', .size = tar_octal(1), .target = "x"})) ==
          "tar at byte 0: \"l\" is a hard link and has a size");
    CHECK(refusal_of(tar_header({.name = "c", .type = '3'})) == "tar at byte 0: \"c\" is a character device");
    CHECK(refusal_of(tar_header({.name = "p", .type = '6'})) == "tar at byte 0: \"p\" is a FIFO");
    CHECK(refusal_of(tar_header({.name = "v", .type = 'V', .magic = kGnu})) ==
          "tar at byte 0: \"v\" is the label of a volume");
    CHECK(refusal_of(tar_header({.name = "z", .type = 'Z'})) ==
          "tar at byte 0: an entry of type \"Z\" is not known here");
    CHECK(refusal_of(tar_header({.name = "m", .magic = "mystery0"})) == "tar at byte 0: its magic is of no known tar");
}

TEST_CASE("each malformation of an extended header has words of its own", "[storage][intake]") {
    const auto file = tar_file("a", "x") + tar_end();
    CHECK(refusal_of(tar_pax({"path=a", "path=b"}) + file).ends_with("an extended header says \"path\" twice"));
    CHECK(refusal_of(tar_pax({"=b"}) + file).ends_with("an extended header has a record without a key"));
    CHECK(refusal_of(tar_pax({"novalue"}) + file).ends_with("an extended header has a record without a key"));
    CHECK(refusal_of(tar_header({.name = "p", .type = 'x', .size = tar_octal(8)}) + tar_data("9 path=a") + file)
              .ends_with("an extended header has a record of the wrong length"));
    CHECK(refusal_of(tar_pax({"path="}) + file).ends_with("\"path\" is empty or has a NUL byte"));
    CHECK(refusal_of(tar_pax({std::string("path=a\0b", 8)}) + file).ends_with("\"path\" is empty or has a NUL byte"));
    CHECK(refusal_of(tar_pax({"path=\xff"}) + file).ends_with("\"path\" is not UTF-8"));
    CHECK(test::need(entries_of(tar_pax({"hdrcharset=BINARY", "path=\xff"}) + file)).at(0).path == "\xff");
    CHECK(refusal_of(tar_pax({"hdrcharset=KLINGON"}) + file)
              .ends_with("its names are in the unknown charset \"KLINGON\""));
    CHECK(refusal_of(tar_pax({"size=-1"}) + file).ends_with("\"size\" is no number a file can have"));
    CHECK(refusal_of(tar_pax({"size=513"}) + file).ends_with("it has two sizes, 1 and 513"));
    CHECK(refusal_of(tar_pax({"path=a"}) + tar_end()).ends_with("an extended header belongs to no entry"));
    CHECK(refusal_of(tar_pax({"path=a"})).ends_with("an extended header belongs to no entry"));
    CHECK(refusal_of(tar_pax({"path=a"}) + tar_pax({"mtime=1"}) + file)
              .ends_with("two extended headers are before one entry"));
    CHECK(refusal_of(tar_pax({"path=a"}, 'g') + file)
              .ends_with("a global header says \"path\", which some readers ignore"));
    CHECK(test::need(entries_of(tar_pax({"comment=0123abcd"}, 'g') + file)).size() == 1);
    const auto long_name = tar_header({.name = "L", .type = 'L', .size = tar_octal(2), .magic = kGnu}) + tar_data("n");
    CHECK(refusal_of(long_name + long_name + file).ends_with("an entry has two long names"));
    CHECK(refusal_of(long_name + tar_pax({"path=a"}) + file).ends_with("two extended headers are before one entry"));
    CHECK(refusal_of(tar_header({.name = "x", .type = 'x', .size = tar_octal(2U << 20)}))
              .ends_with("an extended header is empty or larger than 1 MiB"));
}

TEST_CASE("no bytes bring the tar check down", "[storage][intake]") {
    const auto tar = tar_pax({"path=long name"}) + tar_file("a", "hello") +
                     tar_header({.name = "l", .type = '2', .target = "a"}) + tar_end();
    const auto holds = rc::check("damaged tars are read or refused", [&] {
        auto damaged = tar;
        for (auto times = *rc::gen::inRange(1, 20); times > 0; --times)
            damaged[*rc::gen::inRange<std::size_t>(0, damaged.size())] =
                static_cast<char>(*rc::gen::arbitrary<std::uint8_t>());
        damaged.resize(*rc::gen::inRange<std::size_t>(0, damaged.size() + 1));
        const auto read = entries_of(damaged, *rc::gen::inRange<std::size_t>(1, 2000));
        RC_ASSERT(read.has_value() || read.error().kind() == ErrorKind::Invalid);
    });
    CHECK(holds);
}
