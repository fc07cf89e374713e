// SPDX-License-Identifier: Apache-2.0
#include "base/html/html.hpp"

#include "tests/base/command/sample.hpp"
#include "tests/support/support.hpp"

#include <rapidcheck.h>

using namespace assay;

namespace {

const std::string kDigest = "3f1c9a52d07be5a8c1746e0f9b2d8843aa17c65e0d4b39f28871c6d5e4f3a2b1";

/// Every kind of block once, as the report of an audit would have them.
Html sample_blocks() {
    Html out;
    out.verdict(
        Mark::Good, "Identical",
        {"The deployed file is, byte for byte, what the inspected source of ", HtmlText::literal("router-os 2.4.1"),
         " produces. The verdict was logged and cosigned by three independent witnesses."});
    out.facts({{"Deployed file", {HtmlText::literal("router-os_2.4.1_amd64.deb"), ", 7 341 882 bytes"}},
               {"SHA-256", {HtmlText::literal(kDigest)}},
               {"Judged by", {"Room Bern, Federal Office for Cyber Security"}},
               {"When", {"23 November 2026, 05:06:39 UTC, by the third cosignature"}},
               {"Grade", {HtmlText::badge(Mark::Good, "debian-signed"), " every one of 147 packages is vouched for"}},
               {"Opaque inputs",
                {HtmlText::badge(Mark::Caution, "1 listed"), " firmware/wifi.bin, reached no deployed artifact"}},
               {"Inspected lines", {"62 % of the lines that the deployed bytes rest on"}}});
    out.heading(2, "The chain of evidence");
    out.paragraph({"Each link was checked on this machine, without a network. A link that fails ends the chain."});
    out.steps({{Mark::Good, "Policy names the roots", {"Two roots, three witnesses, any two of them suffice."}},
               {Mark::Good,
                "The vendor signed the deposit",
                {"Ed25519 and ML-DSA-87, by the key ", HtmlText::literal("sign-2026"), "."}},
               {Mark::Good, "The custodian held it", {"Receipt at leaf 18 207, nine minutes later."}},
               {Mark::Caution,
                "One claim of the vendor was not established",
                {"Secrets were scanned for by the vendor's program only."}},
               {Mark::Unknown, "Revocation as of 20 November", {"Younger than the policy's limit of 30 days."}},
               {Mark::Good,
                "The room rebuilt and compared",
                {"Twice, with differing paths, users and clocks; both results equal."}}});
    out.heading(2, "Statements");
    out.table({{.heading = "Statement"},
               {.heading = "Signer"},
               {.heading = "Leaf", .is_number = true},
               {.heading = "Signatures"}},
              {{{"deposit"}, {"Router Works AG"}, {"18 204"}, {HtmlText::badge(Mark::Good, "both verify")}},
               {{"held"}, {"Custodia BV"}, {"18 207"}, {HtmlText::badge(Mark::Good, "both verify")}},
               {{"acceptance"}, {"Room Bern"}, {"18 351"}, {HtmlText::badge(Mark::Good, "both verify")}},
               {{"verdict"}, {"Room Bern"}, {"18 360"}, {HtmlText::badge(Mark::Good, "both verify")}}});
    out.paragraph({"Leaf digest of the verdict: ", HtmlText::literal(kDigest)});
    out.code("usr/sbin/routerd  .rodata  0x0001f3a0\n- built 2026-03-01\n+ built 2026-03-02\n");
    out.note(Mark::Caution,
             {"This report repeats what the evidence file says. It is convenient to read and proves nothing by "
              "itself: check the evidence file."});
    out.heading(2, "Check it yourself");
    out.code(
        "$ auditor check router-os.evidence --policy national.policy --deployed router-os_2.4.1_amd64.deb\n✓ "
        "identical, debian-signed\n");
    out.heading(3, "Words");
    out.paragraph(
        {"A hostile name is shown as it is: ", HtmlText::literal("<script>alert('x')</script>\u202egpj.exe")});
    out.heading(4, "Remarks");
    out.note(Mark::Note, {"All times are UTC."});
    return out;
}

const HtmlPage kSample{.title = "router-os 2.4.1",
                       .kind = "Audit report",
                       .subject = {"Router Works AG · deposit ", HtmlText::literal("dep-7k3qh2")},
                       .footer = "Made by auditor from router-os.evidence. One file, no script, nothing loaded."};

}  // namespace

TEST_CASE("a report page is as recorded", "[base][html][golden]") {
    test::check_golden("report.html", render_html(kSample, sample_blocks()));
}

TEST_CASE("a page loads nothing and runs nothing", "[base][html]") {
    const auto page = render_html(kSample, sample_blocks());
    for (const auto* word :
         {"<script", "<link", "<img", "<iframe", "src=", "href=", "url(", "@import", "http:", "https:", "onload"})
        CHECK(page.find(word) == std::string::npos);
    CHECK(page.find("default-src 'none'") != std::string::npos);
}

TEST_CASE("no text given to a page becomes markup", "[base][html]") {
    const auto tags_of = [](const std::string& text) {
        Html blocks;
        blocks.heading(2, text).paragraph({text, HtmlText::literal(text), HtmlText::badge(Mark::Bad, text)});
        blocks.verdict(Mark::Bad, text, {text}).facts({{text, {text}}}).table({{.heading = text}}, {{{text}}});
        blocks.steps({{Mark::Bad, text, {text}}}).code(text).note(Mark::Bad, {text});
        std::string tags;
        bool inside = false;
        for (const char c : render_html({.title = text, .kind = text, .subject = {text}, .footer = text}, blocks)) {
            if (c == '<') inside = true;
            if (inside) tags += c;
            if (c == '>') inside = false;
        }
        return tags;
    };
    const auto expected = tags_of("x");
    CHECK(tags_of("</style><script>alert(1)</script>\" onload='x' <!-- \u202e &lt; ") == expected);
    CHECK(rc::check([&](const std::string& text) { RC_ASSERT(tags_of("x" + text) == expected); }));
}
