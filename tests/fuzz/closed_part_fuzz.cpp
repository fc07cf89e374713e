// SPDX-License-Identifier: Apache-2.0
#include "crypto/statement/commitment.hpp"

#include "tests/fuzz/fuzz.hpp"

namespace assay::fuzz {

void run(ByteView input) {
    settle(crypto::ClosedPart::parse, [](const crypto::ClosedPart& part) { return part.render(); }, text_of(input));
    const auto part = crypto::ClosedPart::parse(text_of(input));
    if (!part) return;
    hold(part->check(part->commitments()).has_value(), "a part fits its own commitments");
    for (const auto& [field, disclosure] : part->fields()) {
        hold(part->value(field).has_value(), "every field holds JSON");
        hold(crypto::check_disclosure(field, disclosure, part->commitments()).has_value(),
             "every field fits its commitment");
    }
}

}  // namespace assay::fuzz
