// SPDX-License-Identifier: Apache-2.0
#include "storage/index/file_digests.hpp"

namespace assay::storage {

FileHasher::FileHasher(std::uint64_t size, Identify identify) {
    if (identify == Identify::Yes) identity_.emplace(Identity{{GitObjectType::Blob, size}, {}});
}

void FileHasher::update(ByteView bytes) {
    content_.update(bytes);
    if (!identity_) return;
    identity_->ids.update(bytes);
    identity_->lines.update(bytes);
}

FileDigests FileHasher::finish() {
    FileDigests out{.content = content_.finish(), .ids = {}, .lines = 0};
    if (identity_) {
        out.ids = identity_->ids.finish();
        out.lines = identity_->lines.finish();
    }
    return out;
}

FileDigests digests_of(ByteView content, Identify identify) {
    FileDigests out{.content = crypto::sha256(content), .ids = {}, .lines = 0};
    if (identify == Identify::Yes) {
        out.ids = git_ids(GitObjectType::Blob, content);
        LineCounter lines;
        lines.update(content);
        out.lines = lines.finish();
    }
    return out;
}

}  // namespace assay::storage
