// SPDX-License-Identifier: Apache-2.0
#include "verifier/finding/finding.hpp"

#include "tests/support/support.hpp"
#include "verifier/finding/findings_text.hpp"

using namespace assay;
using namespace assay::verifier;
using namespace assay::test;

namespace {

Finding sample() {
    Finding section{
        .kind = FindingKind::Bytes, .where = ".text", .at = 61'952, .offset = 311, .expected = "48c3", .found = "49c3"};
    section.expected_size = section.found_size = 9000;
    section.note = "1 byte differs";
    Finding program{
        .kind = FindingKind::Bytes, .where = "./usr/bin/unzip", .offset = 62'263, .expected = "48c3", .found = "49c3"};
    program.inside.push_back(section);
    Finding rights{.kind = FindingKind::SetId, .where = "./usr/bin/su", .expected = "0755", .found = "4755"};
    Finding data{.kind = FindingKind::Carrier,
                 .where = "data.tar.xz",
                 .at = 1448,
                 .offset = 14,
                 .expected = "ff",
                 .found = "cc"};
    data.inside = {program, rights};
    data.left_out = 3;
    Finding whole{.kind = FindingKind::Carrier, .offset = 1462, .expected = "ff", .found = "cc"};
    whole.expected_size = 643'816;
    whole.found_size = 643'764;
    whole.inside.push_back(data);
    return whole;
}

Result<Finding> parse(const std::string& text) { return Finding::parse(need(Json::parse(text))); }

Json nested(std::size_t depth) {
    auto finding = Json::object({{"kind", "bytes"}, {"where", "x"}});
    for (std::size_t i = 1; i < depth; ++i)
        finding = Json::object({{"kind", "bytes"}, {"where", "x"}, {"inside", Json::Array{finding}}});
    return finding;
}

}  // namespace

TEST_CASE("findings come back as they were written", "[verifier][finding]") {
    CHECK(need(Finding::parse(sample().render())) == sample());
    const std::vector<Findings> all = {{"unzip.deb", "unzip_1_amd64.deb", sample()},
                                       {"doc.deb", "doc_1_all.deb", std::nullopt}};
    CHECK(need(parse_findings(render_findings(all))) == all);
    CHECK(render_findings(all).text_at("format") == "assay-findings-1");
}

TEST_CASE("what a worker says is read strictly", "[verifier][finding]") {
    CHECK(parse(R"({"kind":"bytes","where":""})"));
    for (const std::string wrong : {
             R"([])",
             R"(null)",
             R"({"where":"x"})",
             R"({"kind":"identical","where":""})",
             R"({"kind":"bytes"})",
             R"({"kind":"bytes","where":7})",
             R"({"kind":"bytes","where":"","offset":7})",
             R"({"kind":"bytes","where":"","offset":"-7"})",
             R"({"kind":"bytes","where":"","offset":"007"})",
             R"({"kind":"bytes","where":"","verdict":"identical"})",
             R"({"kind":"bytes","where":"","inside":{}})",
             R"({"kind":"bytes","where":"","inside":[{"kind":"bytes","where":""}]})",
         }) {
        INFO(wrong);
        CHECK(parse(wrong).error().kind() == ErrorKind::Invalid);
    }
    const std::string long_text(Finding::kTextBytesMax + 1, 'x');
    CHECK_FALSE(parse(R"({"kind":"bytes","where":")" + long_text + R"("})"));
    CHECK(Finding::parse(nested(Finding::kDepthMax)));
    CHECK(Finding::parse(nested(Finding::kDepthMax + 1)).error().kind() == ErrorKind::Limit);
    auto many = Json::array();
    for (std::size_t i = 0; i < Finding::kCountMax; ++i) many.push(Json::object({{"kind", "bytes"}, {"where", "x"}}));
    CHECK(Finding::parse(Json::object({{"kind", "bytes"}, {"where", ""}, {"inside", many}})).error().kind() ==
          ErrorKind::Limit);
}

TEST_CASE("findings of another version are not read", "[verifier][finding]") {
    const auto error = parse_findings(need(Json::parse(R"({"format":"assay-findings-2","comparisons":[]})"))).error();
    CHECK(error.kind() == ErrorKind::Unsupported);
}

TEST_CASE("the findings of a verdict stay within their size, however many comparisons it has", "[verifier][finding]") {
    Finding large{.kind = FindingKind::Carrier};
    for (int i = 0; i < 1000; ++i)
        large.inside.push_back(
            {.kind = FindingKind::Bytes, .where = std::string(300, 'x'), .note = std::string(600, 'y')});
    large.inside.front().kind = FindingKind::SetId;
    for (const std::size_t count : {1UL, 3UL, 500UL}) {
        const std::vector<Findings> all(count, Findings{"d", "a", large});
        const auto json = render_findings(all);
        CHECK(json.render().size() < kFindingsFieldBytesMax + count * 500);
        const auto back = need(parse_findings(json));
        for (const auto& one : back) {
            CHECK(one.whole->inside.size() + one.whole->left_out == 1000);
            CHECK(one.whole->inside.front().kind == FindingKind::SetId);
        }
        CHECK((back.front().whole->left_out == 0) == (count == 1));
    }
}

TEST_CASE("a stranger's name becomes text without losing what it was", "[verifier][finding]") {
    CHECK(finding_text("./usr/bin/ls") == "./usr/bin/ls");
    CHECK(finding_text("a\\b") == "a\\\\b");
    CHECK(finding_text("a\xff") == "a\\xff");
    CHECK(finding_text(std::string_view("a\0b", 3)) == "a\\x00b");
    CHECK(finding_text("süß") == "süß");
    CHECK(finding_text(std::string(1000, 'x')).size() < 320);
    CHECK(finding_text(std::string(1000, 'x')).ends_with("…"));
    CHECK(Json::parse(Json(finding_text("\xf0\x28\x8c\x28\x1b[31m")).render()));
}

TEST_CASE("findings are reported with rights first, then from the outside in", "[verifier][finding]") {
    const auto lines = render_findings_text({"unzip.deb", "unzip_1_amd64.deb", sample()});
    std::vector<std::string> texts;
    for (const auto& line : lines) texts.push_back(line.whole());
    CHECK(texts ==
          std::vector<std::string>{
              "data.tar.xz → ./usr/bin/su: set-id: expected 0755, found 4755",
              "the file: differs at offset 1462: expected ff, found cc; 643816 bytes expected, 643764 found",
              "data.tar.xz: differs at offset 14, 1462 in the file: expected ff, found cc",
              "data.tar.xz → ./usr/bin/unzip: differs at offset 62263: expected 48, found 49",
              "data.tar.xz → ./usr/bin/unzip → .text: differs at offset 311: expected 48, found 49; 1 byte differs",
              "data.tar.xz: truncated, 3 further differences inside",
          });
}

TEST_CASE("bytes that are text are shown as text too", "[verifier][finding]") {
    const auto told = [](std::string expected, std::string found) {
        Finding whole{.kind = FindingKind::Bytes};
        whole.offset = 4;
        whole.expected = std::move(expected);
        whole.found = std::move(found);
        return render_findings_text({"x", "y", whole}).front().text;
    };
    CHECK(told("2f6275696c642f67", "2f776f726b2f6e65") ==
          "differs at offset 4: expected 2f 62 75 69 6c 64 2f 67 (\"/build/g\"), found 2f 77 6f 72 6b 2f 6e 65 "
          "(\"/work/ne\")");
    CHECK(told("2f626100", "0a1b5b31").starts_with("differs at offset 4: expected 2f 62 61 00, found 0a"));
    CHECK(told("2f6261", "0a1b5b31") ==
          "differs at offset 4: expected 2f 62 61 (\"/ba\"), found 0a 1b 5b 31 (\"\\x0a\\x1b[1\")");
    CHECK(told("", "2f6261") == "differs at offset 4: expected the end, found 2f 62 61 (\"/ba\")");
    CHECK(told("2f", "61") == "differs at offset 4: expected 2f, found 61");
}

TEST_CASE("a long list of findings says how much of it is missing", "[verifier][finding]") {
    Finding whole{.kind = FindingKind::Carrier};
    for (int i = 0; i < 50; ++i)
        whole.inside.push_back({.kind = FindingKind::OnlyDeployed, .where = "m" + std::to_string(i)});
    const auto lines = render_findings_text({"x", "y", whole}, 10);
    REQUIRE(lines.size() == 11);
    CHECK(lines.back().text == "truncated, 41 further lines");
    CHECK(render_findings_text({"x", "y", std::nullopt}).empty());
}
