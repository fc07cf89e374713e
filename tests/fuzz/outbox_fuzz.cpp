// SPDX-License-Identifier: Apache-2.0
#include "storage/export/outbox.hpp"

#include "tests/fuzz/fuzz.hpp"

namespace assay::fuzz {

void run(ByteView input) {
    settle([](std::string_view text) { return storage::Outbox::parse(text); },
           [](const storage::Outbox& outbox) { return outbox.render(); }, text_of(input));
}

}  // namespace assay::fuzz
