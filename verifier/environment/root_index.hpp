// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/files/folder.hpp"
#include "crypto/primitive/digest.hpp"

namespace assay::verifier {

/// All that lies below a build root, itself included. Page: root_index.md.
///
/// - Each entry: kind, mode, owner, group, size, bytes (a digest) or target, path.
/// - Entries are in the order of a walk, names of one folder in the order of their bytes.
class RootIndex {
public:
    /// Looks at names and status, and opens folders only. Errors: io_error's; Limit beyond kEntriesMax.
    static Result<RootIndex> look(const Folder& root);
    static constexpr std::uint64_t kEntriesMax = 4'000'000;

    /// What `look` saw, with inodes and times of change. No one but root, by setting the machine's clock, changes a
    /// file and keeps this: each change of bytes, mode or owner gives the file the time of now.
    crypto::Sha256 state() const;
    /// The latest time of change, in nanoseconds since 1970.
    std::int64_t last_change() const { return last_change_; }

    /// Reads every file, and every link's target, on all processors. Errors: io_error's.
    Status read(const Folder& root);
    /// The text of a root that was read: one line an entry.
    std::string render() const;

private:
    struct Entry {
        std::string path;  ///< empty for the root itself
        FileStatus status;
        std::int64_t changed = 0;  ///< nanoseconds since 1970
        std::string content;       ///< digest or target, once read
    };
    Status add(const Folder& folder, const std::string& name, std::string path);

    std::vector<Entry> entries_;
    std::int64_t last_change_ = 0;
};

/// The first difference of two texts, for people: `"usr/bin/cc" has mode 4755, 0755 was kept`.
std::string difference_of(std::string_view kept, std::string_view found);

/// A name as texts have it: spaces, `%` and what is not printable ASCII as `%` and two digits.
std::string escape_name(std::string_view name);

}  // namespace assay::verifier
