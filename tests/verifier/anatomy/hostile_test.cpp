// SPDX-License-Identifier: Apache-2.0
// Strangers' archives and programs as either side of a comparison: within limits, and never taken for another file.
#include "tests/verifier/pair.hpp"
#include "verifier/judge/judge.hpp"

#include <random>

using namespace assay;
using namespace assay::verifier;
using namespace assay::test;

namespace {

constexpr std::uintmax_t kFileBytesMax = 4U << 20;  // vectors are copied and changed many times

std::vector<std::filesystem::path> files_in(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> out;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
        if (entry.is_regular_file() && entry.path().filename() != "cases.json" && entry.file_size() <= kFileBytesMax)
            out.push_back(entry.path());
    std::ranges::sort(out);
    return out;
}

void compare_each(const std::string& set) {
    const auto files = files_in(test::vectors(set));
    REQUIRE(files.size() > 100);
    const test::TempFolder folder;
    std::mt19937_64 random(1);
    test::Tally tally(set + " as either side");
    for (std::size_t i = 0; i < files.size(); ++i) {
        const auto bytes = read(files[i]);
        auto changed = bytes;
        if (changed.empty())
            changed = "x";
        else
            changed[random() % changed.size()] ^= static_cast<char>(1U << (random() % 8));
        write(folder / "changed", changed);
        const auto& neighbour = files[(i + 1) % files.size()];
        bool as_expected = !look_inside(files[i], files[i]);
        for (const auto& [deployed, rebuilt] :
             {std::pair(folder / "changed", files[i]), std::pair(files[i], folder / "changed"),
              std::pair(neighbour, files[i])}) {
            const auto judgement = need(judge(file_of(deployed), file_of(rebuilt)));
            const bool differs = read(deployed) != read(rebuilt);
            as_expected = as_expected && judgement.is_identical() != differs &&
                          look_inside(deployed, rebuilt).has_value() == differs;
        }
        tally.count(files[i].filename(), as_expected);
    }
}

}  // namespace

TEST_CASE("hostile archives are compared within limits", "[verifier][compare][hostile]") {
    compare_each("archives-hostile");
}

TEST_CASE("hostile programs are compared within limits", "[verifier][compare][hostile]") { compare_each("binaries"); }

TEST_CASE("hostile files end within a cell's limits", "[verifier][compare][hostile][cell]") {
    const auto options = real_workers();
    const test::TempFolder folder;
    auto files = files_in(test::vectors("archives-hostile"));
    const auto programs = files_in(test::vectors("binaries"));
    files.insert(files.end(), programs.begin(), programs.end());
    test::Tally tally("hostile files in cells");
    for (std::size_t i = 0; i < files.size(); i += 23) {
        write(folder / "changed", read(files[i]) + "x");
        const auto one = file_of(folder / "changed"), other = file_of(files[i]);
        const auto judgement = need(judge(one, other));
        const auto finding = explain(judgement, one, other, options);
        tally.count(
            files[i].filename(),
            finding.has_value() && !judgement.is_identical() && finding->found_size == judgement.deployed_size(),
            finding ? "" : finding.error().message());
    }
}
