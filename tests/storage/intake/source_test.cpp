// SPDX-License-Identifier: Apache-2.0
#include "storage/intake/source.hpp"

#include "tests/support/support.hpp"

using namespace assay;
using namespace assay::storage;

namespace {

const std::string kDigest = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
const std::string kDsc = R"({"kind":"dsc","files":[{"path":"a.dsc","size":"4","sha256":")" + kDigest +
                         R"("}],"name":"a","version":"1:2-3","source_date_epoch":"1672052820"})";
const std::string kCommit = R"({"kind":"commit","files":[],"commit":"ce013625030ba8dba906f756967f9e9ca394464a"})";

Result<Source> parse(const std::string& text) { return Source::parse(test::need(Json::parse(text))); }

std::string refusal_of(std::string text, std::string_view from, std::string_view to) {
    const auto at = text.find(from);
    REQUIRE(at != std::string::npos);
    return test::message_of(parse(text.replace(at, from.size(), to)));
}

}  // namespace

TEST_CASE("a source is rendered as it was read", "[storage][intake]") {
    for (const auto& text :
         {kDsc, kCommit, std::string(R"({"kind":"folder","files":[],"source_date_epoch":"0"})"),
          R"({"kind":"archive","files":[{"path":"a.tar","size":"4","sha256":")" + kDigest + R"("}]})"}) {
        const auto source = test::need(parse(text));
        CHECK(source.render().render() == text);
        CHECK(test::need(Source::parse(source.render())) == source);
    }
}

TEST_CASE("only a dsc leaves SOURCE_DATE_EPOCH to its own tool", "[storage][intake]") {
    CHECK_FALSE(test::need(parse(kDsc)).automatic_epoch().has_value());
    CHECK(test::need(parse(R"({"kind":"folder","files":[],"source_date_epoch":"5"})")).automatic_epoch()->seconds() ==
          5);
}

TEST_CASE("each mistake in a source has words of its own", "[storage][intake]") {
    CHECK(refusal_of(kDsc, "\"dsc\"", "\"svn\"") == "source: kind \"svn\" is not known here");
    CHECK(refusal_of(kDsc, "\"dsc\"", "\"folder\"") == "source: folder has not the files it should have");
    CHECK(refusal_of(kCommit, "\"commit\"", "\"dsc\"") == "source: dsc has not the files it should have");
    CHECK(refusal_of(kCommit, ",\"commit\":\"ce013625030ba8dba906f756967f9e9ca394464a\"", "") ==
          "source: a commit and no other kind names a commit");
    CHECK(refusal_of(kCommit, "ce01", "CE01") == "source: \"commit\" is not 40 lower-case hexadecimal digits");
    CHECK(refusal_of(kDsc, "\"name\":\"a\",", "") == "source: a dsc and no other kind has a name and a version");
    CHECK(refusal_of(kDsc, "\"a.dsc\"", "\"../a.dsc\"").starts_with("source: file \"../a.dsc\": "));
    CHECK(refusal_of(kDsc, "\"4\"", "\"-4\"").find("\"size\"") != std::string::npos);
    CHECK(refusal_of(kDsc, "9f86", "9f8") == "source: file: \"sha256\" is not 64 lower-case hexadecimal digits");
    CHECK(refusal_of(kDsc, "1672052820", "253402300800") == "source: \"source_date_epoch\" is no time");
    CHECK(refusal_of(kDsc, "\"version\"", "\"release\"").find("\"release\"") != std::string::npos);
}
