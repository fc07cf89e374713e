// SPDX-License-Identifier: Apache-2.0
#include "storage/decompress/decompressor.hpp"

#include "tests/storage/command.hpp"

#include <rapidcheck.h>
#include <algorithm>

using namespace assay;
using namespace assay::storage;

namespace {

/// Gives a few bytes at a time, so that every state of a decoder is met between two calls.
class Trickle final : public ByteSource {
public:
    Trickle(ByteView bytes, std::size_t step) : whole_(bytes), step_(step) {}
    Result<std::size_t> read(std::span<std::uint8_t> out) override {
        return whole_.read(out.first(std::min(out.size(), step_)));
    }

private:
    MemorySource whole_;
    std::size_t step_;
};

struct Tool {
    Compression compression;
    std::string command;
};

const std::vector<Tool> kTools = {{Compression::Gzip, "gzip -9n"},
                                  {Compression::Bzip2, "bzip2"},
                                  {Compression::Xz, "xz"},
                                  {Compression::Zstd, "zstd -q --check"}};

Bytes compress(const std::string& command, const std::string& text) {
    test::need_program(command.substr(0, command.find(' ')));
    test::TempFolder work;
    test::write(work / "in", text);
    test::output_of(command + " < " + test::word(work / "in") + " > " + test::word(work / "out"));
    return to_bytes(test::read(work / "out"));
}

Result<std::string> decompress(Compression compression, ByteView bytes, DecompressLimits limits = {},
                               std::size_t step = 1 << 20) {
    Trickle source(bytes, step);
    auto out = TRY(Decompressor::open(source, compression, limits));
    return to_text(TRY(read_all(out, 1U << 30)));
}

std::string sample() {
    std::string out;
    for (int i = 0; i < 3000; ++i) out += "line " + std::to_string(i * 7919 % 10007) + "\n";
    return out;
}

Bytes twice(const Bytes& bytes) {
    auto out = bytes;
    append(out, bytes);
    return out;
}

}  // namespace

TEST_CASE("what a tool compresses comes out again, however it arrives", "[storage][decompress]") {
    for (const auto& tool : kTools) {
        const auto packed = compress(tool.command, sample());
        CHECK(compression_of(packed) == tool.compression);
        for (const std::size_t step : {1U, 7U, 4096U, 1U << 20})
            CHECK(test::need(decompress(tool.compression, packed, {}, step)) == sample());
        CHECK(test::need(decompress(tool.compression, compress(tool.command, ""))).empty());
    }
}

TEST_CASE("what is not compressed comes as it is", "[storage][decompress]") {
    CHECK(compression_of(bytes_of("plain")) == Compression::None);
    CHECK(compression_of(bytes_of("")) == Compression::None);
    CHECK(test::need(decompress(Compression::None, bytes_of("plain"))) == "plain");
    CHECK(test::message_of(decompress(Compression::None, bytes_of("plain"), {.bytes = 4})) ==
          "there is more than 4 B in it");
}

TEST_CASE("every member counts, and nothing else may follow", "[storage][decompress]") {
    for (const auto& tool : kTools) {
        INFO(tool.command);
        const auto packed = compress(tool.command, sample());
        CHECK(test::need(decompress(tool.compression, twice(packed), {}, 3)) == sample() + sample());
        for (const auto* tail : {"x", "\n", "PK\3\4 and more"}) {
            auto longer = packed;
            append(longer, std::string_view(tail));
            const auto refused = decompress(tool.compression, longer);
            REQUIRE_FALSE(refused.has_value());
            CHECK(refused.error().kind() == ErrorKind::Invalid);
        }
        auto padded = packed;
        padded.resize(padded.size() + 4);
        CHECK_FALSE(decompress(tool.compression, padded).has_value());
    }
}

TEST_CASE("a file cut anywhere is refused", "[storage][decompress]") {
    for (const auto& tool : kTools) {
        const auto packed = compress(tool.command, "a short text, a short text");
        for (std::size_t size = 0; size < packed.size(); ++size) {
            const auto refused = decompress(tool.compression, ByteView(packed).first(size));
            INFO(tool.command << " cut to " << size);
            REQUIRE_FALSE(refused.has_value());
            REQUIRE(refused.error().message() == std::string(name_of(tool.compression)) + ": it is cut short");
        }
    }
}

TEST_CASE("a flipped bit is noticed, or changes nothing", "[storage][decompress]") {
    for (const auto& tool : kTools) {
        const std::string text = "a short text, a short text";
        const auto packed = compress(tool.command, text);
        for (std::size_t bit = 0; bit < packed.size() * 8; ++bit) {
            auto damaged = packed;
            damaged[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
            const auto read = decompress(tool.compression, damaged);
            INFO(tool.command << " bit " << bit);
            if (read) REQUIRE(*read == text);
        }
    }
}

TEST_CASE("a wrong checksum is named", "[storage][decompress]") {
    auto packed = compress("gzip -n", "text");
    packed[packed.size() - 8] ^= 1;
    CHECK(test::message_of(decompress(Compression::Gzip, packed)) == "gzip: incorrect data check");
    packed[packed.size() - 8] ^= 1;
    packed[packed.size() - 1] ^= 1;
    CHECK(test::message_of(decompress(Compression::Gzip, packed)) == "gzip: incorrect length check");
}

TEST_CASE("a bomb is noticed by its size and by its ratio", "[storage][decompress]") {
    const DecompressLimits small{.bytes = 8U << 20, .ratio = 1000};
    const DecompressLimits flat{.ratio = 100, .ratio_free_bytes = 1U << 20};
    for (const auto& tool : kTools) {
        const auto packed = compress("sh -c " + test::word("head -c 20000000 /dev/zero | " + tool.command), "");
        for (const auto& limits : {small, flat}) {
            const auto refused = decompress(tool.compression, packed, limits);
            INFO(tool.command);
            REQUIRE_FALSE(refused.has_value());
            CHECK(refused.error().kind() == ErrorKind::Limit);
        }
    }
}

TEST_CASE("a header that asks for too much memory is refused before it gets any", "[storage][decompress]") {
    for (const auto& [compression, command] :
         {std::pair{Compression::Zstd, "zstd -q --long=30"}, {Compression::Xz, "xz -9"}}) {
        const auto packed = compress(command, sample());
        const auto refused = decompress(compression, packed, {.memory_bytes = 1U << 20});
        CHECK(test::message_of(refused) ==
              std::string(name_of(compression)) + ": it asks for more memory than allowed");
    }
}

TEST_CASE("noise is refused by every decoder", "[storage][decompress]") {
    const auto holds = rc::check("noise", [](const Bytes& noise) {
        for (const auto& tool : kTools) {
            const bool read = decompress(tool.compression, noise).has_value();
            RC_ASSERT_FALSE(read);
        }
    });
    CHECK(holds);
}
