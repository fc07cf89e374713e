// SPDX-License-Identifier: Apache-2.0
#include "base/files/attributes.hpp"

#include "base/core/text.hpp"

#include <cerrno>

#include <sys/xattr.h>

namespace assay {

namespace {

/// The kernel's own bounds on the list of names and on a value (xattr(7)).
constexpr std::size_t kBytesMax = 64U << 10;

bool is_label(std::string_view name) { return name.starts_with("security.") && name != "security.capability"; }

}  // namespace

Result<std::map<std::string, Bytes>> attributes_of(const Descriptor& file) {
    std::map<std::string, Bytes> out;
    const auto size = ::flistxattr(file.number(), nullptr, 0);
    if (size == 0 || (size < 0 && errno == EOPNOTSUPP)) return out;
    std::string names(kBytesMax, '\0');
    const auto got = ::flistxattr(file.number(), names.data(), names.size());
    if (got < 0) return fail(io_error("reading the attributes of " + quote(file.name()), errno));
    names.resize(static_cast<std::size_t>(got));
    for (const auto name : split(names, '\0')) {
        if (name.empty()) continue;
        Bytes value(kBytesMax);
        const auto length = ::fgetxattr(file.number(), std::string(name).c_str(), value.data(), value.size());
        // A name may be listed that only others may read.
        value.resize(length < 0 ? 0 : static_cast<std::size_t>(length));
        out.emplace(name, std::move(value));
    }
    return out;
}

Status remove_attributes(const Descriptor& file, const std::map<std::string, Bytes>& attributes) {
    for (const auto& [name, value] : attributes)
        if (::fremovexattr(file.number(), name.c_str()) != 0 && errno != ENODATA && !is_label(name))
            return fail(io_error("removing the attribute " + quote(name) + " of " + quote(file.name()), errno));
    return {};
}

}  // namespace assay
