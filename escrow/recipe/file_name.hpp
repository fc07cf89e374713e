// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace assay::escrow {

/// What the file name of a release says of it by custom: `hello-2.10.tar.gz`, `hello_2.10.orig.tar.xz`, `app-v1.2.zip`.
/// A guess: nothing is read.
///
/// - `stem` is the name without the ending of an archive; never empty unless the name is.
/// - `version` is what follows the first `-` or `_` after which a digit comes, or `v` and a digit (the `v` is left
/// out).
/// - `product` is what is before it; without a version it is the whole stem.
struct FileNameParts {
    std::string stem, product;
    std::optional<std::string> version;
};

FileNameParts parts_of_file_name(std::string_view name);

}  // namespace assay::escrow
