// SPDX-License-Identifier: Apache-2.0
#include "storage/index/tree_reader.hpp"

#include "base/core/text.hpp"
#include "storage/index/extraction.hpp"
#include "storage/index/tree_id.hpp"

#include <algorithm>

namespace assay::storage {

namespace {

std::string reading(const RelativePath& path) { return "reading " + quote(path.text()); }

Status expect(EntryKind kind, const Entry& entry, const RelativePath& path) {
    if (entry.kind == kind) return {};
    return fail(ErrorKind::Invalid, reading(path) + ": it is " + std::string(describe(entry.kind)) + ", not " +
                                        std::string(describe(kind)));
}

/// One walk over the whole tree.
struct Walk {
    PieceOpener& opener;
    TreeCount count;
    const Interrupt& interrupt;
    std::function<Status(const RelativePath&, const Entry&)> on_entry;
    std::function<void(const Directory&)> on_directory;

    Status directory(const OpenedDirectory& opened, const RelativePath* path, std::size_t depth) {
        TRY_WITHIN("walking the tree", count.add(opened, path, depth));
        if (on_directory) on_directory(opened.page());
        for (const auto& entry : opened.entries()) {
            const auto name = TRY(RelativePath::parse(entry.name));
            const auto below = path != nullptr ? TRY(path->join(name)) : name;
            TRY(interrupt.check(reading(below)));
            if (on_entry) TRY(on_entry(below, entry));
            if (entry.kind == EntryKind::Directory)
                TRY(directory(TRY_WITHIN(reading(below), opener.directory(entry.child)), &below, depth + 1));
        }
        return {};
    }
};

}  // namespace

struct TreeReader::State {
    struct Step {
        std::string name;
        OpenedDirectory directory;
    };
    /// An entry and the directory it is in; valid until the next look-up.
    struct Found {
        const OpenedDirectory& directory;
        const Entry& entry;
    };

    Result<Found> find(const RelativePath& path);
    /// The directory that entry is; the entry may be gone then.
    Result<const OpenedDirectory*> enter(const Entry& entry, std::size_t depth);

    PieceOpener opener;
    PieceId root_id;
    OpenedDirectory root;
    std::vector<Step> steps = {};  ///< the directories of the last path, each in the one before
};

Result<TreeReader::State::Found> TreeReader::State::find(const RelativePath& path) {
    const auto components = path.components();
    const auto* directory = &root;
    for (std::size_t depth = 0;; ++depth) {
        const auto* entry = directory->page().find(components[depth]);
        if (entry == nullptr)
            return fail(ErrorKind::NotFound, reading(path) + ": the deposit has nothing of that name");
        if (depth + 1 == components.size()) return Found{*directory, *entry};
        if (entry->kind != EntryKind::Directory)
            return fail(ErrorKind::NotFound, reading(path) + ": " + quote(entry->name) + " is " +
                                                 std::string(describe(entry->kind)) + ", not a directory");
        directory = TRY_WITHIN(reading(path), enter(*entry, depth));
    }
}

Result<const OpenedDirectory*> TreeReader::State::enter(const Entry& entry, std::size_t depth) {
    if (depth < steps.size() && steps[depth].name == entry.name) return &steps[depth].directory;
    auto opened = TRY(opener.directory(entry.child));
    Step step{entry.name, std::move(opened)};
    steps.erase(steps.begin() + static_cast<std::ptrdiff_t>(std::min(steps.size(), depth)), steps.end());
    steps.push_back(std::move(step));
    return &steps.back().directory;
}

Result<TreeReader> TreeReader::open(PieceSource& source, const PieceId& root, const VendorId& vendor,
                                    const SecretBytes& key) {
    PieceOpener opener(source, vendor);
    auto directory = TRY(opener.root(root, key));
    return TreeReader(std::make_unique<State>(State{std::move(opener), root, std::move(directory)}));
}

TreeReader::TreeReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
TreeReader::TreeReader(TreeReader&&) noexcept = default;
TreeReader& TreeReader::operator=(TreeReader&&) noexcept = default;
TreeReader::~TreeReader() = default;

const std::vector<Entry>& TreeReader::list() const { return state_->root.entries(); }

Result<std::vector<Entry>> TreeReader::list(const RelativePath& path) {
    const auto found = TRY(state_->find(path));
    TRY(expect(EntryKind::Directory, found.entry, path));
    const auto depth = path.components().size() - 1;
    return TRY_WITHIN(reading(path), state_->enter(found.entry, depth))->entries();
}

Result<Entry> TreeReader::find(const RelativePath& path) { return TRY(state_->find(path)).entry; }

Result<Bytes> TreeReader::read(const RelativePath& path, std::size_t most) {
    const auto found = TRY(state_->find(path));
    if (found.entry.kind == EntryKind::File && found.entry.size > most)
        return fail(ErrorKind::Limit, reading(path) + ": it has " + std::to_string(found.entry.size) +
                                          " bytes, more than " + std::to_string(most));
    Bytes out;
    TRY(read(path, [&](ByteView bytes) -> Status {
        append(out, bytes);
        return {};
    }));
    return out;
}

Status TreeReader::read(const RelativePath& path, const ContentSink& sink) {
    const auto found = TRY(state_->find(path));
    TRY(expect(EntryKind::File, found.entry, path));
    TRY_WITHIN(reading(path), state_->opener.content(found.directory, found.entry, sink));
    return {};
}

Status TreeReader::walk(const TreeVisitor& visit, const Interrupt& interrupt, TreeLimits limits) {
    return Walk{state_->opener, TreeCount(limits), interrupt, visit, {}}.directory(state_->root, nullptr, 1);
}

Result<PieceList> TreeReader::pieces(const Interrupt& interrupt, TreeLimits limits) {
    std::vector<PieceId> ids{state_->root_id};
    const auto collect = [&](const Directory& directory) {
        for (const auto& entry : directory.entries)
            if (entry.kind == EntryKind::Directory) ids.push_back(entry.child.id);
        for (const auto& piece : directory.pieces) ids.push_back(piece.ref.id);
    };
    TRY((Walk{state_->opener, TreeCount(limits), interrupt, {}, collect}.directory(state_->root, nullptr, 1)));
    return PieceList::of(std::move(ids));
}

Result<crypto::Sha256> TreeReader::tree_id(const RelativePath& path, const Interrupt& interrupt, TreeLimits limits) {
    const auto found = TRY(state_->find(path));
    TRY(expect(EntryKind::Directory, found.entry, path));
    const auto depth = path.components().size();
    const auto* directory = TRY_WITHIN(reading(path), state_->enter(found.entry, depth - 1));
    return TreeIdentifier(state_->opener, limits, interrupt).id_of(*directory, path, depth + 1);
}

Status TreeReader::extract(const RelativePath& path, const Folder& to, const ExtractOptions& options,
                           Progress& progress, const Interrupt& interrupt) {
    const auto found = TRY(state_->find(path));
    const auto depth = path.components().size();
    ProgressStage stage(progress, "extracting", Progress::Unit::Octets, options.bytes_to_come);
    Extraction extraction(state_->opener, options, progress, interrupt);
    if (found.entry.kind == EntryKind::Directory)
        TRY(extraction.directory(*TRY_WITHIN("extracting " + quote(path.text()), state_->enter(found.entry, depth - 1)),
                                 &path, to, depth + 1));
    else
        TRY(extraction.entry(found.directory, found.entry, path, to, depth));
    stage.done();
    return {};
}

Status TreeReader::extract_all(const Folder& to, const ExtractOptions& options, Progress& progress,
                               const Interrupt& interrupt) {
    ProgressStage stage(progress, "extracting", Progress::Unit::Octets, options.bytes_to_come);
    TRY(Extraction(state_->opener, options, progress, interrupt).directory(state_->root, nullptr, to, 1));
    stage.done();
    return {};
}

}  // namespace assay::storage
