// SPDX-License-Identifier: Apache-2.0
#include "storage/intake/product_check.hpp"

#include "base/core/text.hpp"
#include "base/files/read.hpp"
#include "storage/intake/dsc.hpp"
#include "storage/recipe/package_name.hpp"

namespace assay::storage {

namespace {

constexpr std::size_t kChangelogBytesMax = 16U << 20;
const RelativePath kChangelog = "debian/changelog"_path;

}  // namespace

std::optional<SaidProduct> head_of_changelog(std::string_view text) {
    const auto line = text.substr(0, text.find('\n'));
    const auto open = line.find(" ("), close = line.find(") ");
    if (open == std::string_view::npos || close == std::string_view::npos || close < open) return std::nullopt;
    const auto name = line.substr(0, open), version = line.substr(open + 2, close - open - 2);
    if (!check_package_name(name) || !check_package_version(version)) return std::nullopt;
    return SaidProduct{std::string(name), std::string(version)};
}

Result<std::optional<SaidProduct>> product_of(const Source& source, const Folder& tree) {
    if (source.name && source.version) return std::optional(SaidProduct{*source.name, *source.version});
    const auto status = tree.status(kChangelog);
    // A missing one, one behind a link and one that is no file say nothing.
    if (!status || status->kind != FileKind::Regular || status->size > kChangelogBytesMax)
        return std::optional<SaidProduct>();
    return head_of_changelog(text_of(TRY(read_file(tree, kChangelog, kChangelogBytesMax))));
}

Status check_product(const std::string& name, const std::string& version, const SaidProduct& said) {
    Dsc as_dsc;
    as_dsc.version = said.version;
    if (name == said.name &&
        (version == said.version || version == as_dsc.version_without_epoch() || version == as_dsc.upstream_version()))
        return {};
    return fail(ErrorKind::Untrusted, "the deposit says it is " + quote(name + " " + version) +
                                          ", its source says it is " + quote(said.name + " " + said.version));
}

}  // namespace assay::storage
