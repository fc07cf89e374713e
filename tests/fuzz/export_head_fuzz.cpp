// SPDX-License-Identifier: Apache-2.0
#include "storage/export/export_file.hpp"

#include "tests/fuzz/fuzz.hpp"

namespace assay::fuzz {

void run(ByteView input) {
    settle(storage::ExportHead::parse, [](const storage::ExportHead& head) { return head.render(); }, text_of(input));
}

}  // namespace assay::fuzz
