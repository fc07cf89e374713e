// SPDX-License-Identifier: Apache-2.0
#include "storage/piece/plain_form.hpp"

#include "tests/fuzz/fuzz.hpp"

namespace assay::fuzz {

// A plain form has more than one writing (levels of zstd), but all of them hold the same content.
void run(ByteView input) {
    const auto most = storage::content_bytes_max(storage::PieceKind::Data);
    const auto content = storage::decode_plain(input, most);
    if (!content) return check(content.error());
    hold(!content->empty() && content->size() <= most, "content is of a size its kind may have");
    Bytes buffer;
    const auto again =
        need(storage::decode_plain(storage::encode_plain(*content, {}, buffer), most), "it is read again");
    hold(equal(again, *content), "content that is sealed again is the same");
}

}  // namespace assay::fuzz
