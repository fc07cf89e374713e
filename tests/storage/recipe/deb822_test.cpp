// SPDX-License-Identifier: Apache-2.0
#include "storage/recipe/deb822.hpp"

#include "tests/support/support.hpp"

#include <rapidcheck.h>
#include <algorithm>

using namespace assay;
using namespace assay::storage;

namespace {

Status read(std::string_view text, const std::function<Status(const Deb822Stanza&)>& visit,
            const Deb822Limits& limits = {}) {
    MemorySource source(bytes_of(text));
    return for_each_stanza(source, visit, limits);
}

std::string refusal_of(std::string_view text, const Deb822Limits& limits = {}) {
    return test::message_of(read(text, [](const auto&) -> Status { return {}; }, limits));
}

}  // namespace

TEST_CASE("stanzas are parted by empty lines, and fields found whatever their case", "[storage][recipe]") {
    std::vector<std::string> names;
    const auto visit = [&](const Deb822Stanza& stanza) -> Status {
        names.emplace_back(TRY(stanza.line("PACKAGE")));
        if (names.size() == 1) {
            CHECK(stanza.find("description") == "first\n second\n .");
            CHECK(stanza.find("Empty") == "");
            CHECK_FALSE(stanza.find("Desc").has_value());
            CHECK(test::message_of(stanza.line("Description")) == "field \"Description\" has more than one line");
            CHECK(test::message_of(stanza.line("Empty")) == "field \"Empty\" is empty");
            CHECK(test::message_of(stanza.line("Size")) == "field \"Size\" is missing");
        }
        return {};
    };
    test::need(read("\n\nPackage: a\nDescription:  first\t\n second\n .\nEmpty:\n\n\npackage:b\n", visit));
    CHECK(names == std::vector<std::string>{"a", "b"});
}

TEST_CASE("a list is read line by line and word by word", "[storage][recipe]") {
    const auto visit = [&](const Deb822Stanza& stanza) -> Status {
        const auto table = TRY(stanza.table("Files", 3));
        REQUIRE(table.size() == 2);
        CHECK(table[1] == std::vector<std::string_view>{"b", "2", "y"});
        CHECK(test::message_of(stanza.table("Files", 2)) == "field \"Files\": \"a 1 x\" is not 2 words");
        CHECK(test::message_of(stanza.table("Beside", 1)) == "field \"Beside\" has something beside its name");
        CHECK(test::message_of(stanza.table("None", 1)) == "field \"None\" is missing");
        return {};
    };
    test::need(read("Files:\n a 1 x\n\tb   2\ty \nBeside: it\n", visit));
}

TEST_CASE("each malformed line has words of its own", "[storage][recipe]") {
    CHECK(refusal_of("A: 1\nb") == "line 2 does not end in a newline");
    CHECK(refusal_of("A: 1\nno field\n") == "line 2: is no field: \"no field\"");
    CHECK(refusal_of("A: 1\n: x\n") == "line 2: is no field: \": x\"");
    CHECK(refusal_of("# comment: x\n") == "line 1: is no field: \"# comment: x\"");
    CHECK(refusal_of("-----BEGIN PGP SIGNED MESSAGE-----\n").starts_with("line 1: is no field"));
    CHECK(refusal_of("A: 1\r\n") == "line 1: has a carriage return");
    CHECK(refusal_of(std::string_view("A: \0\n", 5)) == "line 1: has a NUL byte");
    CHECK(refusal_of(" x\n") == "line 1: continues a field where there is none");
    CHECK(refusal_of("A: 1\n \n") == "line 2: has only white space");
    CHECK(refusal_of("A: 1\nB: 2\na: 3\n") == "line 3: field \"a\" appears twice");
    CHECK(refusal_of("A: 1\n\na: 3\n").empty());
}

TEST_CASE("an error of the visitor says where", "[storage][recipe]") {
    const auto refused = read("A: 1\nB: 2\n\nC: 3\n", [](const Deb822Stanza& stanza) -> Status {
        TRY(stanza.line("A"));
        return {};
    });
    CHECK(test::message_of(refused) == "stanza before line 4: field \"A\" is missing");
}

TEST_CASE("limits end the reading", "[storage][recipe]") {
    CHECK(refusal_of("A: 1\nB: 2\n\nC: 3\n", {.stanzas = 1}) == "there are more stanzas than 1");
    CHECK(refusal_of("A: 1\n", {.bytes = 4}) == "there is more of it than 4 B");
    CHECK(refusal_of("A: " + std::string(300'000, 'x') + "\n", {.line_bytes = 1000}) == "line 1 is longer than 1.0 kB");
    CHECK(refusal_of("A: 1234567\nB: 1234567\n", {.stanza_bytes = 10}) == "line 2: its stanza is larger than 10 B");
}

TEST_CASE("what is read does not depend on how the stream is cut", "[storage][recipe]") {
    class Cut final : public ByteSource {
    public:
        Cut(ByteView bytes, std::size_t step) : whole_(bytes), step_(step) {}
        Result<std::size_t> read(std::span<std::uint8_t> out) override {
            return whole_.read(out.first(std::min(out.size(), step_)));
        }

    private:
        MemorySource whole_;
        std::size_t step_;
    };
    const std::string text = "Package: a\nVersion: 1\nX:\n y\n z\n\nPackage: bb\nVersion: 22\n\n\n\nPackage: c\n";
    const auto all_of = [&](std::size_t step) {
        std::string out;
        Cut source(bytes_of(text), step);
        test::need(for_each_stanza(source, [&](const Deb822Stanza& stanza) -> Status {
            out += std::string(TRY(stanza.line("Package"))) + "|" + std::string(stanza.find("X").value_or("-")) + ";";
            return {};
        }));
        return out;
    };
    for (std::size_t step = 1; step < text.size() + 2; ++step) CHECK(all_of(step) == "a|\n y\n z;bb|-;c|-;");
}
