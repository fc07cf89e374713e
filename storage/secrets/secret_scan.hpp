// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/primitive/digest.hpp"
#include "storage/snapshot/take_snapshot.hpp"

#include <optional>

namespace assay::storage {

/// A private key, keystore or password that was recognised.
struct SecretFinding {
    RelativePath path;
    std::uint64_t line = 0;    ///< from 1; 0 where the file is binary
    std::uint64_t offset = 0;  ///< of its first byte
    std::string what;          ///< `a private key (RSA PRIVATE KEY)`
    crypto::Sha256 sha256;     ///< of the whole file

    friend bool operator==(const SecretFinding&, const SecretFinding&) = default;
};

/// Looks for secrets while a snapshot is taken, or one file is read. What is recognised: armored_key, key_file, token,
/// password_file.
class SecretScan final : public SnapshotObserver {
public:
    static constexpr std::size_t kFindingsPerFileMax = 20;
    static constexpr std::size_t kFindingsMax = 10'000;

    /// Errors of all three: none.
    Status begin(const RelativePath& path, const FileStatus& status) override;
    Status bytes(ByteView bytes) override;
    Status end() override;

    /// What was found below the folder that was read, in its order: files with finds are read once more for their
    /// digests. No more than the limits; the first of them are reported. Errors: Folder's.
    Result<std::vector<SecretFinding>> finish(const Folder& tree);
    /// The same where one file alone was read, by somebody who knows its digest.
    std::vector<SecretFinding> finish(const crypto::Sha256& digest);

private:
    void search(std::string_view text, std::size_t until);
    void found(std::string_view text, std::size_t at, std::string what, bool is_binary);

    std::optional<RelativePath> path_;
    std::uint64_t size_ = 0;
    Bytes window_;                 // of a file that arrives in parts: what is not searched yet, and what went before
    std::uint64_t window_at_ = 0;  // its place in the file
    std::uint64_t lines_before_ = 0;
    std::size_t in_file_ = 0;
    bool is_begun_ = false;
    std::vector<SecretFinding> findings_;
};

}  // namespace assay::storage
