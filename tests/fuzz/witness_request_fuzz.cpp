// SPDX-License-Identifier: Apache-2.0
#include "crypto/tlog/witness_request.hpp"

#include "tests/fuzz/fuzz.hpp"

namespace assay::fuzz {

void run(ByteView input) {
    const auto body = text_of(input);
    read_and_write(crypto::parse_size_answer, crypto::render_size_answer, body);
    const auto request = crypto::AddCheckpoint::parse(body);
    if (!request) {
        hold(crypto::judge_unreadable(request.error()).status != crypto::WitnessStatus::Cosign,
             "what cannot be read is not cosigned");
        return check(request.error());
    }
    hold(request->render() == body, "a request has one form");
    const auto checkpoint = crypto::Checkpoint::parse(request->note.unverified_text());
    if (!checkpoint) return check(checkpoint.error());
    const crypto::WitnessedLog log{.keys = {}, .head = {.size = request->old_size, .root = checkpoint->root()}};
    hold(crypto::judge_add_checkpoint(*request, *checkpoint, &log).status != crypto::WitnessStatus::Cosign,
         "what no key signed is not cosigned");
}

}  // namespace assay::fuzz
