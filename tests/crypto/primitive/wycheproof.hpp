// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/encoding.hpp"
#include "tests/support/support.hpp"

namespace assay::test {

/// One case of a Wycheproof file, with the group it is in.
struct WycheproofCase {
    const Json& group;
    const Json& test;

    std::string name() const {
        return "tcId " + std::to_string(*test.find("tcId")->integer()) + " " + std::string(test.text_at("comment"));
    }
    bool valid() const { return test.text_at("result") == "valid"; }
    bool acceptable() const { return test.text_at("result") == "acceptable"; }
    bool has_flag(std::string_view flag) const {
        for (const auto& item : *test.find("flags")->items())
            if (*item.text() == flag) return true;
        return false;
    }
    Bytes bytes(std::string_view key) const { return need(decode_hex(test.text_at(key))); }
    Bytes group_bytes(std::string_view key) const { return need(decode_hex(group.text_at(key))); }

    void expect(Tally& tally, bool accepted) const {
        tally.count(name(), acceptable() || accepted == valid(), accepted ? "it was accepted" : "it was refused");
    }
};

/// Walks all cases of `wycheproof/FILE_test.json` and prints the count.
template <typename Judge>
void walk_wycheproof(const std::string& file, const Judge& judge) {
    const auto json = read_json(vectors("wycheproof") / (file + "_test.json"));
    Tally tally("wycheproof " + file);
    std::size_t walked = 0;
    for (const auto& group : *json.find("testGroups")->items())
        for (const auto& test : *group.find("tests")->items()) {
            judge(WycheproofCase{group, test}, tally);
            ++walked;
        }
    CHECK(walked > 0);
}

}  // namespace assay::test
