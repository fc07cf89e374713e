// SPDX-License-Identifier: Apache-2.0
#include "base/core/toml.hpp"

#include "base/core/encoding.hpp"
#include "tests/support/support.hpp"

using namespace assay;
using namespace assay::test;

TEST_CASE("TOML vectors: valid and invalid as the set says", "[base][toml][vectors]") {
    const auto set = read_json(vectors("json") / "toml_test.json");
    Tally tally("json/toml_test.json");
    for (const auto* group : {"valid", "invalid"}) {
        const auto* cases = set.find(group);
        REQUIRE(cases != nullptr);
        for (const auto& test_case : *cases->items()) {
            const auto* toml_1_0 = test_case.find("toml_1_0");
            if (toml_1_0 == nullptr || !*toml_1_0->boolean()) {
                tally.skip("not judged by a TOML 1.0 reader");
                continue;
            }
            const auto text = need(decode_base64(test_case.text_at("toml_base64")));
            const bool accepted = parse_toml(text_of(text)).has_value();
            tally.count(std::string(test_case.text_at("id")), accepted == (std::string_view(group) == "valid"), accepted ? "accepted" : "refused");
        }
    }
}
