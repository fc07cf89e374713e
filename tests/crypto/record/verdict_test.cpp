// SPDX-License-Identifier: Apache-2.0
#include "crypto/record/verdict.hpp"

#include "tests/crypto/record/reading.hpp"

using namespace assay;
using namespace assay::crypto;
using namespace assay::test;

TEST_CASE("a verdict is read strictly", "[crypto][record]") {
    Reading it;
    const auto& w = it.world;
    it.check_strict<Verdict>(w.verdict, w.room, "deposit");
    const auto refusal = [&](const std::string& member, const Json& value) {
        return it.refusal<Verdict>(w.verdict, w.room, member, value);
    };
    CHECK(refusal("predicate.verdict", "perfect").find("the verdict \"perfect\" is unknown") != std::string::npos);
    CHECK(refusal("predicate.rebuild", hex(w.room.id())).find("rebuild") != std::string::npos);
}

TEST_CASE("a comparison that says identical of two digests is refused", "[crypto][record]") {
    auto good = identical("a", "content", "usr/a");
    CHECK(need(Comparison::parse(good.render())).artifact == "usr/a");
    auto other = good;
    other.rebuilt = DigestSet::of(bytes_of("other"));
    CHECK(message_of(Comparison::parse(other.render())) == "comparison: says identical of two different digests");
    auto json = good.render();
    json.set("extra", 1);
    CHECK(message_of(Comparison::parse(json)).find("\"extra\"") != std::string::npos);
}

TEST_CASE("a grade is read strictly, and says debian-signed of nothing that is not vouched for", "[crypto][record]") {
    const auto grade = World().work.grade();
    CHECK(need(Grade::parse(grade.render())).environment == "debian-signed");
    auto wrong = grade;
    wrong.environment = "gentoo";
    CHECK(message_of(Grade::parse(wrong.render())).find("is unknown") != std::string::npos);
    wrong = grade;
    wrong.unvouched = {{"gcc_1_amd64", {}}};
    CHECK(message_of(Grade::parse(wrong.render())).find("packages that are not vouched for") != std::string::npos);
    auto json = grade.render();
    json.set("extra", 1);
    CHECK(message_of(Grade::parse(json)).find("\"extra\"") != std::string::npos);
    wrong = grade;
    wrong.unnamed_opaque = Grade::Unnamed{0, {}};
    CHECK(message_of(Grade::parse(wrong.render())).find("is zero") != std::string::npos);
}

TEST_CASE("links of a deployed folder ascend, and lead to what was compared", "[crypto][record]") {
    const std::vector<Comparison> files = {identical("sbin/a", "content", "a")};
    const auto refusal = [&](std::vector<DeployedLink> links) {
        return message_of(Result<int>([&]() -> Result<int> {
            TRY(check_links(links, files));
            return 0;
        }()));
    };
    CHECK(refusal({{"sbin/b", "a"}, {"c", "sbin/b"}}).empty());
    CHECK(refusal({{"sbin/a", "b"}}).find("has the name of a file that was compared") != std::string::npos);
    CHECK(refusal({{"sbin/b", "/sbin/a"}}).find("is not relative") != std::string::npos);
    CHECK(refusal({{"sbin/b", "nowhere"}}).find("leads to nothing that was compared") != std::string::npos);
    const auto twice =
        Json::Array{Json::object({{"name", "b"}, {"target", "a"}}), Json::object({{"name", "b"}, {"target", "a"}})};
    CHECK(message_of(parse_links(twice)).find("not ascending by name") != std::string::npos);
}
