// SPDX-License-Identifier: Apache-2.0
#include "crypto/tlog/leaf.hpp"

#include "crypto/primitive/digest.hpp"

namespace assay::crypto {

LeafEntry make_leaf_entry(ByteView envelope, const LeafSalt& salt) {
    constexpr std::string_view kLabel{"assay-leaf-v1\0", 14};
    HashStream<Sha256> hash;
    hash.update(kLabel).update(salt.view()).update(sha512(envelope).view());
    return LeafEntry(hash.finish().array());
}

}  // namespace assay::crypto
