// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/bytes.hpp"
#include "base/files/descriptor.hpp"

#include <map>

namespace assay {

/// The extended attributes of an open file or folder, by name: capabilities, ACLs, whatever was put there. Those that
/// the kernel shows to this user; none where the file system has none. Errors: io_error's.
Result<std::map<std::string, Bytes>> attributes_of(const Descriptor& file);

/// Removes the attributes of these names. Labels that the system itself puts on every file (`security.selinux` and its
/// kin) cannot be removed and are no error. Errors: io_error's.
Status remove_attributes(const Descriptor& file, const std::map<std::string, Bytes>& attributes);

}  // namespace assay
