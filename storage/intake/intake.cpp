// SPDX-License-Identifier: Apache-2.0
#include "storage/intake/intake.hpp"

#include "base/core/text.hpp"
#include "base/files/read.hpp"
#include "storage/digest/hash_file.hpp"
#include "storage/intake/dsc.hpp"
#include "storage/snapshot/take_snapshot.hpp"

#include <algorithm>

namespace assay::storage {

namespace {

namespace fs = std::filesystem;

constexpr auto kTree = "tree";

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
class IntakeObserver final : public SnapshotObserver {
public:
    explicit IntakeObserver(ProgressStage& stage) : stage_(stage) {}

    Status begin(const RelativePath& path, const FileStatus& status) override {
        newest_ = std::max(newest_, status.modified);
        return scan_.begin(path, status);
    }
    Status bytes(ByteView bytes) override {
        stage_.advance(bytes.size());
        return scan_.bytes(bytes);
    }
    Status end() override { return scan_.end(); }

    Result<std::vector<SecretFinding>> findings(const Folder& tree) { return scan_.finish(tree); }
    Result<Time> newest() const { return Time::from_seconds(std::clamp<std::int64_t>(newest_, 0, Time::kMax)); }

private:
    ProgressStage& stage_;
    SecretScan scan_;
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

fs::path folder_of(const fs::path& file) { return file.parent_path().empty() ? fs::path(".") : file.parent_path(); }

Result<Source> source_of_dsc(const fs::path& path, const Folder& folder, const Interrupt& interrupt) {
    const auto name = TRY(name_of_file(path));
    const auto what = "taking in " + quote(path.string());
    const auto dsc = TRY_WITHIN(what, Dsc::parse(text_of(TRY(read_file(folder, name, Dsc::kBytesMax)))));
    Source out{.kind = SourceKind::Dsc, .name = dsc.name, .version = dsc.version};
    out.files.push_back(TRY(read_source_file(folder, name, interrupt)));
    // The room's unpacking compares them too; here the vendor is told before anything is unpacked.
    for (const auto& listed : dsc.files) {
        const auto file = TRY_WITHIN(what, read_source_file(folder, listed.path, interrupt));
        if (file != listed)
            return fail(ErrorKind::Untrusted, what + ": " + quote(listed.path.text()) +
                                                  " is not the file it names: it has " + std::to_string(file.size) +
                                                  " bytes and hashes to " + encode_hex(file.sha256.view()));
        out.files.push_back(file);
    }
    return out;
}

Result<Source> source_of_archive(const fs::path& path, const Folder& folder, const Interrupt& interrupt) {
    Source out{.kind = SourceKind::Archive};
    out.files.push_back(TRY(read_source_file(folder, TRY(name_of_file(path)), interrupt)));
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
            out.source = {.kind = SourceKind::Commit, .commit = commit.id, .source_date_epoch = commit.author_time};
            out.verbatim = out.tree = tree;
            return out;
        }
        case SourceKind::Dsc:
        case SourceKind::Archive: {
            out.verbatim = folder_of(place.path);
            const auto folder = TRY(Folder::open(out.verbatim));
            out.source = TRY(place.kind == SourceKind::Dsc ? source_of_dsc(place.path, folder, interrupt)
                                                           : source_of_archive(place.path, folder, interrupt));
            auto unpacked = TRY(unpack(out.source, folder, tree, options.unpack));
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
    if (is_there(path))
        return SourcePlace{.kind = path.extension() == ".dsc" ? SourceKind::Dsc : SourceKind::Archive, .path = path};
    const auto hash = text.rfind('#');
    if (hash != std::string::npos && is_folder(text.substr(0, hash))) {
        if (hash + 1 == text.size())
            return fail(ErrorKind::Invalid, "source " + quote(text) + " names no revision after its \"#\"");
        return SourcePlace{.kind = SourceKind::Commit, .path = text.substr(0, hash), .revision = text.substr(hash + 1)};
    }
    return fail(ErrorKind::NotFound, "source " + quote(text) + " is not there");
}

Result<Intake> take_in(const SourcePlace& place, const IntakeOptions& options, Progress& progress) {
    const NoInterrupt nobody;
    const auto& interrupt = options.unpack.interrupt != nullptr ? *options.unpack.interrupt : nobody;
    ProgressStage unpacking(progress, "unpacking the source", Progress::Unit::Items);
    auto out = TRY(prepare(place, options, interrupt));
    unpacking.done();

    ProgressStage reading(progress, "reading the source", Progress::Unit::Octets);
    IntakeObserver observer(reading);
    const auto tree = TRY(Folder::open(out.tree));
    out.snapshot = TRY(take_snapshot(tree, &observer, interrupt));
    out.findings = TRY(observer.findings(tree));
    if (out.source.kind == SourceKind::Folder) out.source.source_date_epoch = TRY(observer.newest());
    reading.done();
    return out;
}

}  // namespace assay::storage
