// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/interrupt.hpp"
#include "base/files/descriptor.hpp"
#include "crypto/primitive/digest.hpp"

#include <functional>

namespace assay::storage {

/// What a file's bytes are.
template <typename Digest>
struct HashedFile {
    std::uint64_t size = 0;
    Digest digest;

    friend bool operator==(const HashedFile&, const HashedFile&) = default;
};

/// Sees the bytes of a file as they are hashed, in order. An error ends the reading.
using HashWatcher = std::function<Status(ByteView bytes)>;

/// Reads a file from its offset to its end, in constant memory. Digest is crypto::Sha256 or crypto::DigestSet.
/// Errors: Interrupted; Descriptor's, the watcher's.
template <typename Digest>
Result<HashedFile<Digest>> hash_file(const Descriptor& file, const Interrupt& interrupt = NoInterrupt(),
                                     const HashWatcher& watch = {});

extern template Result<HashedFile<crypto::Sha256>> hash_file(const Descriptor&, const Interrupt&, const HashWatcher&);
extern template Result<HashedFile<crypto::DigestSet>> hash_file(const Descriptor&, const Interrupt&,
                                                                const HashWatcher&);

}  // namespace assay::storage
