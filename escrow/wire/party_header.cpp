// SPDX-License-Identifier: Apache-2.0
#include "escrow/wire/party_header.hpp"

#include "base/core/encoding.hpp"

namespace assay::escrow {

std::string render_party(const crypto::IdentityId& party) { return encode_hex(party.view()); }

Result<crypto::IdentityId> parse_party(std::string_view value) {
    return decode_hex_as<crypto::IdentityId>(value, kPartyHeader);
}

}  // namespace assay::escrow
