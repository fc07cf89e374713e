// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/error.hpp"

namespace assay::storage {

/// The text of a clear-signed message (RFC 9580, section 7), or the text itself where it is not signed. The signature
/// is not checked: that is gpgv's. Text outside of what is signed is refused. Errors: Invalid.
Result<std::string> cleartext_of(std::string_view text);

}  // namespace assay::storage
