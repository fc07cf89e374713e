// SPDX-License-Identifier: Apache-2.0
#include "storage/intake/changelog.hpp"

#include "tests/storage/command.hpp"

using namespace assay;
using namespace assay::storage;

TEST_CASE("the first trailer line says when the newest entry was written", "[storage][intake]") {
    const auto text =
        "a (2) unstable; urgency=low\n\n  * new\n\n -- A B <a@b.invalid>  Mon, 26 Dec 2022 12:07:00 +0100\n\n"
        "a (1) unstable; urgency=low\n\n  * first\n\n -- A B <a@b.invalid>  Sun, 25 Dec 2022 12:07:00 +0100\n";
    CHECK(test::need(date_of_changelog(text)).render() == "2022-12-26T11:07:00Z");
    CHECK(test::message_of(date_of_changelog("a (2) unstable\n")) == "changelog: no entry says when it was written");
    CHECK(test::message_of(date_of_changelog(" -- A B <a@b.invalid> now\n")).ends_with("has no date"));
    CHECK(test::message_of(date_of_changelog(" -- A B <a@b.invalid>  yesterday\n")) ==
          "changelog: \"yesterday\" is not a date");
}

TEST_CASE("mail dates are read as date(1) reads them", "[storage][intake]") {
    for (const std::string text : {"Mon, 26 Dec 2022 12:07:00 +0100", "Thu, 01 Jan 1970 00:00:00 +0000",
                                   "29 Feb 2024 23:59:59 -0930", "Sat,  5 Oct 1996 12:00 +0000"})
        CHECK(std::to_string(test::need(parse_mail_date(text)).seconds()) ==
              test::output_of("date -u -d " + test::word(text) + " +%s"));
}

TEST_CASE("what is no date is refused", "[storage][intake]") {
    for (const auto* text :
         {"", "now", "Mon, 31 Feb 2022 12:07:00 +0100", "Mon, 26 Dez 2022 12:07:00 +0100",
          "Mon, 26 Dec 2022 24:07:00 +0100", "Mon, 26 Dec 2022 12:07:00 CET", "Mon, 26 Dec 2022 12:07:00 +1",
          "Mon, 26 Dec 22222 12:07:00 +0100", "Mon, -1 Dec 2022 12:07:00 +0100", "Mon, 26 Dec 2022 12:07:00 +0100 x",
          "Thu, 01 Jan 1970 00:00:00 +0001"})
        CHECK_FALSE(parse_mail_date(text).has_value());
}
