// SPDX-License-Identifier: Apache-2.0
#include "storage/secrets/anchor_search.hpp"

#include <cstring>

namespace assay::storage {

namespace {

constexpr std::size_t kPlaces = 8;

std::uint32_t gram_at(const char* text) {
    std::uint32_t out = 0;
    std::memcpy(&out, text, sizeof out);
    return out;
}

}  // namespace

AnchorSearch::AnchorSearch(std::vector<Anchor> anchors) : anchors_(std::move(anchors)), next_(anchors_.size()) {
    // Backwards, so that those of one hash are found in their order.
    for (std::size_t i = anchors_.size(); i-- > 0;) {
        auto& first = first_[hash_of(gram_at(anchors_[i].text.data() + anchors_[i].gram))];
        next_[i] = first;
        first = static_cast<std::uint8_t>(i + 1);
    }
}

void AnchorSearch::search(std::string_view text, const Found& found) const {
    if (text.size() < kGramBytes) return;
    const auto places = text.size() - kGramBytes + 1;
    std::size_t at = 0;
    for (; at + kPlaces <= places; at += kPlaces) {
        unsigned any = 0;
        for (std::size_t i = 0; i < kPlaces; ++i) any |= first_[hash_of(gram_at(text.data() + at + i))];
        if (any == 0) continue;
        for (std::size_t i = 0; i < kPlaces; ++i) compare(text, at + i, found);
    }
    for (; at < places; ++at) compare(text, at, found);
}

void AnchorSearch::compare(std::string_view text, std::size_t place, const Found& found) const {
    for (auto number = first_[hash_of(gram_at(text.data() + place))]; number != 0; number = next_[number - 1]) {
        const auto& anchor = anchors_[number - 1U];
        if (place < anchor.gram) continue;
        const auto at = place - anchor.gram;
        if (text.compare(at, anchor.text.size(), anchor.text) == 0) found(number - 1U, at);
    }
}

}  // namespace assay::storage
