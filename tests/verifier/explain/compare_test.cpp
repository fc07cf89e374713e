// SPDX-License-Identifier: Apache-2.0
#include "verifier/explain/compare.hpp"

#include "tests/verifier/pair.hpp"
#include "verifier/finding/findings_text.hpp"

using namespace assay;
using namespace assay::verifier;
using namespace assay::test;
using crypto::VerdictKind;

namespace {

Compared compared(const std::filesystem::path& deployed, const std::filesystem::path& rebuilt,
                  const WorkerOptions& options) {
    const auto one = file_of(deployed), other = file_of(rebuilt);
    return need(
        compare({.deployed_name = deployed, .deployed = one, .artifact = "out/x", .rebuilt = &other, .reason = {}}, 11,
                options));
}

/// Two files that differ in one byte of a program.
struct Programs {
    explicit Programs(const test::TempFolder& folder) : rebuilt(folder / "rebuilt"), deployed(folder / "deployed") {
        std::filesystem::copy_file("/usr/bin/true", rebuilt);
        std::filesystem::copy_file("/usr/bin/true", deployed);
        offset = section(rebuilt, ".text").at + 5;
        flip(deployed, offset);
    }
    std::filesystem::path rebuilt, deployed;
    std::uint64_t offset = 0;
};

}  // namespace

TEST_CASE("identical files need no cell, and nothing is found in them", "[verifier][compare]") {
    const test::TempFolder folder;
    write(folder / "a", "the same");
    write(folder / "b", "the same");
    const auto out = compared(folder / "b", folder / "a", {.program = "/nonexistent"});
    CHECK(out.comparison.verdict == VerdictKind::Identical);
    CHECK(out.comparison.reason.empty());
    CHECK(out.comparison.rebuilt == out.comparison.deployed);
    CHECK(out.comparison.deployed_size == 8);
    CHECK(out.self_test.passed());
    CHECK_FALSE(out.findings.whole);
    CHECK(crypto::Comparison::parse(out.comparison.render()));
}

TEST_CASE("a difference is unexplained, and a cell says where it is", "[verifier][compare][cell]") {
    const auto options = real_workers();
    const test::TempFolder folder;
    const Programs programs(folder);
    const auto out = compared(programs.deployed, programs.rebuilt, options);
    CHECK(out.comparison.verdict == VerdictKind::Unexplained);
    CHECK(crypto::Comparison::parse(out.comparison.render()));
    REQUIRE(out.findings.whole);
    CHECK(out.findings.whole->offset == programs.offset);
    REQUIRE(out.findings.whole->inside.size() == 1);
    CHECK(out.findings.whole->inside.front().where == ".text");
    CHECK(need(parse_findings(render_findings({out.findings}))).front() == out.findings);
}

TEST_CASE("a package is looked into in a real cell, down to the section", "[verifier][compare][cell]") {
    const auto options = real_workers();
    const test::TempFolder folder;
    const PackageTree tree(folder / "rebuilt");
    const auto copy = tree.copy(folder / "deployed");
    const auto text = section(copy / "usr/bin/program", ".text");
    flip(copy / "usr/bin/program", text.at);
    const auto out = compared(pack(copy), pack(tree.root()), options);
    CHECK(at(*out.findings.whole, {"data.tar.xz", "./usr/bin/program"}).offset == text.at);
    CHECK(at(*out.findings.whole, {"data.tar.xz", "./usr/bin/program", ".text"}).offset == 0);
}

TEST_CASE("a worker that dies, hangs, swells or lies is a finding and betters nothing", "[verifier][compare][cell]") {
    const test::TempFolder folder;
    const Programs programs(folder);
    for (const std::string program : {"crash", "hang", "swell", "praise"}) {
        INFO(program);
        auto options = real_workers(program);
        options.limits.wall_seconds = 2;
        const auto out = compared(programs.deployed, programs.rebuilt, options);
        CHECK(out.comparison.verdict == VerdictKind::Unexplained);
        REQUIRE(out.findings.whole);
        CHECK(out.findings.whole->offset == programs.offset);
        REQUIRE(out.findings.whole->inside.size() == 1);
        const auto& unread = out.findings.whole->inside.front();
        CHECK(unread.kind == FindingKind::Unread);
        CHECK(unread.note.starts_with("could not look inside: "));
    }
}

TEST_CASE("with nothing to compare with, the reason is reported", "[verifier][compare]") {
    const test::TempFolder folder;
    write(folder / "a", "deployed");
    const auto file = file_of(folder / "a");
    const auto out = need(compare(
        {.deployed_name = "a", .deployed = file, .artifact = "", .rebuilt = nullptr, .reason = "the rebuild failed"},
        1));
    CHECK(out.comparison.verdict == VerdictKind::NotComparable);
    CHECK(out.comparison.reason == "the rebuild failed");
    CHECK_FALSE(out.comparison.rebuilt);
    CHECK(out.comparison.deployed == crypto::DigestSet::of(bytes_of("deployed")));
    CHECK_FALSE(out.self_test.passed());
    CHECK(crypto::Comparison::parse(out.comparison.render()));
}
