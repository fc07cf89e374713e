// SPDX-License-Identifier: Apache-2.0
#include "verifier/anatomy/inside.hpp"

#include "base/core/text.hpp"

#include <algorithm>
#include <map>

namespace assay::verifier {

namespace {

constexpr std::uint64_t kTextBytesMax = 4U << 20;
constexpr std::size_t kSumDigits = 32;

using Sums = std::map<std::string_view, std::string_view>;

/// What a package's list of MD5 sums says, by path: `<32 digits>  <path>` a line (deb-md5sums(5)). Other lines are not
/// ours to judge: that they differ is still reported.
Sums sums_in(std::string_view text) {
    Sums out;
    for (const auto line : split(text, '\n'))
        if (line.size() > kSumDigits + 2 && line.substr(kSumDigits, 2) == "  ")
            out.emplace(line.substr(kSumDigits + 2), line.substr(0, kSumDigits));
    return out;
}

std::vector<Finding> compare_sums(std::string_view deployed, std::string_view rebuilt) {
    const auto found = sums_in(deployed), expected = sums_in(rebuilt);
    auto all = expected;
    all.insert(found.begin(), found.end());
    const auto sum_in = [](const Sums& sums, std::string_view path) {
        const auto one = sums.find(path);
        return one == sums.end() ? std::string() : finding_text(one->second);
    };
    std::vector<Finding> out;
    for (const auto& [path, unused] : all) {
        Finding one{.kind = FindingKind::Sum, .where = finding_text(path)};
        one.expected = sum_in(expected, path);
        one.found = sum_in(found, path);
        if (one.expected != one.found) out.push_back(std::move(one));
    }
    return out;
}

}  // namespace

void Inside::look_into_text(Finding& out, const Sides& sides) {
    const auto rebuilt = in_one_piece(sides.rebuilt, kTextBytesMax, budget_);
    const auto deployed = in_one_piece(sides.deployed, kTextBytesMax, budget_);
    if (!rebuilt || !*rebuilt || !deployed || !*deployed) return;
    const auto expected = text_of((*rebuilt)->view().value_or(ByteView()));
    const auto found = text_of((*deployed)->view().value_or(ByteView()));
    if (expected.empty() || expected.find('\0') != std::string_view::npos) return;
    const auto before = expected.substr(0, std::min<std::uint64_t>(*out.offset, expected.size()));
    add_note(out, "line " + std::to_string(1 + std::ranges::count(before, '\n')));
    if (!out.where.ends_with("md5sums")) return;
    for (auto& sum : compare_sums(found, expected)) add(out, std::move(sum));
}

}  // namespace assay::verifier
