// SPDX-License-Identifier: Apache-2.0
#include "storage/index/attributes.hpp"

#include "base/core/text.hpp"

#include <algorithm>
#include <cerrno>

#include <sys/xattr.h>

namespace assay::storage {

namespace {

/// What the kernel lets all names of one file take (XATTR_LIST_MAX).
constexpr std::size_t kNamesBytesMax = 64U << 10;

bool is_kept(std::string_view name) { return name.starts_with("user.") || name == "security.capability"; }

Result<Bytes> value_of(const Descriptor& file, const std::string& name) {
    Bytes value(Entry::kAttributeBytesMax);
    const auto size = ::fgetxattr(file.number(), name.c_str(), value.data(), value.size());
    if (size < 0) return fail(io_error("reading attribute " + quote(name) + " of " + quote(file.name()), errno));
    value.resize(static_cast<std::size_t>(size));
    return value;
}

}  // namespace

Result<std::vector<Attribute>> attributes_of(const Descriptor& file) {
    auto size = ::flistxattr(file.number(), nullptr, 0);
    if (size == 0 || (size < 0 && errno == ENOTSUP)) return std::vector<Attribute>();
    std::string names(kNamesBytesMax, '\0');
    if (size > 0) size = ::flistxattr(file.number(), names.data(), names.size());
    if (size < 0) return fail(io_error("listing the attributes of " + quote(file.name()), errno));
    std::vector<Attribute> out;
    for (const auto name : split(std::string_view(names).substr(0, static_cast<std::size_t>(size)), '\0')) {
        if (!is_kept(name)) continue;
        auto value = TRY(value_of(file, std::string(name)));
        out.push_back({std::string(name), std::move(value)});
    }
    if (out.size() > Entry::kAttributesMax)
        return fail(ErrorKind::Limit,
                    quote(file.name()) + " has more than " + std::to_string(Entry::kAttributesMax) + " attributes");
    std::sort(out.begin(), out.end());
    return out;
}

}  // namespace assay::storage
