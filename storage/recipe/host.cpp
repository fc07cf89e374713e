// SPDX-License-Identifier: Apache-2.0
#include "storage/recipe/host.hpp"

#include "base/core/text.hpp"
#include "base/files/read.hpp"
#include "storage/recipe/deb822.hpp"

#include <fcntl.h>
#include <algorithm>

namespace assay::storage {

namespace {

constexpr std::size_t kOsReleaseBytesMax = 64U << 10;

/// The value of `name=` in os-release, without its quotes.
std::string os_value(std::string_view text, std::string_view name) {
    for (const auto line : split(text, '\n')) {
        if (!line.starts_with(name) || line.size() <= name.size() || line[name.size()] != '=') continue;
        auto value = line.substr(name.size() + 1);
        if (value.size() >= 2 && (value.front() == '"' || value.front() == '\'') && value.back() == value.front())
            value = value.substr(1, value.size() - 2);
        return std::string(value);
    }
    return {};
}

std::string describe(const HostPackage& package) {
    return package.name + " " + package.version + " (" + package.architecture + ")";
}

}  // namespace

Result<HostLock> read_host_lock(const std::filesystem::path& root) {
    const auto os_release = TRY(read_file(root / "etc/os-release", kOsReleaseBytesMax));
    HostLock out{.architecture = "",
                 .os_id = os_value(text_of(os_release), "ID"),
                 .os_version = os_value(text_of(os_release), "VERSION_ID"),
                 .packages = {}};
    const auto status = TRY(Descriptor::open(root / "var/lib/dpkg/status", O_RDONLY));
    DescriptorSource source(status);
    TRY_WITHIN("the package list of this machine", for_each_stanza(source, [&](const Deb822Stanza& stanza) -> Status {
                   if (!TRY(stanza.line("Status")).ends_with(" installed")) return {};
                   HostPackage package;
                   package.name = TRY(stanza.line("Package"));
                   package.version = TRY(stanza.line("Version"));
                   package.architecture = TRY(stanza.line("Architecture"));
                   // dpkg's own architecture is the machine's.
                   if (package.name == "dpkg") out.architecture = package.architecture;
                   out.packages.push_back(std::move(package));
                   return {};
               }));
    if (out.architecture.empty()) return fail(ErrorKind::NotFound, "the package list of this machine names no dpkg");
    std::sort(out.packages.begin(), out.packages.end());
    return out;
}

Status check_host(const HostLock& locked, const HostLock& here) {
    if (locked.os_id != here.os_id || locked.os_version != here.os_version || locked.architecture != here.architecture)
        return fail(ErrorKind::Unproven, "the lock is of " + locked.os_id + " " + locked.os_version + " " +
                                             locked.architecture + ", this machine is " + here.os_id + " " +
                                             here.os_version + " " + here.architecture);
    std::vector<HostPackage> missing, added;
    std::set_difference(locked.packages.begin(), locked.packages.end(), here.packages.begin(), here.packages.end(),
                        std::back_inserter(missing));
    std::set_difference(here.packages.begin(), here.packages.end(), locked.packages.begin(), locked.packages.end(),
                        std::back_inserter(added));
    if (missing.empty() && added.empty()) return {};
    const auto first = missing.empty() ? "has " + describe(added.front()) + ", which the lock does not name"
                                       : "has not " + describe(missing.front()) + ", which the lock names";
    return fail(ErrorKind::Unproven, "this machine " + first + " (" + std::to_string(missing.size()) + " missing, " +
                                         std::to_string(added.size()) + " added)");
}

}  // namespace assay::storage
