// SPDX-License-Identifier: Apache-2.0
#include "crypto/age/header.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace assay::fuzz {

void run(ByteView input) {
    const auto header = crypto::AgeHeader::parse(input);
    if (!header) return check(header.error());
    hold(header->size <= input.size() && header->mac_covers < header->size, "a header lies in its file");
    const auto written = text_of(input.first(header->size));
    hold(written.substr(header->mac_covers) == crypto::render_age_mac(header->mac), "a MAC has one form");
    if (header->stanzas.size() != 1) return;
    hold(written.substr(0, header->mac_covers) == crypto::render_age_header(header->stanzas.front()),
         "a header of one stanza has one form");
}

}  // namespace assay::fuzz
