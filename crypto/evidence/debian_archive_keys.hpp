// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

namespace assay::crypto {

/// A key with which Debian signs its archives.
struct DebianArchiveKey {
    std::string_view fingerprint;  ///< of the primary key, as gpg prints it without spaces
    std::string_view name;         ///< `Debian 12 bookworm, archive`
};

/// The keys of the suites that recipes may name: what a policy accepts unless it says otherwise. Page: policy.md, "Keys
/// of Debian's archives". Source: the key files of the package debian-archive-keyring.
std::span<const DebianArchiveKey> debian_archive_keys();

/// What a key is called; empty where it is none of these.
std::string_view name_of_archive_key(std::string_view fingerprint);

}  // namespace assay::crypto
