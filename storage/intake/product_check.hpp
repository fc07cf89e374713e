// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/files/folder.hpp"
#include "storage/intake/source.hpp"

namespace assay::storage {

/// What a source says of itself.
struct SaidProduct {
    std::string name;
    std::string version;
};

/// A Debian source package says it in its .dsc; any other source in the newest entry of `debian/changelog`, where it
/// has one that reads as such; else nothing. Errors: Folder's.
Result<std::optional<SaidProduct>> product_of(const Source& source, const Folder& tree);

/// Whether a deposit's product is the one its source speaks of: the same name, and its version whole (`1:6.0-28`),
/// without the epoch (`6.0-28`), or upstream's (`6.0`). Errors: Untrusted, with both sides.
Status check_product(const std::string& name, const std::string& version, const SaidProduct& said);

/// Name and version at the head of a Debian changelog (deb-changelog(5): `name (version) suite; urgency=…`). Nothing
/// where the first line is none.
std::optional<SaidProduct> head_of_changelog(std::string_view text);

}  // namespace assay::storage
