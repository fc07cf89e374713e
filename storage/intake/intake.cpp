// SPDX-License-Identifier: Apache-2.0
#include "storage/intake/intake.hpp"

#include "base/core/expansion.hpp"
#include "base/core/text.hpp"
#include "base/files/copy.hpp"
#include "base/files/extents.hpp"
#include "base/files/read.hpp"
#include "storage/digest/hash_file.hpp"
#include "storage/intake/dsc.hpp"
#include "storage/snapshot/take_snapshot.hpp"

#include <algorithm>

namespace assay::storage {

namespace {

namespace fs = std::filesystem;

constexpr auto kTree = "tree", kVerbatim = "verbatim";

bool is_folder(const fs::path& path) {
    std::error_code ignored;
    return fs::is_directory(path, ignored);
}
bool is_there(const fs::path& path) {
    std::error_code ignored;
    return fs::exists(fs::symlink_status(path, ignored));
}
bool is_repository(const fs::path& path) {
    return is_there(path / ".git") ||
           (is_there(path / "HEAD") && is_folder(path / "objects") && is_folder(path / "refs"));
}

/// The newest time among the files read, and how far the reading is; the search for secrets watches too.
/// Holes count as what comes out, as in an archive, and what lies on the disk as what goes in.
class IntakeObserver final : public SnapshotObserver {
public:
    IntakeObserver(ProgressStage& stage, const Folder& tree, const ArchiveLimits& limits)
        : stage_(stage), tree_(tree), expansion_{.ratio = limits.ratio, .free_bytes = limits.ratio_free_bytes} {}

    Status begin(const RelativePath& path, const FileStatus& status) override {
        newest_ = std::max(newest_, status.modified);
        TRY(count(path, status.size));
        TRY(parts_.begin(path, status));
        return scan_.begin(path, status);
    }
    Status bytes(ByteView bytes) override {
        stage_.advance(bytes.size());
        TRY(parts_.bytes(bytes));
        return scan_.bytes(bytes);
    }
    Status end() override {
        TRY(parts_.end());
        return scan_.end();
    }

    Result<std::vector<SecretFinding>> findings(const Folder& tree) { return scan_.finish(tree); }
    Result<MissingParts> missing(std::uint64_t files) { return parts_.finish(tree_, files); }
    Result<Time> newest() const { return Time::from_seconds(std::clamp<std::int64_t>(newest_, 0, Time::kMax)); }

private:
    Status count(const RelativePath& path, std::uint64_t size) {
        all_ += size;
        stored_ += size < kHolesFrom ? size : TRY(bytes_outside_holes(TRY(tree_.open_file(path))));
        if (!expansion_.is_too_far(stored_, all_)) return {};
        return fail(Error(ErrorKind::Limit, "taking in " + quote(path.text()) + ": with it the source is more than " +
                                                std::to_string(expansion_.ratio) +
                                                " times as large as what lies on the disk: the rest are holes")
                        .with_hint("leave out the files that are all zeros; a build can make them"));
    }

    // Smaller files are taken for whole: to ask each would cost more than they can hide.
    static constexpr std::uint64_t kHolesFrom = 1U << 20;

    ProgressStage& stage_;
    const Folder& tree_;
    Expansion expansion_;
    std::uint64_t all_ = 0, stored_ = 0;
    SecretScan scan_;
    MissingPartsScan parts_;
    std::int64_t newest_ = 0;
};

/// The name of a file in its folder, fit for a JSON text.
Result<RelativePath> name_of_file(const fs::path& path) {
    const auto name = path.filename().string();
    if (!is_utf8(name))
        return fail(ErrorKind::Invalid, "taking in " + quote(path.string()) + ": its name is not UTF-8");
    return RelativePath::parse(name);
}

Result<SourceFile> read_source_file(const Folder& folder, const RelativePath& name, const Interrupt& interrupt) {
    const auto read = TRY(hash_file<crypto::Sha256>(TRY(folder.open_file(name)), interrupt));
    return SourceFile{.path = name, .size = read.size, .sha256 = read.digest};
}

/// A file of the source, links followed. A tarball that is a link keeps the name that the .dsc gives it.
struct SourcePath {
    RelativePath name;
    fs::path at;
    bool is_link;
};

Result<SourcePath> source_path(const fs::path& folder, RelativePath name) {
    const auto at = folder / name.text();
    std::error_code failed;
    const bool is_link = fs::is_symlink(at, failed);
    auto real = is_link ? fs::canonical(at, failed) : at;
    if (failed) return fail(io_error("following the link " + quote(at.string()), failed.value()));
    return SourcePath{std::move(name), std::move(real), is_link};
}

/// Where the files of a source lie side by side under their names: their folder, or one made of them where any is a
/// link. What reads them again follows no link.
Result<fs::path> gather(const fs::path& folder, const std::vector<SourcePath>& files, const fs::path& work) {
    if (std::ranges::none_of(files, &SourcePath::is_link)) return folder;
    const auto gathered = work / kVerbatim;
    TRY(Folder::make(gathered, 0700));
    for (const auto& file : files) TRY(link_or_copy_file(file.at, gathered / file.name.text()));
    return gathered;
}

fs::path folder_of(const fs::path& file) { return file.parent_path().empty() ? fs::path(".") : file.parent_path(); }

/// A source whose files are kept as they are.
struct KeptFiles {
    Source source;
    fs::path verbatim;
};

Result<KeptFiles> keep_dsc(const fs::path& path, const fs::path& work, const Interrupt& interrupt) {
    const auto name = TRY(name_of_file(path));
    const auto what = "taking in " + quote(path.string());
    auto own = TRY_WITHIN(what, source_path(folder_of(path), name));
    const auto real = TRY(Folder::open(folder_of(own.at)));
    const auto text = TRY(read_file(real, TRY(name_of_file(own.at)), Dsc::kBytesMax));
    const auto dsc = TRY_WITHIN(what, Dsc::parse(text_of(text)));
    std::vector<SourcePath> files = {std::move(own)};
    for (const auto& listed : dsc.files) {
        // Beside the link, else beside what it leads to.
        std::error_code ignored;
        const bool is_beside = fs::exists(folder_of(path) / listed.path.text(), ignored);
        if (!is_beside && !fs::exists(folder_of(files.front().at) / listed.path.text(), ignored))
            return fail(Error(ErrorKind::NotFound,
                              what + ": it names " + quote(listed.path.text()) + ", which is not there beside it")
                            .with_hint("fetch every file that it names: apt-get source --download-only, or dget -d"));
        files.push_back(
            TRY_WITHIN(what, source_path(is_beside ? folder_of(path) : folder_of(files.front().at), listed.path)));
        if (!is_beside) files.back().is_link = files.back().is_link || files.front().is_link;
    }
    KeptFiles out{.source = {.kind = SourceKind::Dsc, .name = dsc.name, .version = dsc.version}, .verbatim = {}};
    out.verbatim = TRY_WITHIN(what, gather(folder_of(path), files, work));
    const auto folder = TRY(Folder::open(out.verbatim));
    out.source.files.push_back(TRY(read_source_file(folder, name, interrupt)));
    // The room's unpacking compares them too; here the vendor learns it before anything is unpacked.
    for (const auto& listed : dsc.files) {
        const auto file = TRY_WITHIN(what, read_source_file(folder, listed.path, interrupt));
        if (file != listed)
            return fail(ErrorKind::Untrusted, what + ": " + quote(listed.path.text()) +
                                                  " is not the file it names: it has " + std::to_string(file.size) +
                                                  " bytes and hashes to " + encode_hex(file.sha256.view()));
        out.source.files.push_back(file);
    }
    return out;
}

Result<KeptFiles> keep_archive(const fs::path& path, const fs::path& work, const Interrupt& interrupt) {
    const auto name = TRY(name_of_file(path));
    const auto file = TRY_WITHIN("taking in " + quote(path.string()), source_path(folder_of(path), name));
    KeptFiles out{.source = {.kind = SourceKind::Archive}, .verbatim = {}};
    out.verbatim = TRY(gather(folder_of(path), {file}, work));
    out.source.files.push_back(TRY(read_source_file(TRY(Folder::open(out.verbatim)), name, interrupt)));
    return out;
}

/// All but the snapshot and what is seen while it is taken.
Result<Intake> prepare(const SourcePlace& place, const IntakeOptions& options, const Interrupt& interrupt) {
    const auto tree = options.work / kTree;
    Intake out;
    switch (place.kind) {
        case SourceKind::Folder:
            out.source.kind = SourceKind::Folder;
            out.verbatim = out.tree = place.path;
            return out;
        case SourceKind::Commit: {
            const auto folder = TRY(Folder::make(tree, 0755));
            const auto commit = TRY(export_commit({.repository = place.path,
                                                   .revision = place.revision,
                                                   .work_tree = options.work_tree,
                                                   .limits = options.unpack.limits},
                                                  folder, interrupt));
            for (const auto& path : commit.submodules)
                out.missing.parts.insert({.kind = MissingPart::Kind::Submodule, .path = path});
            out.source = {.kind = SourceKind::Commit, .commit = commit.id, .source_date_epoch = commit.author_time};
            out.verbatim = out.tree = tree;
            out.tags = commit.tags;
            return out;
        }
        case SourceKind::Dsc:
        case SourceKind::Archive: {
            auto kept = TRY(place.kind == SourceKind::Dsc ? keep_dsc(place.path, options.work, interrupt)
                                                          : keep_archive(place.path, options.work, interrupt));
            out.source = std::move(kept.source);
            out.verbatim = std::move(kept.verbatim);
            auto unpacked = TRY(unpack(out.source, TRY(Folder::open(out.verbatim)), tree, options.unpack));
            out.source.source_date_epoch = unpacked.source_date_epoch;
            out.notes = std::move(unpacked.notes);
            out.tree = tree;
            return out;
        }
    }
    return fail(ErrorKind::Internal, "taking in a source of no kind");
}

}  // namespace

Result<SourcePlace> locate_source(const std::string& text) {
    const fs::path path(text);
    if (is_folder(path))
        return SourcePlace{.kind = is_repository(path) ? SourceKind::Commit : SourceKind::Folder, .path = path};
    if (is_there(path)) {
        std::error_code failed;
        const auto real = fs::canonical(path, failed);
        if (failed)
            return fail(failed == std::errc::no_such_file_or_directory ? ErrorKind::NotFound : ErrorKind::Invalid,
                        "source " + quote(text) + " is a link that leads to nothing");
        // What is a .dsc only by the name of what the link leads to is taken under that name.
        if (path.extension() == ".dsc" || real.extension() != ".dsc")
            return SourcePlace{.kind = path.extension() == ".dsc" ? SourceKind::Dsc : SourceKind::Archive,
                               .path = path};
        return SourcePlace{.kind = SourceKind::Dsc, .path = real};
    }
    const auto hash = text.rfind('#');
    if (hash != std::string::npos && is_folder(text.substr(0, hash))) {
        if (hash + 1 == text.size())
            return fail(ErrorKind::Invalid, "source " + quote(text) + " names no revision after its \"#\"");
        return SourcePlace{.kind = SourceKind::Commit, .path = text.substr(0, hash), .revision = text.substr(hash + 1)};
    }
    return fail(ErrorKind::NotFound, "source " + quote(text) + " is not there");
}

Result<Intake> take_in(const SourcePlace& place, const IntakeOptions& options, Progress& progress) {
    const NoInterrupt none;
    const auto& interrupt = options.unpack.interrupt != nullptr ? *options.unpack.interrupt : none;
    ProgressStage unpacking(progress, "unpacking the source", Progress::Unit::Items);
    auto out = TRY(prepare(place, options, interrupt));
    unpacking.done();

    ProgressStage reading(progress, "reading the source", Progress::Unit::Octets);
    const auto tree = TRY(Folder::open(out.tree));
    IntakeObserver observer(reading, tree, options.unpack.limits);
    out.snapshot = TRY(take_snapshot(tree, &observer, interrupt));
    out.findings = TRY(observer.findings(tree));
    out.missing.parts.merge(TRY(observer.missing(out.snapshot.files)).parts);
    if (out.source.kind == SourceKind::Folder) out.source.source_date_epoch = TRY(observer.newest());
    reading.done();
    return out;
}

}  // namespace assay::storage
