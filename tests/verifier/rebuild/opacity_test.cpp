// SPDX-License-Identifier: Apache-2.0
#include "verifier/rebuild/opacity.hpp"

#include "base/core/encoding.hpp"
#include "tests/support/support.hpp"

using namespace assay;
using namespace assay::verifier;
using namespace assay::test;

namespace {

/// Bytes without a pattern, as of a compressed program.
Bytes dense(std::size_t size) {
    Bytes out(size);
    CountingRandom(7).fill(out);
    return out;
}

/// The text in lines of that width, with `between` after every `every` of them.
std::string lines(std::string_view text, std::size_t width, std::size_t every = 0, std::string_view between = {}) {
    std::string out;
    for (std::size_t at = 0, line = 1; at < text.size(); at += width, ++line) {
        out += std::string(text.substr(at, width)) + "\n";
        if (every > 0 && line % every == 0) out += between;
    }
    return out;
}

/// Pages of C, no two lines alike.
std::string source(std::size_t size) {
    std::string out;
    for (int i = 0; out.size() < size; ++i)
        out += "/* Returns the record with number " + std::to_string(i) +
               ", or null. */\nstatic const struct record *find_record_" + std::to_string(i * 37) +
               "(const struct table *table) {\n    return table->count > " + std::to_string(i) + " ? &table->records[" +
               std::to_string(i) + "] : NULL;\n}\n";
    return out;
}

std::string judged(std::string_view text) {
    const auto opacity = judge_opacity(bytes_of(text));
    return opacity ? std::string(name_of(*opacity)) : "source";
}

}  // namespace

TEST_CASE("what people write is source", "[verifier][opaque]") {
    CHECK(judged("") == "source");
    CHECK(judged("int main() { return 0; }\n") == "source");
    CHECK(judged(source(100'000)) == "source");
    // Latin-1 and KOI8-R, a third and nearly all of it above 0x7f.
    std::string latin, cyrillic, chinese;
    for (int i = 0; i < 400; ++i) {
        latin +=
            "# Stra\xdf"
            "en\xfc"
            "bergang f\xfcr Gr\xf6\xdf"
            "en \xe4ndern\n";
        cyrillic += "msgstr \"\xf0\xd2\xcf\xc7\xd2\xc1\xcd\xcd\xc1 \xce\xc5 \xce\xc1\xca\xc4\xc5\xce\xc1\"\n";
        chinese += "msgstr \"找不到檔案「" + std::to_string(i) + "」，請再試一次\"\n";
    }
    CHECK(judged(latin) == "source");
    CHECK(judged(cyrillic) == "source");
    CHECK(judged(chinese) == "source");
    // Long words, rules and lists of names are no encodings.
    CHECK(judged(lines(std::string(4000, '='), 60)) == "source");
    CHECK(judged(lines(source(20'000), 3000)) == "source");
}

TEST_CASE("bytes that are no text are binary, with NUL bytes or without", "[verifier][opaque]") {
    CHECK(judged(std::string("text") + '\0') == "binary");
    auto bytes = dense(100'000);
    for (auto& byte : bytes) byte = byte == 0 ? 1 : byte;
    CHECK(judged(text_of(bytes)) == "binary");
    for (auto& byte : bytes) byte |= 0x80;
    CHECK(judged(text_of(bytes)) == "binary");
}

TEST_CASE("a file is judged to its end, however it begins", "[verifier][opaque]") {
    OpacityJudge judge;
    const Bytes newlines(1U << 20, '\n');
    for (int i = 0; i < 65; ++i) judge.take(newlines);
    judge.take(dense(50'000));
    CHECK(judge.finish() == Opacity::Binary);
    CHECK(judged(source(1'000'000) + lines(encode_base64(dense(30'000)), 39)) == "high-entropy");
    CHECK(judged(source(20'000) + lines(encode_base64(dense(12'000)), 39)) == "high-entropy");
}

TEST_CASE("an encoding is found by how dense it is, not by how it is laid out", "[verifier][opaque]") {
    const auto base64 = encode_base64(dense(30'000)), hex = encode_hex(dense(30'000)),
               base32 = encode_base32(dense(30'000));
    for (const auto width : std::initializer_list<std::size_t>{15, 20, 39, 64, 76, 3999}) {
        CHECK(judged(lines(base64, width)) == "high-entropy");
        CHECK(judged(lines(hex, width)) == "high-entropy");
        CHECK(judged(lines(base32, width)) == "high-entropy");
    }
    CHECK(judged(lines(base64, 39, 15, "# a comment\n")) == "high-entropy");
    CHECK(judged(lines(base64, 39, 1, "# a comment that makes every other line an honest one\n")) == "high-entropy");
    std::string ascii85;
    for (const auto byte : dense(30'000)) ascii85.push_back(static_cast<char>('!' + byte % 85));
    CHECK(judged(lines(ascii85, 60)) == "high-entropy");
    CHECK(judged(lines(base64.substr(0, 800), 39)) == "high-entropy");
    CHECK(judged(std::string(4000, 'x')) == "high-entropy");
}

TEST_CASE("bytes spelled out one by one are found", "[verifier][opaque]") {
    const auto bytes = dense(3'000);
    const auto base64 = encode_base64(bytes), hex = encode_hex(bytes);
    for (const auto width : std::initializer_list<std::size_t>{1, 2}) {
        CHECK(judged(lines(base64, width)) == "high-entropy");
        CHECK(judged(source(20'000) + lines(base64, width) + source(20'000)) == "high-entropy");
    }
    for (const auto width : std::initializer_list<std::size_t>{1, 2, 4, 8, 20})
        CHECK(judged(lines(hex, width)) == "high-entropy");
    std::string spaced;
    for (std::size_t at = 0; at < hex.size(); at += 2) spaced += hex.substr(at, 2) + (at % 32 == 30 ? "\n" : " ");
    CHECK(judged(spaced) == "high-entropy");
    // Short words, numbers in columns and words of a to f are none.
    std::string initials, table, words;
    for (int i = 0; i < 3'000; ++i) {
        initials += i % 20 == 19 ? "x\n" : "a b ";
        table += std::to_string(i) + "\n";
        words += i % 2 == 0 ? "face\n" : "deed\n";
    }
    CHECK(judged(initials) == "source");
    CHECK(judged(table) == "source");
    CHECK(judged(words) == "source");
}

TEST_CASE("characters of which nothing is seen are no text", "[verifier][opaque]") {
    std::string selectors, tags, controls;
    for (const auto byte : dense(4'000)) {
        selectors += std::string("\xef\xb8") + static_cast<char>(0x80 + byte % 16);
        tags += std::string("\xf3\xa0\x80") + static_cast<char>(0xa0 + byte % 32);
        controls += std::string("\xc2") + static_cast<char>(0x80 + byte % 32);
    }
    for (const auto* unseen : {&selectors, &tags, &controls})
        CHECK(judged("const shape = `" + *unseen + "`;\n") == "binary");
    CHECK(judged("/* the heart \xe2\x9d\xa4\xef\xb8\x8f of a text that goes on for long enough to be one */\n") ==
          "source");
}

TEST_CASE("a program that was not compressed first is found too", "[verifier][opaque]") {
    const auto program = test::read("/proc/self/exe").substr(0, 300'000);
    for (const auto width : std::initializer_list<std::size_t>{38, 39, 76}) {
        CHECK(judged(lines(encode_base64(bytes_of(program)), width)) == "high-entropy");
        CHECK(judged(lines(encode_hex(bytes_of(program)), width)) == "high-entropy");
    }
}

TEST_CASE("a few digests among text are text", "[verifier][opaque]") {
    std::string list;
    for (std::uint64_t i = 0; i < 200; ++i)
        list += "[allow.\"tests/keys/" + std::to_string(i) + ".pem\"]\nsha256 = \"" + encode_hex(dense(32)) +
                "\"\nreason = \"key of the test CA, public since 2009, number " + std::to_string(i) + "\"\n\n";
    CHECK(judged(list) == "source");
}

TEST_CASE("a generator's mark counts at the top only", "[verifier][opaque]") {
    const std::string mark = "/* A Bison parser, made by GNU Bison 3.8.2. */\n";
    CHECK(judged(mark + source(10'000)) == "generated");
    CHECK(judged(source(10'000) + mark) == "source");
    CHECK(judged("// Code generated by protoc-gen-go. DO NOT EDIT.\npackage x\n") == "generated");
    CHECK(judged("# This file is automatically @generated by a tool.\n") == "generated");
    // People write about marks too.
    CHECK(judged("/// Code generated by this module is kept apart.\n") == "source");
    CHECK(judged("//\n//\n//\n//\n//\n// Writes `@generated` first.\n") == "source");
}

TEST_CASE("it does not matter in which parts a file comes", "[verifier][opaque]") {
    const auto text = source(40'000) + lines(encode_base64(dense(20'000)), 39);
    for (const auto part : std::initializer_list<std::size_t>{1, 7, 16'383, 16'384, 16'385, 100'000}) {
        OpacityJudge judge;
        for (std::size_t at = 0; at < text.size(); at += part)
            judge.take(bytes_of(std::string_view(text).substr(at, part)));
        CHECK(judge.finish() == Opacity::HighEntropy);
    }
}
