// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/primitive/digest.hpp"

namespace assay::storage {

/// A Software Hash Identifier, version 1, without qualifiers (ISO/IEC 18670, "Core identifier").
///
/// Text form: `swh:1:dir:` and 40 lower-case hexadecimal digits.
struct Swhid {
    /// What an SWHID names.
    enum class Kind { Content, Directory, Revision, Release, Snapshot };

    Kind kind = Kind::Directory;
    crypto::Sha1 id;

    /// Reads the text form exactly. Errors: Invalid.
    static Result<Swhid> parse(std::string_view text);
    std::string render() const;

    friend auto operator<=>(const Swhid&, const Swhid&) = default;
};

}  // namespace assay::storage
