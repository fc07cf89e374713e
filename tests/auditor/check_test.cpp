// SPDX-License-Identifier: Apache-2.0
#include "auditor/check.hpp"

#include "auditor/html_report.hpp"
#include "auditor/report.hpp"
#include "base/files/durable.hpp"
#include "base/terminal/exit_status.hpp"
#include "tests/support/world.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

using namespace assay;
using namespace assay::auditor;
using namespace assay::test;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;

namespace {

World& world() {
    static World instance = [] {
        World out;
        out.build_chain();
        return out;
    }();
    return instance;
}

/// A reader's desk: evidence, policy and a deployed file, as files.
class Desk {
public:
    Desk() {
        write("evidence", world().evidence().render());
        write("policy", world().policy().render());
        write("routerd", "the deployed file");
    }
    void write(const std::string& name, std::string_view text) const {
        need(write_durably(home / name, bytes_of(text)));
    }
    /// The folder that was judged.
    void lay_out(const std::string& name) const {
        std::filesystem::create_directories(home / name / "sbin");
        write(name + "/sbin/routerd", "the deployed file");
        write(name + "/sbin/debugshell", "a shell");
        std::filesystem::create_symlink("routerd", home / name / "sbin/login");
    }
    CheckRequest request(std::vector<std::filesystem::path> deployed = {}) const {
        for (auto& path : deployed) path = home / path;
        return {home / "evidence", home / "policy", std::move(deployed), world().at(1000), {}};
    }
    CheckAnswer check(std::vector<std::filesystem::path> deployed = {}) const {
        return need(auditor::check(request(std::move(deployed))));
    }

    TempFolder home;
};

std::string text_of_answer(const CheckAnswer& answer) { return render_text(answer, Style(false)); }

}  // namespace

TEST_CASE("the first line of a report is the verdict, and every form says the same", "[auditor]") {
    const Desk desk;
    const auto answer = desk.check({"routerd"});
    CHECK(exit_status_of(answer.report) == kExitYes);
    CHECK_THAT(text_of_answer(answer), StartsWith("✓ identical: "));
    const auto json = render_json(answer);
    CHECK(json.text_at("format") == "assay-check-v1");
    CHECK(Json::parse(json.render(), {.bytes = 1U << 20, .depth = 16}));
    const auto& facts = answer.report.facts;
    CHECK(json.text_at("room") == crypto::hex(*facts.room_id));
    CHECK(json.text_at("room_name") == facts.room);
    CHECK(json.find("comparisons")->items()->front().find("deployed")->find("size")->integer() != nullptr);
    const auto& statement = json.find("statements")->items()->back();
    CHECK(statement.text_at("kind") == "verdict");
    CHECK(*statement.find("signers") == Json(Json::Array{crypto::hex(*facts.room_id)}));
    const auto page = render_html(answer, world().at(1000));
    for (const auto& link : answer.report.links) {
        CHECK_THAT(text_of_answer(answer), ContainsSubstring(link.name));
        CHECK_THAT(json.render(), ContainsSubstring(link.name));
        CHECK_THAT(page, ContainsSubstring(link.name));
    }
    // One page that fetches nothing and runs nothing.
    for (const auto* foreign : {"http://", "https://", "<script", "src="})
        CHECK(page.find(foreign) == std::string::npos);
}

TEST_CASE("a file of one's own that was not judged differs, by name", "[auditor]") {
    const Desk desk;
    desk.write("other", "something else");
    const auto answer = desk.check({"other"});
    CHECK(exit_status_of(answer.report) == kExitDeployedDiffers);
    CHECK_THAT(text_of_answer(answer),
               StartsWith("✗ deployed differs: the evidence is sound and says \"identical\", but of "
                          "other files than yours"));
    CHECK_THAT(text_of_answer(answer), ContainsSubstring("sound, but about another file: \"deployed: other\""));
    CHECK(text_of_answer(answer).find("does not prove") == std::string::npos);
}

TEST_CASE("a folder of deployed files is compared by path, links not followed", "[auditor]") {
    const Desk desk;
    desk.lay_out("field");
    CHECK(exit_status_of(desk.check({"field"}).report) == kExitYes);
    crypto::DeployedSet deployed;
    need(read_deployed(desk.home / "field", deployed));
    REQUIRE(deployed.files.size() == 2);
    CHECK(deployed.files[1].name == "sbin/routerd");
    CHECK(deployed.files[1].digest == world().deployed_digest());
    CHECK(deployed.links == std::vector<crypto::DeployedLink>{{"sbin/login", "routerd"}});

    std::filesystem::create_symlink("/etc/hostname", desk.home / "field/link");
    const auto answer = desk.check({"field"});
    CHECK(exit_status_of(answer.report) == kExitDeployedDiffers);
    CHECK_THAT(text_of_answer(answer), ContainsSubstring("deployed: link: it is a symbolic link to \"/etc/hostname\", "
                                                         "which the verdict does not list"));
}

TEST_CASE("bytes judged under one name do not pass under another", "[auditor]") {
    const Desk desk;
    desk.lay_out("field");
    std::filesystem::remove(desk.home / "field/sbin/login");
    desk.write("field/sbin/login", "a shell");
    const auto swapped = desk.check({"field"});
    CHECK(exit_status_of(swapped.report) == kExitDeployedDiffers);
    CHECK_THAT(text_of_answer(swapped),
               ContainsSubstring("deployed: sbin/login: these bytes were judged under another name, "
                                 "\"sbin/debugshell\""));
    std::filesystem::remove(desk.home / "field/sbin/debugshell");
    CHECK_THAT(
        text_of_answer(desk.check({"field"})),
        ContainsSubstring("deployed: sbin/debugshell: it was judged as artifact \"usr/sbin/debugshell\": identical; "
                          "the folder has no file of that path"));
}

TEST_CASE("what a reader did not name is reported in the first lines of every form", "[auditor]") {
    const Desk desk;
    const auto answer = desk.check();
    const auto text = text_of_answer(answer);
    for (const auto* sentence :
         {"you named no vendor: this speaks of \"Vendor\" (vendor ",
          "you named no product: this speaks of \"router-os\"",
          "you named no version: this speaks of version \"2.4.1\"", "you named no deposit: this speaks of dep-"}) {
        CHECK(text.find(sentence) < text.find("file"));
        CHECK_THAT(render_json(answer).find("not_expected")->render(),
                   ContainsSubstring(Json(sentence).render().substr(1, 20)));
    }
    CHECK_THAT(render_html(answer, world().at(1000)), ContainsSubstring("you named no vendor"));
}

TEST_CASE("what a reader expects is met, or is not, by name", "[auditor]") {
    const Desk desk;
    const auto asked = [&](const crypto::Expected& expected) {
        auto request = desk.request();
        request.expected = expected;
        return need(auditor::check(request));
    };
    const auto vendor = crypto::hex(world().vendor.id());
    const auto status = [&](const crypto::Expected& expected) { return exit_status_of(asked(expected).report); };
    CHECK(status({.vendor = "Vendor", .product = "router-os", .version = "2.4.1"}) == kExitYes);
    CHECK(status({.vendor = vendor.substr(0, 16)}) == kExitYes);
    CHECK(status({.vendor = vendor.substr(0, 15)}) == kExitPolicyUnmet);
    CHECK(status({.vendor = "Vend"}) == kExitPolicyUnmet);
    CHECK(status({.product = "router"}) == kExitPolicyUnmet);
    CHECK(status({.deposit = need(crypto::DepositPrefix::parse("dep-aaaaaaaaaaaaaaaa"))}) == kExitPolicyUnmet);
    CHECK(status({.verdicts = {crypto::VerdictKind::Identical}}) == kExitYes);
    CHECK(status({.verdicts = {crypto::VerdictKind::Explained}}) == kExitPolicyUnmet);
    const auto older = asked({.version = "2.5"});
    CHECK(exit_status_of(older.report) == kExitPolicyUnmet);
    CHECK_FALSE(older.report.established());
    CHECK_THAT(text_of_answer(older), StartsWith("! policy not met: the evidence is sound and says \"identical\""));
    CHECK_THAT(text_of_answer(older), ContainsSubstring("it is version \"2.4.1\", expected was \"2.5\""));
}

TEST_CASE("what the room said before of the same release is listed in every form", "[auditor]") {
    const Desk desk;
    const auto answer = desk.check();
    CHECK_THAT(text_of_answer(answer), ContainsSubstring("1: rebuild") && ContainsSubstring("2: verdict identical") &&
                                           ContainsSubstring("other verdicts of this release may exist"));
    CHECK(render_json(answer).find("chain")->render() == "[\"1: rebuild\",\"2: verdict identical\"]");
    CHECK_THAT(render_html(answer, world().at(1000)), ContainsSubstring("2: verdict identical"));
}

TEST_CASE("without a file of one's own the first line speaks of a digest", "[auditor]") {
    const Desk desk;
    CHECK_THAT(text_of_answer(desk.check()), StartsWith("✓ identical: the bytes with the 2 digests below are what"));
    CHECK_THAT(text_of_answer(desk.check({"routerd"})), StartsWith("✓ identical: the deployed bytes are what"));
    CHECK(text_of_answer(desk.check()).find("what was inspected") == std::string::npos);
    CHECK_THAT(text_of_answer(desk.check()), ContainsSubstring("no inspection of the source is stated"));
}

TEST_CASE("evidence that is none is a report with one failed link, not an error", "[auditor]") {
    const Desk desk;
    for (const auto* text : {"", "{}", "no evidence", "\xff\xfe"}) {
        desk.write("evidence", text);
        const auto answer = desk.check();
        CHECK(exit_status_of(answer.report) == kExitCheckFailed);
        REQUIRE(answer.report.links.size() == 1);
        CHECK(answer.report.links[0].name == "form");
    }
}

TEST_CASE("evidence laid out otherwise is checked all the same, and fails for its form", "[auditor]") {
    const Desk desk;
    desk.write("evidence", need(Json::parse(world().evidence().render(), {.bytes = 1U << 20, .depth = 16})).render());
    const auto answer = desk.check({"routerd"});
    CHECK(exit_status_of(answer.report) == kExitCheckFailed);
    std::vector<std::string> failing;
    for (const auto& link : answer.report.links)
        if (link.state == crypto::LinkState::Fails) failing.push_back(link.name + ": " + link.detail);
    CHECK(failing ==
          std::vector<std::string>{"form: evidence: is not in the one form evidence files have, from byte 2 on"});
}

TEST_CASE("what the log shows to be later than asked about is not known yet", "[auditor]") {
    const Desk desk;
    auto request = desk.request({"routerd"});
    request.as_of = world().at(-86400);
    const auto answer = need(auditor::check(request));
    CHECK(exit_status_of(answer.report) == kExitCannotBeChecked);
    CHECK_THAT(text_of_answer(answer), ContainsSubstring("after the time this is judged as of"));
}

TEST_CASE("a check that is interrupted says so", "[auditor]") {
    class Asked final : public Interrupt {
        bool requested() const override { return true; }
        int descriptor() const override { return -1; }
    };
    const Desk desk;
    CHECK(auditor::check(desk.request({"routerd"}), Asked()).error().kind() == ErrorKind::Interrupted);
}

TEST_CASE("what cannot be read is an error of its own", "[auditor]") {
    const Desk desk;
    const auto error_of = [](const CheckRequest& request) { return auditor::check(request).error().kind(); };
    CHECK(error_of(desk.request({"missing"})) == ErrorKind::NotFound);
    auto request = desk.request();
    request.evidence = desk.home / "nowhere";
    CHECK(error_of(request) == ErrorKind::NotFound);
    desk.write("policy", "roots = 1");
    CHECK(error_of(desk.request()) == ErrorKind::Invalid);
}

TEST_CASE("what strangers call themselves stays text on a page and on a terminal", "[auditor]") {
    const Desk desk;
    auto answer = desk.check();
    answer.report.facts.vendor = "<script>alert(1)</script>\x1b[2J";
    answer.report.links[0].detail = "<img src=x>\x1b]0;owned\x07";
    const auto page = render_html(answer, world().at(1000));
    CHECK(page.find("<script") == std::string::npos);
    CHECK(page.find("<img") == std::string::npos);
    CHECK_THAT(page, ContainsSubstring("&lt;script&gt;"));
    CHECK(text_of_answer(answer).find('\x1b') == std::string::npos);
}

TEST_CASE("the status of a report is that of its worst link", "[auditor]") {
    using crypto::LinkState;
    const auto status = [](std::vector<LinkState> states) {
        crypto::CheckReport report;
        for (const auto state : states) report.links.push_back({"link", state, "detail"});
        return exit_status_of(report);
    };
    CHECK(status({LinkState::Holds, LinkState::Remark}) == 0);
    CHECK(status({LinkState::PolicyUnmet, LinkState::Holds}) == 12);
    CHECK(status({LinkState::PolicyUnmet, LinkState::Differs}) == 14);
    CHECK(status({LinkState::Differs, LinkState::CannotBeChecked}) == 11);
    CHECK(status({LinkState::PolicyUnmet, LinkState::CannotBeChecked}) == 11);
    CHECK(status({LinkState::CannotBeChecked, LinkState::Equivocates}) == 13);
    CHECK(status({LinkState::Equivocates, LinkState::Fails}) == 10);
}
