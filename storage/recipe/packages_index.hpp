// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/primitive/digest.hpp"
#include "storage/recipe/deb822.hpp"

namespace assay::storage {

/// What an archive's Packages file says of one package. The views live as long as the stanza they come from.
struct IndexedPackage {
    std::string_view name;
    std::string_view version;
    std::string_view architecture;
    std::string_view filename;  ///< below the archive's root, as `pool/main/h/hello/hello_2.10-3_amd64.deb`
    std::uint64_t size = 0;
    crypto::Sha256 sha256;
};

/// Hands over the packages of a decompressed Packages file one after the other, in constant memory. A pure function of
/// the stream: what a stranger sends is read in a cell. Errors: Invalid with the line's number, Limit, the source's and
/// those of `visit`.
Status for_each_package(ByteSource& packages, const std::function<Status(const IndexedPackage&)>& visit,
                        const Deb822Limits& limits = {});

}  // namespace assay::storage
