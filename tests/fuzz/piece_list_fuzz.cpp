// SPDX-License-Identifier: Apache-2.0
#include "storage/piece/piece_list.hpp"

#include "tests/fuzz/fuzz.hpp"

namespace assay::fuzz {

void run(ByteView input) {
    const auto list = storage::PieceList::decode(input);
    if (!list) return check(list.error());
    hold(equal(list->encode(), input), "a piece list has one form");
}

}  // namespace assay::fuzz
