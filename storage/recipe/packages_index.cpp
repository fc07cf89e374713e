// SPDX-License-Identifier: Apache-2.0
#include "storage/recipe/packages_index.hpp"

#include "base/core/text.hpp"

namespace assay::storage {

namespace {

Result<IndexedPackage> package_in(const Deb822Stanza& stanza) {
    const auto size = parse_decimal(TRY(stanza.line("Size")));
    if (!size) return fail(ErrorKind::Invalid, "field \"Size\" is not a number");
    return IndexedPackage{
        .name = TRY(stanza.line("Package")),
        .version = TRY(stanza.line("Version")),
        .architecture = TRY(stanza.line("Architecture")),
        .filename = TRY(stanza.line("Filename")),
        .size = *size,
        .sha256 = TRY(decode_hex_as<crypto::Sha256>(TRY(stanza.line("SHA256")), "field \"SHA256\"")),
    };
}

}  // namespace

Status for_each_package(ByteSource& packages, const std::function<Status(const IndexedPackage&)>& visit,
                        const Deb822Limits& limits) {
    return for_each_stanza(
        packages, [&](const auto& stanza) -> Status { return visit(TRY(package_in(stanza))); }, limits);
}

}  // namespace assay::storage
