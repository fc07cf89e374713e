// SPDX-License-Identifier: Apache-2.0
#include "verifier/rebuild/opaque.hpp"

#include "base/core/encoding.hpp"
#include "base/files/durable.hpp"
#include "tests/support/support.hpp"
#include "verifier/report/opaque_report.hpp"

using namespace assay;
using namespace assay::verifier;
using namespace assay::test;

namespace {

std::string payload(std::size_t size) {
    Bytes out(size);
    CountingRandom(3).fill(out);
    return encode_base64(out);
}

storage::Recipe recipe_of(const std::string& toml) { return need(storage::Recipe::parse(toml)); }

std::string toml(const std::string& command, const std::string& value = "plain") {
    return "[product]\nname = \"p\"\nversion = \"1\"\n[environment]\nkind = \"host\"\nlock = "
           "\"recipe.lock\"\n[build]\ndirectory = \"/build/p\"\ncommands = [" +
           command + "]\n[build.environment]\nVALUE = \"" + value + "\"\n[[artifact]]\npath = \"p\"\n";
}

std::optional<OpaqueFile> judged(const std::string& text) { return judge_recipe(bytes_of(text), recipe_of(text)); }

std::string wrapped(std::string_view text, std::string_view newline) {
    std::string out;
    for (std::size_t at = 0; at < text.size(); at += 60) out += std::string(text.substr(at, 60)) + std::string(newline);
    return out;
}

OpaqueRead read_of(std::string path) {
    return {
        {OpaqueFile::Kind::File, need(RelativePath::parse(path)), Opacity::Binary, 5, crypto::sha256(bytes_of(path))},
        true};
}

}  // namespace

TEST_CASE("a recipe that carries a program is opaque, however it is written", "[verifier][opaque]") {
    CHECK_FALSE(judged(toml("\"make -j$ASSAY_CPUS\", \"make DESTDIR=$ASSAY_OUT install\"")));
    const auto here =
        judged(toml("'''\nbase64 -d >$ASSAY_OUT/p <<END\n" + wrapped(payload(20'000), "\n") + "END\n'''"));
    REQUIRE(here);
    CHECK(here->kind == OpaqueFile::Kind::Recipe);
    CHECK(here->path.text() == "recipe.toml");
    CHECK(judged(toml("\"make\"", payload(2'000))));
    // Escapes hide it from who judges the file alone.
    std::string escaped;
    for (const char c : payload(3'000)) {
        char code[8];
        std::snprintf(code, sizeof code, "\\u%04x", static_cast<unsigned>(c));
        escaped += code;
        if (escaped.size() % 360 == 0) escaped += "\\\n  ";
    }
    CHECK(judged(toml("\"\"\"" + escaped + "\"\"\"")));
}

TEST_CASE("files of every size, and links that carry something, are found", "[verifier][opaque]") {
    const TempFolder home;
    const auto folder = need(Folder::make(home.path()));
    need(write_durably(folder, "main.c"_path, bytes_of("int main() { return 0; }\n")));
    need(write_durably(folder, "blob.txt"_path, bytes_of(wrapped(payload(20'000), "\n"))));
    need(folder.make_link("carrier"_path, std::string(256, 'a')));
    need(folder.make_link("encoded"_path, "lib/" + encode_hex(bytes_of(std::string(30, 'q')))));
    need(folder.make_link("plain"_path,
                          "../../usr/share/doc/a-package-with-a-long-name-0.1.2/examples/README.Debian-2019"));
    const auto found = need(find_opaque(folder));
    std::vector<std::string> names;
    for (const auto& file : found) names.push_back(std::string(name_of(file.kind)) + " " + file.path.text());
    CHECK(names == std::vector<std::string>{"file blob.txt", "link carrier", "link encoded"});
    CHECK(found[1].sha256 == crypto::sha256(bytes_of(std::string(256, 'a'))));
}

TEST_CASE("a path whose bytes are no UTF-8 is read back as it was", "[verifier][opaque]") {
    const auto report = OpaqueReport::of(3, {read_of("vendor/t\xfc"
                                                     "r.bin"),
                                             read_of("plain.bin")});
    const auto again = need(OpaqueReport::parse(report.render()));
    CHECK(again.read[0].file.path == report.read[0].file.path);
    CHECK(again.read[1].file.path.text() == "plain.bin");
    CHECK(again.render() == report.render());
    CHECK_FALSE(again.unnamed);
    // What is shown and what is meant are one.
    auto other = report.render();
    auto items = *other.find("read")->items();
    items[1].set("path", "another.bin");
    other.set("read", items);
    CHECK(message_of(OpaqueReport::parse(other)).find("shows another path") != std::string::npos);
}

TEST_CASE("only so many opaque inputs are named, and the others are bound", "[verifier][opaque]") {
    const auto many = [](std::size_t count, std::size_t length) {
        std::vector<OpaqueRead> out;
        for (std::size_t i = 0; i < count; ++i)
            out.push_back(read_of(std::to_string(10'000 + i) + "/" + std::string(length, '"')));
        return OpaqueReport::of(count, std::move(out));
    };
    const auto short_names = many(3'000, 20);
    CHECK(short_names.read.size() == OpaqueReport::kNamedMax);
    REQUIRE(short_names.unnamed);
    CHECK(short_names.unnamed->count == 2'500);
    const auto long_names = many(3'000, 250);
    CHECK(long_names.render().render().size() < OpaqueReport::kNamedBytesMax + 200);
    CHECK(long_names.read.size() + long_names.unnamed->count == 3'000);
    CHECK(need(OpaqueReport::parse(long_names.render())).render() == long_names.render());
    CHECK(many(3'001, 20).unnamed->sha256 != short_names.unnamed->sha256);
    CHECK_FALSE(many(OpaqueReport::kNamedMax, 20).unnamed);
}
