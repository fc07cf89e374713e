// SPDX-License-Identifier: Apache-2.0
#include "verifier/cli/shown.hpp"

#include "base/core/encoding.hpp"
#include "tests/support/support.hpp"

#include <catch2/catch_test_macros.hpp>

#include <fstream>

#include <fcntl.h>

using namespace assay;
using namespace assay::test;
using storage::TreeMode;
using verifier::Shown;

namespace {

const std::string kHostile =
    "a\x1b]0;title\x07"
    "b\xe2\x80\xae"
    "c\xff\r\n\td";

RelativePath path(std::string_view text) { return need(RelativePath::parse(text)); }

/// A file with this content.
class WrittenFile {
public:
    explicit WrittenFile(const std::string& content, const std::string& name = "file") {
        std::ofstream(folder / "content", std::ios::binary) << content;
        file.emplace(Shown::File{{path(name), TreeMode::File, content.size()},
                                 crypto::sha256(bytes_of(content)),
                                 need(Descriptor::open(folder / "content", O_RDONLY))});
    }
    std::string shown() { return verifier::render_content(*file, need(verifier::read_content(*file)), Style(false)); }
    TempFolder folder;
    std::optional<Shown::File> file;
};

/// No control character but newline and tab, nothing that reorders, nothing that is no UTF-8.
void check_harmless(const std::string& text) {
    CHECK(is_utf8(text));
    for_each_character(text, [](const Character& character) {
        CHECK((!character.deceptive || character.code_point == '\n' || character.code_point == '\t'));
    });
}

}  // namespace

TEST_CASE("a text is shown escaped, and its last line ends", "[verifier][cli]") {
    CHECK(WrittenFile("int main;\n\treturn;\n").shown() == "int main;\n\treturn;\n");
    CHECK(WrittenFile("no end").shown() == "no end\n");
    CHECK(WrittenFile("").shown().empty());
    const auto shown = WrittenFile(kHostile).shown();
    check_harmless(shown);
    CHECK(shown == "a\\x1b]0;title\\x07b\\u{202e}c\\xff\\x0d\n\td\n");
}

TEST_CASE("of a file that is no text its beginning is shown in hexadecimal", "[verifier][cli]") {
    const auto shown = WrittenFile(std::string("\x7f"
                                               "ELF\0\x1b[31m",
                                               10) +
                                       std::string(1000, 'x'),
                                   kHostile)
                           .shown();
    check_harmless(shown);
    CHECK(shown.contains("binary, 1.0 kB, SHA-256 "));
    CHECK(shown.contains("its first 512 bytes"));
    CHECK(shown.contains("00000000  7f 45 4c 46 00 1b 5b 33 31 6d 78 78 78 78 78 78  .ELF..[31mxxxxxx\n"));
    CHECK(shown.contains("000001f0  "));
    CHECK_FALSE(shown.contains("00000200  "));
    const auto small = WrittenFile(std::string("\0ab", 3)).shown();
    CHECK_FALSE(small.contains("its first"));
    CHECK(small.contains("00000000  00 61 62 " + std::string(13 * 3, ' ') + " .ab\n"));
}

TEST_CASE("a text that is too large is not shown", "[verifier][cli]") {
    const WrittenFile large(std::string(verifier::kShownBytesMax + 1, 'a'));
    const auto read = verifier::read_content(*large.file);
    REQUIRE_FALSE(read);
    CHECK(read.error().kind() == ErrorKind::Limit);
    CHECK(read.error().hints().front().starts_with("--out FILE"));
}

TEST_CASE("names are shown escaped, and are exact in JSON", "[verifier][cli]") {
    const std::string hostile = "a\x1b[2J\xe2\x80\xae\xff";
    const Shown::List list{{{path("plain.c"), TreeMode::Executable, 12},
                            {path(hostile), TreeMode::Link, 3},
                            {path("empty"), TreeMode::Folder, 4096}}};
    const auto text = verifier::render_list(list, Style(false));
    check_harmless(text);
    CHECK(text.contains("100755    12  plain.c\n"));
    CHECK(text.contains("120000     3  a\\x1b[2J\\u{202e}\\xff\n"));
    CHECK(text.contains("040000        empty\n"));
    check_harmless(verifier::render_link({list.entries[1], hostile}, Style(false)));
    const auto json = verifier::entries_of(list);
    check_harmless(json.render());
    CHECK(json.items()->at(0).find("path_base64")->is_null());
    CHECK(json.items()->at(1).text_at("path_base64") == encode_base64(bytes_of(hostile)));
}

TEST_CASE("a path that is not there is told with what may have been meant", "[verifier][cli]") {
    const Shown::Missing missing{path("src/mian.c"), path("src"), "mian.c", {"main.c", "util.h"}, {path("old/mian.c")}};
    const auto error = verifier::not_there(missing);
    CHECK(error.kind() == ErrorKind::NotFound);
    CHECK(error.message() == "showing \"src/mian.c\": the source has no such path");
    CHECK(error.hints() == std::vector<std::string>{"did you mean \"src/main.c\"?", "the source has \"old/mian.c\"",
                                                    "verifier show DEPOSIT \"src\" lists what is there"});
    const auto through = verifier::not_there({path("link/x"), std::nullopt, "link", {"link"}, {}});
    CHECK(through.message() == "showing \"link/x\": \"link\" is no folder");
}
