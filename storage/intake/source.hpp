// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/json.hpp"
#include "base/core/time.hpp"
#include "base/files/relative_path.hpp"
#include "crypto/primitive/digest.hpp"

#include <optional>

namespace assay::storage {

/// The four forms in which a vendor ships source. Page: source.md.
enum class SourceKind {
    Dsc,      ///< a Debian source package: the .dsc and the files it names
    Archive,  ///< one tar or zip file
    Folder,   ///< a folder as it lies there
    Commit    ///< the tree of a git commit
};
std::string_view name_of(SourceKind kind);

/// A file of a source that is kept byte for byte.
struct SourceFile {
    RelativePath path;
    std::uint64_t size = 0;
    crypto::Sha256 sha256;

    friend bool operator==(const SourceFile&, const SourceFile&) = default;
};

/// What a vendor ships as source, and where it came from.
///
/// - A Dsc has its .dsc first and then the files it names, an Archive one file; the others have none: their tree is
/// kept,
///   and the snapshot says what it is.
/// - `commit` is there for a Commit, `name` and `version` for a Dsc.
/// - `source_date_epoch`: when the source was last changed, as it says itself; what a recipe's `auto` means.
///
/// JSON form: source.md. It is the closed field `source` of a deposit.
struct Source {
    static constexpr std::size_t kFilesMax = 1000;

    SourceKind kind = SourceKind::Folder;
    std::vector<SourceFile> files;
    std::optional<std::string> commit;  ///< 40 hexadecimal digits
    std::optional<std::string> name;
    std::optional<std::string> version;
    std::optional<Time> source_date_epoch;

    Json render() const;
    /// Errors: Invalid, Limit; Unsupported for an unknown kind.
    static Result<Source> parse(const Json& json);

    /// What a build finds in SOURCE_DATE_EPOCH when its recipe says `auto`: nothing for a Dsc, whose own tool sets it.
    std::optional<Time> automatic_epoch() const { return kind == SourceKind::Dsc ? std::nullopt : source_date_epoch; }

    friend bool operator==(const Source&, const Source&) = default;
};

}  // namespace assay::storage
