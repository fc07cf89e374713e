// SPDX-License-Identifier: Apache-2.0
#include "storage/decompress/codec.hpp"

namespace assay::storage {

Result<std::unique_ptr<Codec>> make_codec(Compression compression, std::uint64_t memory_bytes) {
    switch (compression) {
        case Compression::Gzip: return make_gzip_codec();
        case Compression::Bzip2: return make_bzip2_codec();
        case Compression::Xz: return make_xz_codec(memory_bytes);
        case Compression::Zstd: return make_zstd_codec(memory_bytes);
        case Compression::None: break;
    }
    return fail(ErrorKind::Internal, "there is no decoder for what is not compressed");
}

}  // namespace assay::storage
