// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/secrets/armored_key.hpp"

namespace assay::storage {

/// Whether a value is put in place of a secret: marked as an example, a variable, an ellipsis, or with hardly any
/// different characters.
bool is_placeholder(std::string_view value);

/// `text` begins with the words that begin such a secret; each gives what it is when a value of the right form follows,
/// which is no placeholder and ends where such a value ends.
Recognised age_secret_key(std::string_view text);
Recognised github_token(std::string_view text);
Recognised gitlab_token(std::string_view text);
Recognised slack_token(std::string_view text);
Recognised stripe_key(std::string_view text);
Recognised npm_token(std::string_view text);
Recognised pypi_token(std::string_view text);
Recognised aws_secret_key(std::string_view text);
Recognised wireguard_key(std::string_view text);

}  // namespace assay::storage
