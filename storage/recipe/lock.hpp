// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/json.hpp"
#include "base/files/relative_path.hpp"
#include "crypto/primitive/digest.hpp"

#include <optional>
#include <variant>

namespace assay::storage {

/// A file among the materials.
struct LockedFile {
    RelativePath file;  ///< below the folder its kind has: pool/ or lists/
    crypto::Sha256 sha256;
    std::uint64_t size = 0;

    friend auto operator<=>(const LockedFile&, const LockedFile&) = default;
};

/// An archive's Packages file, plain or compressed by xz.
struct LockedIndex {
    LockedFile file;
    std::string path;  ///< of the plain file, as the Release file lists it: `main/binary-amd64/Packages`

    friend auto operator<=>(const LockedIndex&, const LockedIndex&) = default;
};

/// A signed InRelease file and those Packages files of it that packages are looked up in.
struct LockedArchive {
    LockedFile in_release;
    std::vector<LockedIndex> indexes;

    friend auto operator<=>(const LockedArchive&, const LockedArchive&) = default;
};

/// One package of a build's root, by the digest of its .deb.
struct LockedPackage {
    std::string name;
    std::string version;
    std::string architecture;
    LockedFile deb;
    std::optional<std::size_t> archive;  ///< that vouches for it; none: the vendor's own

    friend auto operator<=>(const LockedPackage&, const LockedPackage&) = default;
};

/// A root assembled from Debian packages: all of them, and who vouches.
struct DebianLock {
    std::string suite;
    std::string architecture;
    std::vector<LockedArchive> archives;
    std::vector<LockedPackage> packages;

    friend bool operator==(const DebianLock&, const DebianLock&) = default;
};

/// One package of the machine, by name alone: nothing says what its files are.
struct HostPackage {
    std::string name;
    std::string version;
    std::string architecture;

    friend auto operator<=>(const HostPackage&, const HostPackage&) = default;
};

/// A machine's own /usr, as far as a package list can say what it is.
struct HostLock {
    std::string architecture;
    std::string os_id;       ///< ID of os-release(5)
    std::string os_version;  ///< VERSION_ID of os-release(5); empty where there is none
    std::vector<HostPackage> packages;

    friend bool operator==(const HostLock&, const HostLock&) = default;
};

/// Exactly what a build runs in. Page: lock.md.
///
/// - Packages are sorted by name, version and architecture, none twice, at least one; a Debian lock has no name and
///   architecture twice.
/// - Files of one folder have names of their own; archive numbers are those of archives that are there.
/// - JSON form: `parse(l.render())` gives `l` back, and `render(parse(text))` is `text`.
class Lock {
public:
    static constexpr std::size_t kBytesMax = 16U << 20;
    static constexpr std::size_t kPackagesMax = 20'000;
    static constexpr std::size_t kArchivesMax = 64;
    static constexpr std::size_t kIndexesMax = 64;

    /// Sorts, then checks. Errors: Invalid, Limit.
    static Result<Lock> make(DebianLock lock);
    static Result<Lock> make(HostLock lock);
    /// Errors: Invalid, Limit; Unsupported for another format or environment.
    static Result<Lock> parse(std::string_view text);

    std::string render() const;
    /// SHA-256 of the JSON form: what an assembled root is cached by.
    crypto::Sha256 digest() const { return crypto::sha256(bytes_of(render())); }

    /// Null for the other kind.
    const DebianLock* debian() const { return std::get_if<DebianLock>(&lock_); }
    const HostLock* host() const { return std::get_if<HostLock>(&lock_); }

    friend bool operator==(const Lock&, const Lock&) = default;

private:
    explicit Lock(std::variant<DebianLock, HostLock> lock) : lock_(std::move(lock)) {}
    std::variant<DebianLock, HostLock> lock_;
};

}  // namespace assay::storage
