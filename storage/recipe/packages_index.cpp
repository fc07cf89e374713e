// SPDX-License-Identifier: Apache-2.0
#include "storage/recipe/packages_index.hpp"

#include "base/core/text.hpp"

namespace assay::storage {

namespace {

Result<IndexedPackage> package_in(const Deb822Stanza& stanza) {
    const auto size = parse_decimal(TRY(stanza.line("Size")));
    if (!size) return fail(ErrorKind::Invalid, "field \"Size\" is not a number");
    IndexedPackage out;
    out.name = TRY(stanza.line("Package"));
    out.version = TRY(stanza.line("Version"));
    out.architecture = TRY(stanza.line("Architecture"));
    out.filename = TRY(stanza.line("Filename"));
    out.size = *size;
    out.sha256 = TRY(decode_hex_as<crypto::Sha256>(TRY(stanza.line("SHA256")), "field \"SHA256\""));
    return out;
}

}  // namespace

Status for_each_package(ByteSource& packages, const std::function<Status(const IndexedPackage&)>& visit,
                        const Deb822Limits& limits) {
    return for_each_stanza(
        packages, [&](const auto& stanza) -> Status { return visit(TRY(package_in(stanza))); }, limits);
}

}  // namespace assay::storage
