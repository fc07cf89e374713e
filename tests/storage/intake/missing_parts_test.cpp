// SPDX-License-Identifier: Apache-2.0
#include "storage/intake/missing_parts.hpp"

#include "tests/storage/command.hpp"

using namespace assay;
using namespace assay::storage;

namespace {

std::string pointer() {
    return "version https://git-lfs.github.com/spec/v1\noid sha256:" + std::string(64, '7') + "\nsize 12345\n";
}

MissingParts found_in(const std::filesystem::path& path) {
    return test::need(find_missing_parts(test::need(Folder::open(path)), NoInterrupt()));
}

}  // namespace

TEST_CASE("pointers and empty submodules are found, and nothing that looks like them", "[storage][intake]") {
    test::TempFolder tree;
    test::write(tree / "d/big.bin", pointer());
    test::write(tree / "talk.md", "about " + pointer());
    test::write(tree / "spec", "version https://git-lfs.github.com/spec/v1\n");
    test::write(tree / ".gitmodules",
                "[submodule \"one\"]\n\tpath = lib/one\n\turl = x\n"
                "[submodule \"two\"]\n\tpath = \"lib/two\"\n[submodule \"3\"]\n\tpath=lib/three\n");
    std::filesystem::create_directories(tree / "lib/one");
    test::write(tree / "lib/two/file", "x");
    test::write(tree / "vendor/.gitmodules", "[submodule \"in\"]\n path = in\n");
    const auto found = found_in(tree.path());
    using Kind = MissingPart::Kind;
    CHECK(found.parts == std::set<MissingPart>{{Kind::LfsPointer, "d/big.bin"},
                                               {Kind::Submodule, "lib/one"},
                                               {Kind::Submodule, "lib/three"},
                                               {Kind::Submodule, "vendor/in"}});
    CHECK(found.render().render() ==
          R"({"count":"4","parts":[{"kind":"lfs-pointer","path":"d/big.bin"},{"kind":"submodule","path":"lib/one"},)"
          R"({"kind":"submodule","path":"lib/three"},{"kind":"submodule","path":"vendor/in"}]})");
    const auto said = found.sentences();
    REQUIRE(said.size() == 2);
    CHECK(said[0].starts_with("the release is incomplete: 1 file given only as a Git LFS pointer: \"d/big.bin\";"));
    CHECK(said[1].starts_with("the release is incomplete: nothing is there of 3 submodules: \"lib/one\", "));
}

TEST_CASE("a tree without a file is found to be one, a link is enough", "[storage][intake]") {
    test::TempFolder tree;
    std::filesystem::create_directory(tree / "empty");
    CHECK(found_in(tree.path()).parts == std::set<MissingPart>{{MissingPart::Kind::Files, ""}});
    std::filesystem::create_symlink("empty", tree / "link");
    CHECK(found_in(tree.path()).parts.empty());
    CHECK(found_in(tree.path()).sentences().empty());
}

TEST_CASE("of many missing parts all are counted and the first shown", "[storage][intake]") {
    test::TempFolder tree;
    for (int i = 0; i < 120; ++i) test::write(tree / ("p" + std::to_string(i)), pointer());
    const auto json = found_in(tree.path()).render();
    CHECK(json.text_at("count") == "120");
    CHECK(json.find("parts")->items()->size() == MissingParts::kShownMost);
    CHECK(found_in(tree.path()).sentences()[0].contains(" and 115 more;"));
}
