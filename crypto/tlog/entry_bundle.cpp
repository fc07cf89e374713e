// SPDX-License-Identifier: Apache-2.0
#include "crypto/tlog/entry_bundle.hpp"

#include "base/core/text.hpp"

namespace assay::crypto {

Result<Bytes> encode_entries(const std::vector<Bytes>& entries) {
    if (entries.size() > kBundleEntriesMax)
        return fail(ErrorKind::Limit,
                    "writing a bundle: " + std::to_string(entries.size()) + " entries are more than 256");
    Bytes bundle;
    for (const auto& entry : entries) {
        if (entry.size() > kEntryBytesMax)
            return fail(ErrorKind::Limit,
                        "writing a bundle: an entry of " + std::to_string(entry.size()) + " bytes is over 65535");
        append_big_endian(bundle, static_cast<std::uint16_t>(entry.size()));
        append(bundle, entry);
    }
    return bundle;
}

Result<std::vector<Bytes>> decode_entries(ByteView bundle, unsigned width) {
    const auto doing = "reading a bundle of " + count_of(width, "entry", "entries");
    std::vector<Bytes> entries;
    while (!bundle.empty()) {
        if (entries.size() == width) return fail(ErrorKind::Invalid, doing + ": bytes follow the last entry");
        if (bundle.size() < 2) return fail(ErrorKind::Invalid, doing + ": it ends inside a length");
        const auto size = read_big_endian<std::uint16_t>(bundle);
        bundle = bundle.subspan(2);
        if (bundle.size() < size) return fail(ErrorKind::Invalid, doing + ": it ends inside an entry");
        entries.push_back(to_bytes(bundle.first(size)));
        bundle = bundle.subspan(size);
    }
    if (entries.size() != width)
        return fail(ErrorKind::Invalid, doing + ": it ends after " + std::to_string(entries.size()));
    return entries;
}

}  // namespace assay::crypto
