// SPDX-License-Identifier: Apache-2.0
#include "storage/index/directory.hpp"

#include "storage/index/wire.hpp"
#include "storage/snapshot/git_object.hpp"
#include "tests/storage/piece/piece_support.hpp"

#include <rapidcheck.h>

using namespace assay;
using namespace assay::storage;
using assay::test::message_of;
using assay::test::need;

namespace {

PieceRef ref(std::uint8_t fill) { return {PieceId::copy_of(Bytes(32, fill)), PieceKey::copy_of(Bytes(32, fill + 1))}; }

Entry file(std::string name, std::uint64_t size) {
    Entry out{.name = std::move(name), .mode = 0644, .size = size};
    out.blob = size == 0 ? git_ids(GitObjectType::Blob, {}).sha256 : crypto::Sha256::copy_of(Bytes(32, 5));
    return out;
}

/// One of each kind, with everything an entry can have.
Directory sample() {
    Directory out;
    auto full = file("a", 10);
    full.modified = -3;
    full.same_as = "source/other/name";
    full.attributes = {{"user.x", {1, 2}}, {"user.y", {}}};
    out.entries.push_back(full);
    out.entries.push_back({.name = "b", .kind = EntryKind::Directory, .mode = 02755, .child = ref(1)});
    out.entries.push_back(file("c", 0));
    out.entries.push_back(
        {.name = "d", .kind = EntryKind::Link, .mode = 0777, .modified = 1234567890, .target = "../x"});
    out.entries.push_back(file("e", 300));
    out.pieces = {{7, ref(10)}, {303, ref(20)}};
    return out;
}

/// A directory that breaks the format can not be made by encoding a good one, unless encode takes what it is given.
std::string refusal_of(const Directory& directory) {
    return message_of(Directory::decode(need(directory.encode()).bytes));
}

template <typename Change>
std::string refusal_after(Change change) {
    auto directory = sample();
    change(directory);
    return refusal_of(directory);
}

}  // namespace

TEST_CASE("a directory gives back what it was made of", "[storage][directory]") {
    CHECK(need(Directory::decode(need(sample().encode()).bytes)) == sample());
    CHECK(need(Directory::decode(need(Directory().encode()).bytes)) == Directory());
    auto other = sample();
    other.entries[1].child.key.data()[0] ^= 1;
    CHECK(need(other.encode()).bytes.size() == need(sample().encode()).bytes.size());
    CHECK(need(other.encode()).bytes.size() - need(other.encode()).seam == 3 * 32 + (1 + 2) * 64);
    CHECK(sample().find("d")->target == "../x");
    CHECK(sample().find("aa") == nullptr);
}

TEST_CASE("a directory has one form: whatever decodes is what encoding writes", "[storage][directory]") {
    const auto good = need(sample().encode()).bytes;
    std::size_t taken = 0;
    for (std::size_t at = 0; at < good.size(); ++at)
        for (unsigned value = 0; value < 256; ++value) {
            auto changed = good;
            changed[at] = static_cast<std::uint8_t>(value);
            const auto decoded = Directory::decode(changed);
            if (!decoded) continue;
            ++taken;
            REQUIRE(need(decoded->encode()).bytes == changed);
            REQUIRE((changed == good || *decoded != sample()));
        }
    CHECK(taken > good.size());
    for (std::size_t size = 0; size < good.size(); ++size) CHECK_FALSE(Directory::decode(ByteView(good).first(size)));
    auto longer = good;
    longer.push_back(0);
    CHECK(message_of(Directory::decode(longer)) == "1 byte too many at its end");
}

TEST_CASE("random bytes are no directory, or the one they encode", "[storage][directory]") {
    CHECK(rc::check([](Bytes bytes) {
        bytes.insert(bytes.begin(), 2);
        if (const auto decoded = Directory::decode(bytes)) RC_ASSERT(decoded->encode()->bytes == bytes);
    }));
}

TEST_CASE("names of a directory are components, in order and once each", "[storage][directory]") {
    CHECK(refusal_after([](Directory& d) { std::swap(d.entries[0], d.entries[1]); }) == "entry \"a\": is out of order");
    CHECK(refusal_after([](Directory& d) { d.entries[1].name = "a"; }) == "entry \"a\": appears twice");
    for (const std::string bad : {"", ".", "..", "a/b", "/", "a/"})
        CHECK(refusal_after([&](Directory& d) { d.entries[0].name = bad; }).ends_with("its name is no path component"));
    CHECK(refusal_after([&](Directory& d) {
              d.entries[0].name = std::string("a\0b", 3);
          }).ends_with("its name is no path component"));
    CHECK(refusal_after([&](Directory& d) { d.entries[0].name = std::string(256, 'a'); }) ==
          "the length of an entry's name is 256, more than 255");
}

TEST_CASE("every part of an entry is held to its range", "[storage][directory]") {
    CHECK(refusal_after([](Directory& d) { d.entries[0].mode = 010000; }) ==
          "entry \"a\": its mode has more than twelve bits");
    CHECK(refusal_after([](Directory& d) { d.entries[3].mode = 0755; }) ==
          "entry \"d\": it is a link of another mode than 0777");
    CHECK(refusal_after([](Directory& d) { d.entries[3].target = ""; }).ends_with("target is empty or holds a NUL"));
    CHECK(refusal_after([](Directory& d) { d.entries[3].target = std::string(4096, 'x'); }).find("more than 4095") !=
          std::string::npos);
    CHECK(refusal_after([](Directory& d) { d.entries[0].same_as = "../x"; }).ends_with("is no path below the root"));
    CHECK(refusal_after([](Directory& d) {
              d.entries[1].same_as = "x";
          }).ends_with("only a file can be a further name of another"));
    CHECK(refusal_after([](Directory& d) {
              d.entries[0].kind = static_cast<EntryKind>(3);
          }).ends_with("it is of no known kind"));
    CHECK(refusal_after([](Directory& d) {
              std::swap(d.entries[0].attributes[0], d.entries[0].attributes[1]);
          }).find("out of order or repeated") != std::string::npos);
    CHECK(refusal_after([](Directory& d) { d.entries[0].attributes[0].name = ""; }).find("name is empty") !=
          std::string::npos);
    CHECK(refusal_after([](Directory& d) { d.entries[0].attributes[1].value.resize(65537); }).find("more than 65536") !=
          std::string::npos);
    CHECK(refusal_after([](Directory& d) { d.entries[2].blob = {}; }) ==
          "entry \"c\": it is empty and has the blob id of something");
}

TEST_CASE("files and pieces of a directory add up", "[storage][directory]") {
    CHECK(refusal_after([](Directory& d) { d.pieces[0].length = 6; }) ==
          "entry \"e\": its 300 bytes reach beyond the 309 its directory's pieces hold");
    CHECK(refusal_after([](Directory& d) { d.pieces[0].length = 8; }) ==
          "1 of the 311 bytes its pieces hold belong to no file");
    CHECK(refusal_after([](Directory& d) { d.pieces.clear(); }).find("reach beyond the 0") != std::string::npos);
    CHECK(refusal_after([](Directory& d) {
              d.entries[0].size = ~std::uint64_t{0};
          }).find("its 18446744073709551615 bytes reach beyond") != std::string::npos);
    CHECK(refusal_after([](Directory& d) { d.entries[4].size = ~std::uint64_t{0} - 9; }).find("reach beyond") !=
          std::string::npos);
    CHECK(refusal_after([](Directory& d) { d.pieces[0].length = 0; }) == "one of its pieces has no length");
    CHECK(refusal_after([](Directory& d) { d.pieces[0].length = 1048567; }) ==
          "the length of a piece is 1048567, more than 1048566");
}

TEST_CASE("numbers have one form", "[storage][directory]") {
    CHECK(message_of(Directory::decode(Bytes{1})) == "its version 1 is unknown");
    CHECK(message_of(Directory::decode(Bytes{})) == "it ends within its version");
    CHECK(message_of(Directory::decode(Bytes{2, 0x80, 0})) ==
          "its number of entries is a number in more bytes than it needs");
    CHECK(message_of(Directory::decode(Bytes{2, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2})) ==
          "its number of entries is a number above 2^64");
    CHECK(message_of(Directory::decode(Bytes{2, 0xff, 0xff, 0xff, 0x7f})) ==
          "its number of entries is 268435455, more than 262144");
    CHECK(message_of(Directory::decode(Bytes{2, 1, 0x20, 1, 'a'})) == "entry \"a\": it has flags that mean nothing");
    CHECK(message_of(Directory::decode(Bytes{2, 1, 0x10, 1, 'a', 0, 0, 0, 0})) ==
          "entry \"a\": it is said to have attributes and has none");
    CHECK(rc::check([](std::uint64_t value, std::int64_t time) {
        Bytes bytes;
        append_number(bytes, value);
        WireReader in(bytes);
        RC_ASSERT(*in.number("it") == value);
        RC_ASSERT(in.left() == 0);
        RC_ASSERT(unfold_sign(fold_sign(time)) == time);
    }));
    CHECK(unfold_sign(fold_sign(INT64_MIN)) == INT64_MIN);
}

TEST_CASE("a directory too large to be read is not written", "[storage][directory]") {
    Directory many;
    for (std::size_t i = 0; i <= Directory::kEntriesMax; ++i)
        many.entries.push_back(file(std::to_string(1'000'000 + i), 0));
    const auto encoded = many.encode();
    REQUIRE_FALSE(encoded);
    CHECK(encoded.error().kind() == ErrorKind::Limit);
    many.entries.pop_back();
    CHECK(need(Directory::decode(need(many.encode()).bytes)) == many);
}
