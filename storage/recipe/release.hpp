// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/primitive/digest.hpp"

#include <map>

namespace assay::storage {

/// What an archive's Release file says: which index files there are.
///
/// Made of text whose signature somebody has checked already (gpgv prints it); an InRelease with its signature still on
/// is refused, so that no unverified text is parsed.
class Release {
public:
    static constexpr std::size_t kBytesMax = 16U << 20;

    /// What the Release file says of one file of the archive.
    struct File {
        std::uint64_t size = 0;
        crypto::Sha256 sha256;

        friend bool operator==(const File&, const File&) = default;
    };

    /// Errors: Invalid, Limit.
    static Result<Release> parse(std::string_view verified_text);

    /// Empty where the archive does not say.
    const std::string& origin() const { return origin_; }
    const std::string& suite() const { return suite_; }
    const std::string& codename() const { return codename_; }
    const std::string& date() const { return date_; }

    /// By its path below the Release file, as `main/binary-amd64/Packages`; null when it is not listed.
    const File* find(std::string_view path) const;

private:
    std::string origin_, suite_, codename_, date_;
    std::map<std::string, File, std::less<>> files_;
};

}  // namespace assay::storage
