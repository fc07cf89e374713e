// SPDX-License-Identifier: Apache-2.0
// Reads the files of one directory and hands out the sealing of their pieces. Private to storage/index.
#pragma once

#include "storage/index/pending_directory.hpp"
#include "storage/index/work_queue.hpp"

namespace assay::storage {

/// Takes the files of one directory in the order of their names, cuts their content into groups and pieces.
class ContentFiller {
public:
    ContentFiller(std::shared_ptr<PendingDirectory> directory, Sealing& sealing, WorkQueue& queue)
        : directory_(std::move(directory)), sealing_(sealing), queue_(queue) {}

    /// The content of entry `index`, `size` bytes to the end of the file. Errors: Conflict when it has more or fewer.
    Status add(std::size_t index, const Descriptor& file, std::uint64_t size);
    Status add(std::size_t index, ByteView content);
    /// After the last file.
    Status flush();

private:
    struct Member {
        std::size_t index;
        std::size_t size;
    };
    Status add_large(std::size_t index, const Descriptor& file, std::uint64_t size);
    Status make_room(std::size_t size);
    Status joined(std::size_t index, std::size_t size);
    Status submit_part(Bytes content);
    /// Where the next piece's reference will be.
    ContentPiece& next_piece(std::size_t length);
    std::string changed(std::size_t index) const;

    std::shared_ptr<PendingDirectory> directory_;
    Sealing& sealing_;
    WorkQueue& queue_;
    Bytes group_;
    std::vector<Member> members_;
};

}  // namespace assay::storage
