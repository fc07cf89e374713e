// SPDX-License-Identifier: Apache-2.0
#include "storage/piece/piece.hpp"

#include "storage/piece/rounding.hpp"
#include "tests/storage/piece/piece_support.hpp"

#include <rapidcheck.h>
#include <zstd.h>

using namespace assay;
using namespace assay::storage;
using namespace assay::storage::test;

namespace {

const PieceContext kData{PieceKind::Data, kVendor};

Bytes number(std::uint32_t value) {
    Bytes out;
    append_big_endian(out, value);
    return out;
}

/// A plain form of the parts the test says, padded as it should be.
Bytes plain_of(std::uint8_t codec, std::uint32_t content, std::uint32_t payload_size, const Bytes& payload) {
    Bytes out{codec, 0};
    append(out, number(content));
    append(out, number(payload_size));
    append(out, payload);
    out.resize(rounded_bytes(kPlainHeaderBytes + payload_size));
    return out;
}

std::string refusal_of(const Bytes& plain) {
    const auto sealed = seal_plain(plain);
    const auto opened = open_piece(sealed.piece.bytes(), sealed.ref, kData);
    if (opened) return "opened";
    return opened.error().message().substr(std::string("opening piece 0123456789abcdef…: ").size());
}

Bytes zstd_frame(ByteView content, bool with_size = true) {
    Bytes out(ZSTD_compressBound(content.size()));
    auto* context = ZSTD_createCCtx();
    ZSTD_CCtx_setParameter(context, ZSTD_c_contentSizeFlag, with_size ? 1 : 0);
    out.resize(ZSTD_compress2(context, out.data(), out.size(), content.data(), content.size()));
    ZSTD_freeCCtx(context);
    return out;
}

}  // namespace

TEST_CASE("a piece opens to the content it was sealed from", "[storage][piece]") {
    const auto keys = dedup_keys();
    CHECK(rc::check([&](Bytes content, bool repeated) {
        content.push_back(1);
        if (repeated)
            while (content.size() < 3000) append(content, Bytes(content));
        const auto sealed = seal_piece(content, kData, keys);
        RC_ASSERT(*open_piece(sealed.piece.bytes(), sealed.ref, kData) == content);
        RC_ASSERT(sealed.piece.bytes().size() - crypto::kAeadTagBytes ==
                  rounded_bytes(sealed.piece.bytes().size() - crypto::kAeadTagBytes));
    }));
}

TEST_CASE("a piece of the largest size opens, whether it compresses or not", "[storage][piece]") {
    const auto keys = dedup_keys();
    const auto most = content_bytes_max(PieceKind::Data);
    for (const auto& content : {noise(most), prose(most), Bytes(most, 0)})
        for (const bool probe : {false, true}) {
            const auto sealed = seal_piece(content, kData, keys, {.may_be_compressed = probe});
            CHECK(sealed.piece.bytes().size() <= sealed_bytes_max(PieceKind::Data));
            CHECK(need(open_piece(sealed.piece.bytes(), sealed.ref, kData)) == content);
        }
    CHECK(seal_piece(prose(most), kData, keys).piece.bytes().size() < most / 8);
}

TEST_CASE("the largest data piece needs no padding when it does not compress", "[storage][piece]") {
    const auto most = content_bytes_max(PieceKind::Data);
    CHECK(most == 1'048'566);
    const auto sealed = seal_piece(noise(most), kData, dedup_keys(), {.may_be_compressed = true});
    CHECK(sealed.piece.bytes().size() == (1U << 20) + crypto::kAeadTagBytes);
    CHECK(seal_piece(noise(most - 1), kData, dedup_keys()).piece.bytes().size() == sealed.piece.bytes().size());
}

TEST_CASE("a seam changes how content is compressed, not what it is", "[storage][piece]") {
    auto content = prose(5000);
    append(content, noise(5000));
    for (const std::size_t seam : {std::size_t{1}, std::size_t{5000}, content.size() - 1}) {
        const auto sealed = seal_piece(content, {PieceKind::Directory, kVendor}, dedup_keys(), {.seam = seam});
        CHECK(need(open_piece(sealed.piece.bytes(), sealed.ref, {PieceKind::Directory, kVendor})) == content);
    }
}

TEST_CASE("no byte of a piece can be changed, none cut off, none added", "[storage][piece]") {
    const auto sealed = seal_piece(prose(700), kData, dedup_keys());
    const auto& bytes = sealed.piece.bytes();
    for (std::size_t at = 0; at < bytes.size(); ++at) {
        auto changed = bytes;
        changed[at] ^= 1;
        const auto opened = open_piece(changed, sealed.ref, kData);
        REQUIRE_FALSE(opened);
        CHECK(opened.error().kind() == ErrorKind::Untrusted);
        // Under an id that fits, the tag speaks.
        auto ref = sealed.ref;
        ref.id = SealedPiece(changed).id();
        CHECK(message_of(open_piece(changed, ref, kData)).ends_with("its tag does not fit its key, kind and vendor"));
    }
    for (const auto size : {bytes.size() - 1, std::size_t{15}, std::size_t{0}}) {
        const SealedPiece cut(Bytes(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size)));
        CHECK_FALSE(open_piece(cut.bytes(), {cut.id(), sealed.ref.key}, kData));
    }
    auto longer = bytes;
    longer.push_back(0);
    CHECK_FALSE(open_piece(longer, sealed.ref, kData));
}

TEST_CASE("no byte of a piece reference can be changed", "[storage][piece]") {
    const auto sealed = seal_piece(prose(100), kData, dedup_keys());
    for (std::size_t at = 0; at < 32; ++at) {
        auto id = sealed.ref, key = sealed.ref;
        id.id.data()[at] ^= 0x80;
        key.key.data()[at] ^= 0x80;
        CHECK(message_of(open_piece(sealed.piece.bytes(), id, kData)).find("not to its id") != std::string::npos);
        CHECK(message_of(open_piece(sealed.piece.bytes(), key, kData)).find("its tag does not fit") !=
              std::string::npos);
    }
}

TEST_CASE("a piece opens only as its own kind, for its own vendor, under its own reference", "[storage][piece]") {
    const auto keys = dedup_keys();
    const auto one = seal_piece(prose(100), kData, keys);
    const auto two = seal_piece(prose(101), kData, keys);
    CHECK_FALSE(open_piece(one.piece.bytes(), one.ref, {PieceKind::Directory, kVendor}));
    CHECK_FALSE(open_piece(one.piece.bytes(), one.ref, {PieceKind::Data, kOtherVendor}));
    CHECK_FALSE(open_piece(two.piece.bytes(), one.ref, kData));
    CHECK_FALSE(open_piece(one.piece.bytes(), {one.ref.id, two.ref.key}, kData));
    CHECK_FALSE(open_piece(one.piece.bytes(), {two.ref.id, one.ref.key}, kData));
}

TEST_CASE("the same content under one secret is the same piece, under another it is not", "[storage][piece]") {
    const auto content = prose(2000);
    CHECK(seal_piece(content, kData, dedup_keys()).ref == seal_piece(content, kData, dedup_keys()).ref);
    CHECK(seal_piece(content, kData, dedup_keys(1)).ref.id != seal_piece(content, kData, dedup_keys(2)).ref.id);
    CountingRandom random;
    const auto first = PieceKeySource::single(random), second = PieceKeySource::single(random);
    CHECK(seal_piece(content, kData, first).ref == seal_piece(content, kData, first).ref);
    CHECK(seal_piece(content, kData, first).ref.id != seal_piece(content, kData, second).ref.id);
    CHECK_FALSE(PieceKeySource::shared(SecretBytes(31)));
}

TEST_CASE("no key meets two plain forms, kinds or vendors", "[storage][piece]") {
    const auto keys = dedup_keys();
    std::map<PieceKey, PieceId> seen;
    for (std::size_t size = 1; size < 300; ++size)
        for (const auto kind : {PieceKind::Data, PieceKind::Directory})
            for (const auto& vendor : {kVendor, kOtherVendor}) {
                const auto ref = seal_piece(prose(size), {kind, vendor}, keys).ref;
                CHECK(seen.emplace(ref.key, ref.id).second);
            }
}

TEST_CASE("a root opens with its key and as nothing else", "[storage][piece]") {
    const SecretBytes key(Bytes(32, 5)), other(Bytes(32, 6));
    const auto content = prose(300);
    const auto root = seal_root(content, kVendor, [&](const PlainDigest&) { return key.clone(); }).piece;
    CHECK(need(open_root(root.bytes(), root.id(), kVendor, key)) == content);
    CHECK(message_of(open_root(root.bytes(), root.id(), kVendor, other)).find("its tag does not fit") !=
          std::string::npos);
    CHECK_FALSE(open_root(root.bytes(), root.id(), kOtherVendor, key));
    CHECK_FALSE(open_root(root.bytes(), PieceId{}, kVendor, key));
    CHECK_FALSE(open_root(root.bytes(), root.id(), kVendor, SecretBytes(16)));
    const PieceRef ref{root.id(), PieceKey::copy_of(key.view())};
    CHECK_FALSE(open_piece(root.bytes(), ref, kData));
}

TEST_CASE("a root's key is asked for by the digest of what it will encrypt", "[storage][piece]") {
    std::vector<PlainDigest> asked;
    const RootKeySource keys = [&asked](const PlainDigest& digest) {
        asked.push_back(digest);
        return SecretBytes(to_bytes(digest.view()));
    };
    const auto one = seal_root(prose(300), kVendor, keys), same = seal_root(prose(300), kVendor, keys);
    const auto other = seal_root(prose(301), kVendor, keys);
    CHECK(asked == std::vector{one.digest, one.digest, other.digest});
    CHECK(one.digest != other.digest);
    CHECK(one.piece.id() == same.piece.id());
    CHECK(need(open_root(other.piece.bytes(), other.piece.id(), kVendor, SecretBytes(to_bytes(other.digest.view())))) ==
          prose(301));
}

TEST_CASE("each fault of a plain form has its own words", "[storage][piece]") {
    const auto content = prose(400);
    const auto frame = zstd_frame(content);
    const auto size = static_cast<std::uint32_t>(frame.size());
    CHECK(refusal_of(plain_of(1, 400, size, frame)) == "opened");
    CHECK(refusal_of(plain_of(0, 3, 3, {1, 2, 3})) == "opened");

    CHECK(refusal_of(Bytes(9, 0)) == "it is too short for its header");
    auto plain = plain_of(0, 100, 100, noise(100));
    plain[6] = 0xff;
    CHECK(refusal_of(plain) == "its payload is said to be longer than the piece");
    plain = plain_of(0, 200, 200, noise(200));
    REQUIRE(plain.size() > 210);
    plain.back() = 1;
    CHECK(refusal_of(plain) == "its padding is not zero");
    plain.resize(plain.size() - 1);
    CHECK(refusal_of(plain) == "it is not padded to the rounded length");
    plain.resize(1000);
    CHECK(refusal_of(plain) == "it is not padded to the rounded length");
    CHECK(refusal_of(plain_of(2, 3, 3, {1, 2, 3})) == "its codec 2 is unknown");
    plain = plain_of(1, 400, size, frame);
    plain[1] = 7;
    CHECK(refusal_of(plain) == "it names the dictionary 7, which is unknown to this version");
    plain = plain_of(0, 3, 3, {1, 2, 3});
    plain[1] = 1;
    CHECK(refusal_of(plain) == "it names the dictionary 1, which is unknown to this version");
    CHECK(refusal_of(plain_of(0, 0, 0, {})) == "it holds no content");
    CHECK(refusal_of(plain_of(0, 4, 3, {1, 2, 3})) == "its stored payload is not as long as its content is said to be");
    CHECK(refusal_of(plain_of(1, size, size, frame)) == "it is compressed although that makes it no smaller");
    CHECK(refusal_of(plain_of(1, 401, size, frame)) == "its zstd frame states 400 bytes of content, the piece 401");
    CHECK(refusal_of(plain_of(1, 400, 9, noise(9))) == "its payload is no zstd frame");
    const auto unsized = zstd_frame(content, false);
    CHECK(refusal_of(plain_of(1, 400, static_cast<std::uint32_t>(unsized.size()), unsized)) ==
          "its zstd frame states no content size");
    auto longer = frame;
    longer.push_back(0);
    CHECK(refusal_of(plain_of(1, 400, size + 1, longer)) == "something follows its zstd frame");
    CHECK(refusal_of(plain_of(1, 400, size - 1, Bytes(frame.begin(), frame.end() - 1))) == "its zstd frame is damaged");
}

TEST_CASE("a bomb is refused before it goes off", "[storage][piece]") {
    const Bytes zeros(std::size_t{64} << 20, 0);
    const auto bomb = zstd_frame(zeros);
    const auto size = static_cast<std::uint32_t>(bomb.size());
    CHECK(refusal_of(plain_of(1, static_cast<std::uint32_t>(zeros.size()), size, bomb)) ==
          "its content of 67108864 bytes is more than the 1048566 its kind may hold");
    CHECK(refusal_of(plain_of(1, 1048566, size, bomb)) ==
          "its zstd frame states 67108864 bytes of content, the piece 1048566");
    // A frame that states less than it holds.
    auto liar = zstd_frame(Bytes(300, 0));
    const auto small = zstd_frame(Bytes(290, 0));
    std::copy_n(small.begin(), 7, liar.begin());
    CHECK(refusal_of(plain_of(1, 290, static_cast<std::uint32_t>(liar.size()), liar))
              .starts_with("its zstd frame does not hold the 290 bytes"));
}

TEST_CASE("more bytes than a kind may have are refused unread", "[storage][piece]") {
    const Bytes huge(sealed_bytes_max(PieceKind::Data) + 1);
    const SealedPiece piece(huge);
    const auto opened = open_piece(huge, {piece.id(), {}}, kData);
    REQUIRE_FALSE(opened);
    CHECK(opened.error().kind() == ErrorKind::Limit);
}
