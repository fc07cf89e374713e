// SPDX-License-Identifier: Apache-2.0
#include "storage/index/file_digests.hpp"

namespace assay::storage {

FileHasher::FileHasher(std::uint64_t size, DirectoryRole role) {
    const auto header = object_header(GitObjectType::Blob, size);
    blob_.update(header);
    if (role == DirectoryRole::Snapshot) identity_.emplace().sha1.update(header);
    if (role == DirectoryRole::Inputs) content_.emplace();
}

void FileHasher::update(ByteView bytes) {
    blob_.update(bytes);
    if (content_) content_->update(bytes);
    if (!identity_) return;
    identity_->sha1.update(bytes);
    identity_->lines.update(bytes);
}

FileDigests FileHasher::finish() {
    FileDigests out;
    out.blob = blob_.finish();
    if (content_) out.content = content_->finish();
    if (identity_) {
        out.sha1_blob = identity_->sha1.finish();
        out.lines = identity_->lines.finish();
    }
    return out;
}

FileDigests digests_of(ByteView content, DirectoryRole role) {
    FileHasher hasher(content.size(), role);
    hasher.update(content);
    return hasher.finish();
}

}  // namespace assay::storage
