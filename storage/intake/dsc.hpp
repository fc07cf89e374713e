// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/intake/source.hpp"

namespace assay::storage {

/// One binary package that a source package builds.
struct DscPackage {
    std::string name;
    std::string type;                        ///< `deb`, `udeb`
    std::vector<std::string> architectures;  ///< `any`, `all`, `amd64`, `linux-any`…

    friend bool operator==(const DscPackage&, const DscPackage&) = default;
};

/// What a Debian source control file says (dsc(5)). Its signature is not looked at.
///
/// - `files` are named by one component each; size and SHA-256 are given; the list Files names the same.
/// - Format is 1.0, 3.0 (native) or 3.0 (quilt): those whose unpacking runs no more than tar and patch.
struct Dsc {
    static constexpr std::size_t kBytesMax = 1U << 20;

    std::string format;
    std::string name;
    std::string version;
    std::vector<SourceFile> files;
    std::vector<DscPackage> packages;  ///< Package-List; empty in old ones

    /// Errors: Invalid, Limit; Unsupported for other formats and where there is no SHA-256.
    static Result<Dsc> parse(std::string_view text);

    /// Without epoch: as in the names of what is built.
    std::string version_without_epoch() const;
    /// Without epoch and Debian's revision: as in the name of the folder it unpacks to.
    std::string upstream_version() const;
};

}  // namespace assay::storage
