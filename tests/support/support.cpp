// SPDX-License-Identifier: Apache-2.0
#include "tests/support/support.hpp"

#include <unistd.h>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>

namespace assay::test {

std::filesystem::path vectors(const std::string& set) {
    const char* given = std::getenv("ASSAY_VECTORS");
    const std::filesystem::path folder = given != nullptr && *given != '\0' ? given : ASSAY_SHARED_DEFAULT "/vectors";
    if (!std::filesystem::exists(folder / set)) {
        std::printf("vectors %s: skipped, %s is not there\n", set.c_str(), (folder / set).c_str());
        SKIP("no " + (folder / set).string());
    }
    return folder / set;
}

std::string read(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) FAIL("reading " + path.string());
    std::ostringstream out;
    out << in.rdbuf();
    return std::move(out).str();
}

Json read_json(const std::filesystem::path& path) {
    return need(Json::parse(read(path), {.bytes = std::size_t{256} << 20, .depth = 512}));
}

Tally::~Tally() {
    std::printf("vectors %s: %zu cases, %zu as expected, %zu skipped\n", name_.c_str(), good_ + bad_ + skipped_, good_,
                skipped_);
    std::map<std::string, int> counts;
    for (const auto& reason : reasons_) ++counts[reason];
    for (const auto& [reason, count] : counts) std::printf("  skipped %d: %s\n", count, reason.c_str());
}

void Tally::count(const std::string& test_case, bool as_expected, const std::string& detail) {
    ++(as_expected ? good_ : bad_);
    if (!as_expected) {
        UNSCOPED_INFO(name_ << ": " << test_case << " did not go as expected: " << detail);
        CHECK(as_expected);
    }
}

void Tally::skip(const std::string& why) {
    ++skipped_;
    reasons_.push_back(why);
}

TempFolder::TempFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "assay-test-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) FAIL("making a temporary folder");
    path_ = pattern;
}

TempFolder::~TempFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

void CountingRandom::fill(std::span<std::uint8_t> out) {
    for (auto& byte : out) {
        state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
        byte = static_cast<std::uint8_t>(state_ >> 56);
    }
}

}  // namespace assay::test
