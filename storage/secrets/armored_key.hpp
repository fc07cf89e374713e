// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace assay::storage {

/// What a text at some place is, in words: `a private key (RSA PRIVATE KEY)`. None when it only looks so.
using Recognised = std::optional<std::string>;

/// How much text behind a key's beginning these want to see.
inline constexpr std::size_t kArmorBytesMax = 64U << 10;

/// `text` begins with `-----BEGIN `. A private key is there when its end is, and a body between that decodes to what
/// the header says; quotes, escapes and comment marks of program texts may be around the lines. Private keys of
/// PKCS#1, PKCS#8, SEC1 and DSA, encrypted or not, OpenSSH, SSH2 and PGP, and static keys of OpenVPN.
Recognised pem_private_key(std::string_view text);

/// `text` begins with `---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----`.
Recognised ssh2_private_key(std::string_view text);

/// `text` begins with `PuTTY-User-Key-File-`.
Recognised putty_private_key(std::string_view text);

/// `text` begins with `untrusted comment:`: the first line of a key or signature of minisign and signify.
Recognised minisign_secret_key(std::string_view text);

}  // namespace assay::storage
