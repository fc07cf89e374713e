// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/digest/hash_file.hpp"
#include "storage/secrets/secret_scan.hpp"

namespace assay::storage {

/// A file that was read once, for its digest and for secrets.
struct SearchedFile {
    HashedFile<crypto::DigestSet> file;
    std::vector<SecretFinding> findings;
};

/// Searches bytes that are at `at` in a deposit, outside its source.
Result<std::vector<SecretFinding>> find_secrets(const RelativePath& at, ByteView content);

/// The same for an open file, in constant memory. Errors: hash_file's.
Result<SearchedFile> find_secrets(const RelativePath& at, const Descriptor& file,
                                  const Interrupt& interrupt = NoInterrupt());

}  // namespace assay::storage
