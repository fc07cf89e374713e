// SPDX-License-Identifier: Apache-2.0
#include "storage/tlog/place.hpp"

namespace assay::storage {

bool is_leftover(std::string_view name) { return name.starts_with(".assay-") && name.ends_with(".part"); }

std::string genesis_text(std::span<const crypto::NoteKey> keys) {
    std::string text = "assay-log-genesis-v1\n";
    for (const auto& key : keys) text += key.render() + "\n";
    return text;
}

crypto::LeafEntry genesis_entry(std::string_view text) {
    return crypto::make_leaf_entry(bytes_of(text), crypto::LeafSalt());
}

}  // namespace assay::storage
