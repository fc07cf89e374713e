// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/expansion.hpp"
#include "base/core/interrupt.hpp"
#include "base/core/progress.hpp"
#include "base/files/folder.hpp"
#include "storage/index/directory.hpp"
#include "storage/piece/piece_channel.hpp"
#include "storage/piece/piece_list.hpp"

#include <functional>
#include <memory>

namespace assay::storage {

/// What a reader puts up with in one walk or extraction, whatever the index claims.
struct TreeLimits {
    std::uint64_t entries = 5'000'000;
    std::uint64_t bytes = std::uint64_t{1} << 40;  ///< of content
    std::size_t depth = 256;                       ///< components of a path
    /// How long all pieces are, where known: no more content than `expansion` allows may come out of them.
    std::optional<std::uint64_t> sealed_bytes = {};
    Expansion expansion = {};
};

/// Takes the content of a file as it comes, every byte of it authenticated.
using ContentSink = std::function<Status(ByteView)>;

/// Called for each entry of a tree.
using TreeVisitor = std::function<Status(const RelativePath& path, const Entry& entry)>;

/// What extracted files get of what the index says, and how much a reader puts up with.
struct ExtractOptions {
    /// The time of last change that everything gets; without it each thing's own where the index has one.
    std::optional<std::int64_t> modified = {};
    /// Whether set-id and sticky bits are set as the index says, or left out.
    enum class SpecialBits { Drop, Keep } special_bits = SpecialBits::Drop;
    TreeLimits limits = {};
    std::optional<std::uint64_t> bytes_to_come = {};  ///< for the progress, where known
};

/// Reads a sealed tree. Page: index.md.
///
/// - Every piece is checked as ../piece/pack.md says, every directory as index.md says, every file's content against
/// its blob id.
///   With the right id and key of the root, all that comes out is right.
/// - Directories are opened when asked for; those on the last path asked for are remembered.
///
/// Errors of all operations name the path: Untrusted when a piece, blob id or key does not fit, Invalid and Limit when
/// what was sealed breaks the format or the limits; NotFound for a path that is not there; those of the source.
class TreeReader {
public:
    /// Opens the root. `source` must outlive the reader.
    static Result<TreeReader> open(PieceSource& source, const PieceId& root, const VendorId& vendor,
                                   const SecretBytes& key);
    TreeReader(TreeReader&&) noexcept;
    TreeReader& operator=(TreeReader&&) noexcept;
    ~TreeReader();

    /// The entries of the root, of a directory. Errors: Invalid when it is none.
    const std::vector<Entry>& list() const;
    Result<std::vector<Entry>> list(const RelativePath& path);
    Result<Entry> find(const RelativePath& path);

    /// A file's content. Errors: Limit when it has more than `most` bytes, Invalid when it is no file.
    Result<Bytes> read(const RelativePath& path, std::size_t most);
    /// The same in parts of at most 1 MiB. That the whole fits the file's blob id is known when this returns, not
    /// before.
    Status read(const RelativePath& path, const ContentSink& sink);

    /// Visits everything, a directory before what is in it, names in the order of their bytes.
    Status walk(const TreeVisitor& visit, const Interrupt& interrupt, TreeLimits limits = {});
    /// All pieces the tree consists of, its root among them: what the deposit statement's list must be. Opens
    /// directories only.
    Result<PieceList> pieces(const Interrupt& interrupt, TreeLimits limits = {});

    /// Git's SHA-256 id of a directory as a tree (index.md, "Tree ids"). Opens directories only: what it says of
    /// content is true once that was read. Errors also: Invalid for a name that no git tree can have.
    Result<crypto::Sha256> tree_id(const RelativePath& path, const Interrupt& interrupt, TreeLimits limits = {});

    /// Writes a file, or all that is in a directory, into `to`, where nothing of that name may be. Modes less set-id
    /// and sticky bits; owners, attributes and hard links are not made; long runs of zeros are left as holes. After an
    /// error `to` holds part of it, but no file whose content did not fit.
    Status extract(const RelativePath& path, const Folder& to, const ExtractOptions& options, Progress& progress,
                   const Interrupt& interrupt);
    /// The whole tree.
    Status extract_all(const Folder& to, const ExtractOptions& options, Progress& progress, const Interrupt& interrupt);

private:
    struct State;
    explicit TreeReader(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace assay::storage
