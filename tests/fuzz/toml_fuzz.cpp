// SPDX-License-Identifier: Apache-2.0
#include "base/core/text.hpp"
#include "base/core/toml.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace assay::fuzz {

void run(ByteView input) {
    const auto text = text_of(input);
    if (const auto parsed = parse_toml(text))
        hold(Json::parse(parsed->render()).has_value(), "TOML becomes JSON");
    else
        check(parsed.error());
    if (!is_utf8(text)) return;
    const auto kept = need(parse_toml("key = " + quote_toml(text)), "a quoted text is read");
    hold(kept.text_at("key") == text, "a quoted text is kept");
}

}  // namespace assay::fuzz
