// SPDX-License-Identifier: Apache-2.0
#include "storage/intake/product_check.hpp"

#include "base/files/durable.hpp"
#include "tests/support/support.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

using namespace assay;
using namespace assay::storage;
using namespace assay::test;

TEST_CASE("a product's version may be the source's whole one, without epoch, or upstream's", "[storage][intake]") {
    const SaidProduct said{"unzip", "1:6.0-28+deb12u1"};
    for (const auto* version : {"1:6.0-28+deb12u1", "6.0-28+deb12u1", "6.0"})
        CHECK(check_product("unzip", version, said));
    for (const auto* version : {"", "6.0-28", "1:6.0", "6", "6.1"}) CHECK_FALSE(check_product("unzip", version, said));
    const auto refused = check_product("zip", "6.0", said);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().kind() == ErrorKind::Untrusted);
    CHECK_THAT(refused.error().message(), Catch::Matchers::ContainsSubstring("\"zip 6.0\"") &&
                                              Catch::Matchers::ContainsSubstring("\"unzip 1:6.0-28+deb12u1\""));
}

TEST_CASE("a source says what it is in its .dsc, else in its changelog, else nowhere", "[storage][intake]") {
    const test::TempFolder home;
    const auto tree = need(Folder::open(home.path()));
    Source source;
    CHECK_FALSE(need(product_of(source, tree)));
    need(tree.make_folder("debian"_path));
    need(write_durably(tree, "debian/changelog"_path, bytes_of("router (2:1.4-1) unstable; urgency=low\n\n  * x\n")));
    const auto said = need(product_of(source, tree));
    REQUIRE(said);
    CHECK(said->name == "router");
    CHECK(said->version == "2:1.4-1");
    source.kind = SourceKind::Dsc;
    source.name = "unzip";
    source.version = "6.0-28";
    CHECK(need(product_of(source, tree))->name == "unzip");
}

TEST_CASE("what is no head of a changelog says nothing", "[storage][intake]") {
    for (const auto* text : {"", "\n", "router", "router (1.0", "router (1.0)\n", "Router 2 (1.0) x", "router () x",
                             ") (", "\nrouter (1.0) unstable; urgency=low"})
        CHECK_FALSE(head_of_changelog(text));
    CHECK(head_of_changelog("router (1.0) unstable; urgency=low"));
}
