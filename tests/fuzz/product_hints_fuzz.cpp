// SPDX-License-Identifier: Apache-2.0
#include "storage/intake/product_hints.hpp"

#include "base/core/text.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace assay::fuzz {

void run(ByteView input) {
    const auto text = text_of(input);
    std::vector<storage::ProductHint> hints;
    if (auto hint = storage::hint_of_cmake(text)) hints.push_back(std::move(*hint));
    if (auto hint = storage::hint_of_npm(text)) hints.push_back(std::move(*hint));
    if (auto version = storage::version_of_tag(text)) hints.push_back({"a tag", {}, {std::move(*version)}});
    for (const auto& hint : hints) {
        hold(hint.name || !hint.versions.empty(), "a hint says something");
        hold(is_utf8(hint.name.value_or("")), "a name is text");
        for (const auto& version : hint.versions) {
            hold(is_utf8(version), "a version is text");
            hold(storage::check_hints(hint.name.value_or("x"), version, {hint}).has_value(),
                 "a source agrees with itself");
        }
        if (const auto told = storage::check_hints("", "", {hint}); !told) check(told.error());
    }
}

}  // namespace assay::fuzz
