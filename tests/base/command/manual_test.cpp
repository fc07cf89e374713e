// SPDX-License-Identifier: Apache-2.0
#include "base/command/manual.hpp"

#include "tests/base/command/sample.hpp"
#include "tests/support/support.hpp"

using namespace assay;

namespace {

/// A recorded page must outlive a release.
std::string without_version(std::string text) {
    const std::string_view version = ASSAY_VERSION;
    return text.replace(text.find(version), version.size(), "VERSION");
}

}  // namespace

TEST_CASE("manual pages are as recorded", "[base][manual][golden]") {
    const auto pages = manual_pages(test::sample_program(std::make_shared<test::SampleOptions>()));
    REQUIRE(pages.size() == 8);
    for (const auto& page : pages)
        if (page.file_name == "escrow.1" || page.file_name == "escrow-deposit.1")
            test::check_golden(page.file_name, without_version(page.text));
}

TEST_CASE("a program writes its manual pages to a folder", "[base][manual]") {
    test::TempFolder temp;
    const auto ran = test::run_sample({"manual", (temp / "man1").string()});
    CHECK(ran.status == 0);
    CHECK(ran.talk == "wrote 8 pages to \"" + (temp / "man1").string() + "\"\n");
    const auto json = test::need(Json::parse(test::run_sample({"manual", (temp / "man1").string(), "--json"}).out));
    CHECK(json.text_at("format") == "assay-manual-v1");
    REQUIRE(json.find("files")->items()->size() == 8);
    CHECK(*json.find("files")->items()->front().text() == (temp / "man1/escrow.1").string());
    CHECK(test::read(temp.path() / "man1/escrow-key-new.1").starts_with(".TH ESCROW\\-KEY\\-NEW 1"));
}
