// SPDX-License-Identifier: Apache-2.0
#include "crypto/record/vouching_archive.hpp"

#include "tests/crypto/record/reading.hpp"

using namespace assay;
using namespace assay::crypto;
using namespace assay::test;

namespace {

const std::string kOne(40, 'A'), kTwo(40, 'B');

}  // namespace

TEST_CASE("an archive is named by its InRelease and the keys that signed it", "[crypto][record]") {
    const VouchingArchive archive{"bookworm_InRelease", {kOne, kTwo}};
    CHECK(need(VouchingArchive::parse(archive.render())) == archive);
    CHECK(need(parse_archives(render_archives({archive}))) == std::vector{archive});
    const auto refusal = [](std::string in_release, std::vector<std::string> keys) {
        return message_of(VouchingArchive::parse(VouchingArchive{std::move(in_release), std::move(keys)}.render()));
    };
    CHECK(refusal("", {kOne}).find("is empty") != std::string::npos);
    CHECK(refusal("a", {}).find("no key vouches for anything") != std::string::npos);
    CHECK(refusal("a", {kTwo, kOne}).find("is not ascending") != std::string::npos);
    CHECK(refusal("a", {kOne, kOne}).find("is not ascending") != std::string::npos);
    CHECK(refusal("a", {std::string(40, 'a')}).find("which is no fingerprint") != std::string::npos);
    CHECK(refusal("a", {"0x" + std::string(38, 'A')}).find("which is no fingerprint") != std::string::npos);
    auto more = archive.render();
    more.set("extra", 1);
    CHECK(message_of(VouchingArchive::parse(more)).find("\"extra\"") != std::string::npos);
    CHECK(message_of(parse_archives(render_archives({archive, archive}))).find("appears twice") != std::string::npos);
    CHECK(message_of(parse_archives("x")) == "the archives are not a list");
}
