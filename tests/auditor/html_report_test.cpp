// SPDX-License-Identifier: Apache-2.0
#include "auditor/html_report.hpp"

#include "auditor/report.hpp"
#include "tests/support/world.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

using namespace assay;
using namespace assay::auditor;
using namespace assay::test;
using Catch::Matchers::ContainsSubstring;

namespace {

/// What an auditor reports of a world.
CheckAnswer answer_of(const World& w, const crypto::Policy& policy, crypto::DeployedSet deployed = {}) {
    CheckAnswer out;
    out.report = need(crypto::check_evidence(w.evidence(), {policy, w.at(1000), deployed}));
    out.deployed = std::move(deployed);
    return out;
}

std::string page_of(const CheckAnswer& answer) { return render_html(answer, *Time::from_seconds(1'800'060'000)); }
std::string text_of_report(const CheckAnswer& answer) { return render_text(answer, Style(false)); }

}  // namespace

TEST_CASE("a page tells both names of a file that was judged under another one", "[auditor][html]") {
    World w;
    w.build_chain();
    const auto answer = answer_of(w, w.policy(), w.deployed());
    const std::string names = "sbin/routerd (judged as the artifact usr/sbin/routerd)";
    CHECK_THAT(page_of(answer), ContainsSubstring(names));
    const auto text = text_of_report(answer);
    // Among the facts, before the links.
    CHECK(text.find(names) < text.find("accounted"));
    World same;
    same.work.comparisons = {identical("routerd", "content", "routerd")};
    same.work.links.clear();
    same.build_chain();
    CHECK(page_of(answer_of(same, same.policy())).find("judged as the artifact") == std::string::npos);
}

TEST_CASE("every form of a report says that modes, owners and set-id bits were not compared", "[auditor][html]") {
    World w;
    w.build_chain();
    const auto answer = answer_of(w, w.policy(), w.deployed());
    const std::string words = "modes, owners and set-id bits of your folder were not compared";
    CHECK_THAT(page_of(answer), ContainsSubstring(words + "."));
    CHECK_THAT(text_of_report(answer), ContainsSubstring(words));
    CHECK(*render_json(answer).find("not_compared") == Json(Json::Array{words}));
    const auto of_digests = answer_of(w, w.policy());
    CHECK(page_of(of_digests).find("set-id") == std::string::npos);
    CHECK(*render_json(of_digests).find("not_compared") == Json::array());
}

TEST_CASE("a page names the archive keys, and gives the grade that the reader's policy gives", "[auditor][html]") {
    World w;
    w.build_chain();
    CHECK_THAT(page_of(answer_of(w, w.policy())),
               ContainsSubstring("B8B80B5B623EAB6AD8775C45B7C5D7D6350947F8 (Debian 12 bookworm, archive)") &&
                   ContainsSubstring("environment debian-signed,"));
    w.work.archive_key = std::string(40, 'A');
    w.build_chain();
    const auto answer = answer_of(w, w.policy());
    for (const auto& form : {page_of(answer), text_of_report(answer)})
        CHECK_THAT(form, ContainsSubstring("environment vendor-supplied (the room says debian-signed; this policy does "
                                           "not accept the archive&#39;s key)") ||
                             ContainsSubstring("environment vendor-supplied (the room says debian-signed; this policy "
                                               "does not accept the archive's key)"));
    CHECK(render_json(answer).text_at("environment") == "vendor-supplied");
}

TEST_CASE("what an opaque input reached is reported as the room's word", "[auditor][html]") {
    World w;
    w.work.opaque = {{"blob.bin", "binary", {}, {"usr/sbin/routerd"}}};
    w.build_chain();
    const auto answer = answer_of(w, w.policy());
    CHECK_THAT(page_of(answer), ContainsSubstring("Reached, the room says"));
    CHECK_THAT(text_of_report(answer), ContainsSubstring("and, as the room says, reached \"usr/sbin/routerd\""));
}

TEST_CASE("what strangers chose is text on a page, never markup", "[auditor][html]") {
    World w;
    w.work.comparisons = {identical("<script>alert(1)</script>", "content", "<b>")};
    w.work.links.clear();
    w.build_chain();
    const auto page = page_of(answer_of(w, w.policy()));
    CHECK(page.find("<script") == std::string::npos);
    CHECK_THAT(page, ContainsSubstring("&lt;script&gt;"));
}
