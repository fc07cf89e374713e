// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/error.hpp"
#include "crypto/primitive/digest.hpp"

#include <vector>

namespace assay::crypto {

constexpr std::size_t kAgeHeaderBytesMax = 65'536;
constexpr std::size_t kAgeStanzasMax = 32;

/// One wrapping of the file key: `-> type argument…` and a body.
///
/// - At least one argument, the type; each of one or more printable characters without space.
struct AgeStanza {
    std::vector<std::string> arguments;
    Bytes body;

    std::string_view type() const { return arguments.front(); }
};

/// The text in front of the payload.
///
/// - At least one stanza, at most kAgeStanzasMax.
struct AgeHeader {
    std::vector<AgeStanza> stanzas;
    Sha256 mac;
    std::size_t mac_covers;  ///< bytes from the start of the file up to and including `---`
    std::size_t size;        ///< bytes up to and including the last newline

    /// Reads the header of a file, which the payload follows.
    /// Errors: Invalid (says which line), Unsupported for other versions and for armor, Limit.
    /// Source: C2SP age, "ABNF definition of file header".
    static Result<AgeHeader> parse(ByteView file);
};

/// The header up to and including `---`, over which the MAC goes.
std::string render_age_header(const AgeStanza& stanza);

/// What follows it: a space, the MAC, a newline.
std::string render_age_mac(const Sha256& mac);

}  // namespace assay::crypto
