// SPDX-License-Identifier: Apache-2.0
#include "storage/digest/hash_file.hpp"

#include "base/core/text.hpp"

#include <type_traits>

namespace assay::storage {

namespace {

constexpr std::size_t kBufferBytes = 256U << 10;

template <typename Digest>
using StreamOf =
    std::conditional_t<std::is_same_v<Digest, crypto::DigestSet>, crypto::DigestSetStream, crypto::HashStream<Digest>>;

}  // namespace

template <typename Digest>
Result<HashedFile<Digest>> hash_file(const Descriptor& file, const Interrupt& interrupt, const HashWatcher& watch) {
    StreamOf<Digest> stream;
    Bytes buffer(kBufferBytes);
    HashedFile<Digest> out;
    while (const auto got = TRY(file.read_some(buffer))) {
        TRY(interrupt.check("reading " + quote(file.name())));
        const auto bytes = ByteView(buffer).first(got);
        stream.update(bytes);
        out.size += got;
        if (watch) TRY(watch(bytes));
    }
    out.digest = stream.finish();
    return out;
}

template Result<HashedFile<crypto::Sha256>> hash_file(const Descriptor&, const Interrupt&, const HashWatcher&);
template Result<HashedFile<crypto::DigestSet>> hash_file(const Descriptor&, const Interrupt&, const HashWatcher&);

}  // namespace assay::storage
