// SPDX-License-Identifier: Apache-2.0
#include "storage/secrets/find_secrets.hpp"

namespace assay::storage {

Result<std::vector<SecretFinding>> find_secrets(const RelativePath& at, ByteView content) {
    SecretScan scan;
    TRY(scan.begin(at, {.size = content.size()}));
    TRY(scan.bytes(content));
    TRY(scan.end());
    return scan.finish(crypto::sha256(content));
}

Result<SearchedFile> find_secrets(const RelativePath& at, const Descriptor& file, const Interrupt& interrupt) {
    SecretScan scan;
    TRY(scan.begin(at, TRY(file.status())));
    const auto read =
        TRY(hash_file<crypto::DigestSet>(file, interrupt, [&scan](ByteView bytes) { return scan.bytes(bytes); }));
    TRY(scan.end());
    return SearchedFile{read, scan.finish(read.digest.sha256)};
}

}  // namespace assay::storage
