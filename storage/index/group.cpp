// SPDX-License-Identifier: Apache-2.0
// A group may end after any file once it is nearly full; whether it does is drawn from the file's name, a large file
// being likelier to end one. So the ends are the same whatever the files hold, and where a file is added or removed
// they fall into step again after a group or two.
#include "storage/index/group.hpp"

#include "crypto/primitive/digest.hpp"

namespace assay::storage {

bool ends_group(std::size_t group_bytes, std::string_view name, std::uint64_t size) {
    if (group_bytes < kGroupBytesMin) return false;
    const auto drawn = read_big_endian<std::uint64_t>(crypto::sha256(bytes_of(name)).view());
    return drawn % (kGroupBytes - kGroupBytesMin) < size;
}

}  // namespace assay::storage
