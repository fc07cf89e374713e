// SPDX-License-Identifier: Apache-2.0
#include "crypto/record/access.hpp"

#include "tests/crypto/record/reading.hpp"

using namespace assay;
using namespace assay::crypto;
using namespace assay::test;

TEST_CASE("an access is read strictly", "[crypto][record]") {
    Reading it;
    auto& w = it.world;
    w.opens = true;
    w.build_chain();
    it.check_strict<Access>(w.access, w.room, "deposit");
    const auto refusal = [&](const std::string& member, const Json& value) {
        return it.refusal<Access>(w.access, w.room, member, value);
    };
    CHECK(refusal("predicate.acceptance.sha512", "00").contains("acceptance"));
    CHECK(refusal("predicate.closed.opened", "00").contains("the commitment to \"opened\""));
    CHECK_FALSE(refusal("predicate.sealed.0.size", "1").empty());
}

TEST_CASE("what was opened is written in one form", "[crypto][record]") {
    for (const auto& opened : {Opened{}, Opened{Opened::What::List, "src"}, Opened{Opened::What::File, "src/main.c"},
                               Opened{Opened::What::File, "\xff\n\""}, Opened{Opened::What::Missing, "..c"}})
        CHECK(need(Opened::parse(opened.render())) == opened);
    const auto refusal = [](const Json& json) { return message_of(Opened::parse(json)); };
    CHECK(refusal(Json::object({{"what", "all"}, {"path", ""}})).contains("which is nothing to open"));
    for (const std::string path : {"/etc/passwd", "a/../b", "a//b", "./a", "a/", ".."})
        CHECK(refusal(Opened{Opened::What::File, path}.render()).contains("is no path below a source"));
    CHECK(refusal(Opened{Opened::What::File, ""}.render()).contains("is no path below a source"));
    CHECK(refusal(Opened{Opened::What::Missing, ""}.render()).contains("is no path below a source"));
    CHECK(refusal(Opened{Opened::What::File, std::string(4097, 'a')}.render()).contains("more than 4096 bytes"));
    // Two ways to say one path would be two statements for one access.
    auto twice = Opened{Opened::What::File, "a"}.render();
    CHECK(refusal(twice.set("path_base64", encode_base64(bytes_of("a")))).contains("is not in its one form"));
    auto other = Opened{Opened::What::File, "\xff"}.render();
    CHECK(refusal(other.set("path", "b")).contains("is not in its one form"));
    auto more = Opened{}.render();
    CHECK(refusal(more.set("size", 1)).contains("\"size\""));
}

TEST_CASE("the basis of an access is one plain line", "[crypto][record]") {
    CHECK(check_basis("inspection under the agreement"));
    CHECK(check_basis("Überprüfung nach § 4"));
    for (const std::string basis : {"", "  ", "two\nlines", "\x1b[31mred", "a\u202eb", "\xff"})
        CHECK_FALSE(check_basis(basis));
    CHECK_FALSE(check_basis(std::string(1025, 'a')));
    CHECK(check_basis(std::string(1024, 'a')));
}
