// SPDX-License-Identifier: Apache-2.0
#include "tests/verifier/pair.hpp"

using namespace assay;
using namespace assay::verifier;
using namespace assay::test;

namespace {

/// A program, and a copy of it to be changed.
struct Programs {
    Programs() {
        std::filesystem::copy_file("/usr/bin/true", rebuilt), std::filesystem::copy_file("/usr/bin/true", deployed);
    }
    Finding difference() const {
        auto finding = look_inside(deployed, rebuilt);
        if (!finding) FAIL("nothing was found");
        return std::move(*finding);
    }
    test::TempFolder folder;
    std::filesystem::path rebuilt = folder / "rebuilt", deployed = folder / "deployed";
};

}  // namespace

TEST_CASE("every byte of a program has an owner", "[verifier][elf]") {
    const auto bytes = read("/usr/bin/true");
    const auto layout = need(ElfLayout::of(bytes_of(bytes)));
    std::vector<bool> owned(bytes.size());
    auto parts = layout.gaps(bytes.size());
    parts.insert(parts.end(), layout.sections.begin(), layout.sections.end());
    parts.insert(parts.end(), layout.headers.begin(), layout.headers.end());
    for (const auto& part : parts)
        for (auto at = part.at; at < part.end(); ++at) owned.at(at) = true;
    CHECK(std::ranges::all_of(owned, [](bool is_owned) { return is_owned; }));
    CHECK(layout.owner_of(0)->name == "ELF header");
    CHECK(layout.owner_of(section("/usr/bin/true", ".text").at)->name == ".text");
}

TEST_CASE("a section is reported by name, and what is known of it in words", "[verifier][elf]") {
    for (const std::string name : {".text", ".rodata", ".note.gnu.build-id", ".gnu_debuglink", ".dynamic"}) {
        const Programs programs;
        const auto part = section(programs.rebuilt, name);
        flip(programs.deployed, part.end() - 1);
        const auto whole = programs.difference();
        const auto found = at(whole, {name});
        CHECK(whole.inside.size() == 1);
        CHECK(found.kind == FindingKind::Bytes);
        CHECK(found.at == part.at);
        CHECK(found.offset == part.size - 1);
        if (name == ".note.gnu.build-id") {
            CHECK(found.expected.size() == 40);
            CHECK(found.expected.substr(0, 38) == found.found.substr(0, 38));
            CHECK(found.note.find("the build id") != std::string::npos);
        }
        if (name == ".gnu_debuglink") CHECK(found.note.find("debug symbols") != std::string::npos);
    }
}

TEST_CASE("headers and gaps are reported too", "[verifier][elf]") {
    constexpr std::uint64_t kEntryOffset = 24;
    {
        const Programs programs;
        flip(programs.deployed, kEntryOffset);
        const auto whole = programs.difference();
        CHECK(at(whole, {"ELF header"}).offset == kEntryOffset);
        CHECK(at(whole, {"ELF header"}).kind == FindingKind::Header);
    }
    {
        const Programs programs;
        const auto bytes = read(programs.rebuilt);
        const auto gaps = need(ElfLayout::of(bytes_of(bytes))).gaps(bytes.size());
        const auto largest = std::ranges::max(gaps, {}, &ElfLayout::Part::size);
        flip(programs.deployed, largest.at + largest.size / 2);
        const auto whole = programs.difference();
        REQUIRE(whole.inside.size() == 1);
        CHECK(whole.inside.front().kind == FindingKind::Outside);
        CHECK(whole.inside.front().at == largest.at);
    }
}

TEST_CASE("a stack that may be executed is reported in words", "[verifier][elf]") {
    const Programs programs;
    const auto bytes = read(programs.rebuilt);
    constexpr std::uint64_t kHeaders = 64, kHeaderBytes = 56, kFlagsOffset = 4;
    for (std::uint64_t i = 0; i < 20; ++i) {
        const auto header = bytes.substr(kHeaders + i * kHeaderBytes, 4);
        if (header == std::string("\x51\xe5\x74\x64"))
            flip(programs.deployed, kHeaders + i * kHeaderBytes + kFlagsOffset);
    }
    const auto whole = programs.difference();
    const auto stack = at(whole, {"program headers"});
    CHECK(stack.kind == FindingKind::Header);
    CHECK(stack.expected.ends_with("(GNU_STACK, rw-)"));
    CHECK(stack.found.ends_with("(GNU_STACK, rwx)"));
}

TEST_CASE("sections on one side and another layout are reported", "[verifier][elf]") {
    need_tool("objcopy");
    const Programs programs;
    write(programs.folder / "note", "something else");
    shell("objcopy --add-section .extra='" + (programs.folder / "note").string() +
          "' --remove-section .gnu_debuglink '" + programs.deployed.string() + "'");
    const auto whole = programs.difference();
    CHECK(at(whole, {".extra"}).kind == FindingKind::OnlyDeployed);
    CHECK(at(whole, {".gnu_debuglink"}).kind == FindingKind::OnlyRebuilt);
    CHECK(whole.note.find("its parts lie at other places") != std::string::npos);
}

TEST_CASE("what no longer is a program is named by the layout of what it should be", "[verifier][elf]") {
    const Programs programs;
    flip(programs.deployed, 4);
    auto whole = programs.difference();
    CHECK(whole.kind == FindingKind::Damaged);
    CHECK(whole.note.find("no longer reads as ELF: ") != std::string::npos);
    CHECK(at(whole, {"ELF header"}).offset == 4);
    write(programs.deployed, read(programs.rebuilt).substr(0, 5'000));
    whole = programs.difference();
    CHECK(whole.offset == 5'000);
    CHECK_FALSE(whole.inside.empty());
}
