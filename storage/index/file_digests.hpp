// SPDX-License-Identifier: Apache-2.0
// What is computed of a file's content in one reading. Private to storage/index.
#pragma once

#include "storage/snapshot/git_object.hpp"
#include "storage/snapshot/line_counter.hpp"

#include <optional>

namespace assay::storage {

/// Whether the content is part of a snapshot, whose ids are then computed too.
enum class Identify { No, Yes };

/// What one reading of a file's content gives.
struct FileDigests {
    crypto::Sha256 content;
    GitIds ids;               ///< zero unless identified
    std::uint64_t lines = 0;  ///< of text; 0 unless identified
};

/// Digests of content that arrives in parts. `finish` may be called once.
class FileHasher {
public:
    FileHasher(std::uint64_t size, Identify identify);
    /// The next part of the content.
    void update(ByteView bytes);
    FileDigests finish();

private:
    struct Identity {
        GitIdStream ids;
        LineCounter lines;
    };
    crypto::HashStream<crypto::Sha256> content_;
    std::optional<Identity> identity_;
};

FileDigests digests_of(ByteView content, Identify identify);

}  // namespace assay::storage
