// SPDX-License-Identifier: Apache-2.0
#include "crypto/tlog/note.hpp"

#include "tests/fuzz/fuzz.hpp"

namespace assay::fuzz {

void run(ByteView input) {
    const auto text = text_of(input);
    read_and_write(crypto::Note::parse, [](const crypto::Note& note) { return note.render(); }, text);
    read_and_write(crypto::parse_signature_lines, crypto::render_signature_lines, text);
    auto note = crypto::Note::parse(text);
    if (!note) return;
    hold(note->add(note->signatures()).has_value() && note->render() == text,
         "lines that are there are not added again");
}

}  // namespace assay::fuzz
