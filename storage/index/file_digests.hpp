// SPDX-License-Identifier: Apache-2.0
// What is computed of a file's content in one reading. Private to storage/index.
#pragma once

#include "storage/snapshot/git_object.hpp"
#include "storage/snapshot/line_counter.hpp"

#include <optional>

namespace assay::storage {

/// What a directory is to the one who seals it, and so what is computed of its files beside their blob ids.
enum class DirectoryRole {
    Plain,     ///< nothing more
    Snapshot,  ///< part of a snapshot: SHA-1 ids and lines
    Inputs     ///< made for inputs: the plain SHA-256 of each, by which the caller knows them
};

/// What one reading of a file's content gives; zero what its directory's role does not ask for.
struct FileDigests {
    crypto::Sha256 blob;
    crypto::Sha1 sha1_blob;
    std::uint64_t lines = 0;  ///< of text
    crypto::Sha256 content;   ///< the plain digest
};

/// Digests of content that arrives in parts, `size` bytes in all. `finish` may be called once.
class FileHasher {
public:
    FileHasher(std::uint64_t size, DirectoryRole role);
    /// The next part of the content.
    void update(ByteView bytes);
    FileDigests finish();

private:
    struct Identity {
        crypto::HashStream<crypto::Sha1> sha1;
        LineCounter lines;
    };
    crypto::HashStream<crypto::Sha256> blob_;
    std::optional<Identity> identity_;
    std::optional<crypto::HashStream<crypto::Sha256>> content_;
};

FileDigests digests_of(ByteView content, DirectoryRole role);

}  // namespace assay::storage
