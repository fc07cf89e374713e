// SPDX-License-Identifier: Apache-2.0
// What the room's process asks the one that holds the keys to sign.
#include "tests/fuzz/fuzz.hpp"
#include "verifier/signer/reports.hpp"

namespace assay::fuzz {

void run(ByteView input) {
    const auto json = Json::parse(text_of(input));
    if (!json) return;
    const auto report = verifier::parse_report(*json);
    if (!report) return check(report.error());
    const auto first = verifier::render_report(*report).render();
    const auto again =
        need(verifier::parse_report(need(Json::parse(first), "what is written is JSON")), "what is written is read");
    hold(verifier::render_report(again).render() == first, "what is written twice is the same");
}

}  // namespace assay::fuzz
