// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/json.hpp"

#include <string>
#include <vector>

namespace assay::crypto {

/// Whether a text is the fingerprint of an OpenPGP key as gpg prints it without spaces: 40 hexadecimal digits in
/// capital letters, or 64 for a key of version 6.
bool is_openpgp_fingerprint(std::string_view text);

/// A package archive whose signed InRelease vouches for packages of a build environment, as the room found it.
///
/// JSON form: {"in_release": "<file>", "keys": ["<fingerprint>", …]}. Keys ascend, there is at least one and none
/// twice.
struct VouchingArchive {
    static constexpr std::size_t kArchivesMax = 64, kKeysMax = 16;

    std::string in_release;         ///< its file in the folder `lists` of the materials
    std::vector<std::string> keys;  ///< primary keys whose signatures on it hold

    Json render() const;
    /// Errors: Invalid, Limit.
    static Result<VouchingArchive> parse(const Json& json);
    friend bool operator==(const VouchingArchive&, const VouchingArchive&) = default;
};

Json render_archives(const std::vector<VouchingArchive>& archives);
/// No InRelease appears twice. Errors: Invalid, Limit.
Result<std::vector<VouchingArchive>> parse_archives(const Json& json);

}  // namespace assay::crypto
