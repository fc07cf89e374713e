// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/statement/statement.hpp"

#include <string>
#include <string_view>

/// The header in which a client says as which identity it asks: several may publish the TLS key it shows. It is
/// believed only of an identity that publishes that key.
namespace assay::escrow {

inline constexpr std::string_view kPartyHeader = "assay-party";

std::string render_party(const crypto::IdentityId& party);
/// Errors: Invalid for what is no identity id.
Result<crypto::IdentityId> parse_party(std::string_view value);

}  // namespace assay::escrow
