// SPDX-License-Identifier: Apache-2.0
#include "base/core/json.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace assay::fuzz {

void run(ByteView input) {
    const auto json = Json::parse(text_of(input));
    if (!json) return check(json.error());
    hold(need(Json::parse(json->render()), "JSON is read") == *json, "JSON keeps its value");
    hold(need(Json::parse(json->render_pretty()), "indented JSON is read") == *json, "indented JSON keeps its value");
}

}  // namespace assay::fuzz
