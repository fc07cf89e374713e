// SPDX-License-Identifier: Apache-2.0
#include "base/terminal/report.hpp"

#include "tests/support/support.hpp"

using namespace assay;

TEST_CASE("values are aligned under each other", "[base][report]") {
    KeyValues block;
    block.add("deposit", "dep-1").add("snapshot id", "ab").add("log", Mark::Good, "holds");
    CHECK(block.render(Style(false)) == "deposit      dep-1\nsnapshot id  ab\nlog          ✓ holds\n");
}

TEST_CASE("columns are aligned by what is shown, and no line ends in spaces", "[base][report]") {
    Table table({{.heading = "file"}, {.heading = "bytes", .is_number = true}, {.heading = "note"}});
    table.add({"a", "5", "x"}).add({"版本", "1000000", ""}).add({"", "12", "y\n"});
    CHECK(table.render(Style(false)) ==
          "file    bytes  note\n"
          "a           5  x\n"
          "版本  1000000\n"
          "           12  y\\x0a\n");
}

TEST_CASE("nothing in a report can pose as another line or as colour", "[base][report]") {
    KeyValues block;
    block.add("name", "x\n✓ verified\x1b[32m");
    CHECK(block.render(Style(false)) == "name  x\\x0a✓ verified\\x1b[32m\n");
    CHECK(mark_line(Mark::Bad, "a\rb", Style(false)) == "✗ a\\x0db\n");
    CHECK(mark_line(Mark::Bad, "a", Style(true)) == "\x1b[1;31m✗\x1b[0m a\n");
}

TEST_CASE("an error is one line and one for each hint", "[base][report]") {
    const auto error = Error(ErrorKind::NotFound, "opening \"x\": no such file").with_hint("run y").with_hint("or z");
    CHECK(error_text(error, Style(false)) == "error: opening \"x\": no such file\nhint: run y\nhint: or z\n");
    CHECK(error_json(error).render() ==
          R"({"format":"assay-error-v1","error":{"kind":"not-found","code":"","message":"opening \"x\": no such file",)"
          R"("hints":["run y","or z"]}})");
}

TEST_CASE("a JSON top carries its format first", "[base][report]") {
    CHECK(stamped("receipt", {{"size", count_json(1)}}, 2).render() == R"({"format":"assay-receipt-v2","size":1})");
}

TEST_CASE("a count is a number where every reader takes it as it is", "[base][report]") {
    const auto last = (std::uint64_t{1} << 53) - 1;
    CHECK(count_json(0).render() == "0");
    CHECK(count_json(last).render() == "9007199254740991");
    CHECK(count_json(last + 1).render() == "\"9007199254740992\"");
    CHECK(count_json(~std::uint64_t{0}).render() == "\"18446744073709551615\"");
    CHECK(count_json(std::optional<std::uint64_t>(7)).render() == "7");
    CHECK(count_json(std::optional<std::uint64_t>()).is_null());
}

TEST_CASE("of a signed record a report shows counts as numbers, and all else as it is", "[base][report]") {
    const auto record = test::need(Json::parse(R"({"name":"12","size":"12","inside":[{"offset":"18446744073709551615",)"
                                               R"("found":"00","left_out":"x","at":3},{"bytes":"007"}]})"));
    CHECK(with_counts(record).render() == R"({"name":"12","size":12,"inside":[{"offset":"18446744073709551615",)"
                                          R"("found":"00","left_out":"x","at":3},{"bytes":"007"}]})");
    CHECK(with_counts(Json()).is_null());
}
