// SPDX-License-Identifier: Apache-2.0
// One thread walks the inputs and reads files into groups; it and the others take the groups from a bounded queue,
// hash, compress, encrypt and hand the pieces to the sink. A directory is sealed by the thread that completes its last
// part, so no thread waits for it.
#include "storage/index/seal_tree.hpp"

#include "base/core/text.hpp"
#include "storage/index/attributes.hpp"
#include "storage/index/content_filler.hpp"
#include "storage/index/input_tree.hpp"

#include <fcntl.h>
#include <cassert>

namespace assay::storage {

namespace {

constexpr std::uint64_t kEntriesMax = 5'000'000;
constexpr std::size_t kDepthMax = 256;
constexpr std::size_t kLinkedFilesMax = 1'000'000;
constexpr std::size_t kQueueBytesMax = 16U << 20;
constexpr std::uint16_t kMadeFolderMode = 0755;
constexpr std::uint16_t kMadeFileMode = 0644;
constexpr std::uint16_t kLinkMode = 0777;

using DirectoryHandle = std::shared_ptr<PendingDirectory>;

/// Which names are one file: the first name seen of each file that has several.
class FirstNames {
public:
    /// The first name, or nothing where this is it. Errors: Limit.
    Result<std::string> look_up(const FileStatus& status, const std::string& path) {
        if (status.links < 2) return std::string();
        const auto [found, is_new] = seen_.try_emplace({status.device, status.inode}, Seen{path, status.links});
        if (!is_new) {
            auto first = found->second.path;
            if (--found->second.names_to_come == 0) seen_.erase(found);
            return first;
        }
        if (seen_.size() > kLinkedFilesMax)
            return fail(ErrorKind::Limit, "sealing " + quote(path) + ": more than " + std::to_string(kLinkedFilesMax) +
                                              " files with further names outside");
        --found->second.names_to_come;
        return std::string();
    }

private:
    struct Seen {
        std::string path;
        std::uint64_t names_to_come;
    };
    std::map<std::pair<std::uint64_t, std::uint64_t>, Seen> seen_;
};

class TreeWalker {
public:
    TreeWalker(Sealing& sealing, WorkQueue& queue) : sealing_(sealing), queue_(queue) {}

    Status seal_root(const InputNode& inputs) {
        return seal_inputs(inputs,
                           std::make_shared<PendingDirectory>("", PendingDirectory::Place{}, DirectoryRole::Inputs), 1);
    }

private:
    Status seal_inputs(const InputNode& inputs, DirectoryHandle directory, std::size_t depth);
    Status seal_input(const TreeInput& input, const DirectoryHandle& directory, std::size_t index,
                      ContentFiller& content, std::size_t depth);
    Status seal_folder(const Folder& folder, DirectoryHandle directory, std::size_t depth);
    Status seal_file(const Descriptor& file, const DirectoryHandle& directory, std::size_t index,
                     ContentFiller& content);
    Status seal_link(const Folder& folder, const RelativePath& name, const DirectoryHandle& directory,
                     std::size_t index);
    Status seal_subfolder(const Folder& folder, const DirectoryHandle& directory, std::size_t index,
                          TreeInput::Take take, std::size_t depth);
    Result<DirectoryHandle> begin_subdirectory(const DirectoryHandle& directory, std::size_t index, DirectoryRole role,
                                               std::size_t depth);
    Result<std::vector<Entry>> entries_of(const Folder& folder, const std::vector<FolderEntry>& listed,
                                          const PendingDirectory& directory);
    Status describe_entry(Entry& entry, const Descriptor& file, const FileStatus& status) const;
    Status count_entries(std::size_t count, const PendingDirectory& directory);

    Sealing& sealing_;
    WorkQueue& queue_;
    FirstNames first_names_;
    std::uint64_t entries_ = 0;
};

Status TreeWalker::seal_inputs(const InputNode& inputs, DirectoryHandle directory, std::size_t depth) {
    TRY(count_entries(inputs.children.size(), *directory));
    std::vector<Entry> entries;
    for (const auto& [name, node] : inputs.children)
        entries.push_back({.name = name,
                           .kind = node.input != nullptr ? EntryKind::File : EntryKind::Directory,
                           .mode = kMadeFolderMode});
    directory->set_names(std::move(entries));
    ContentFiller content(directory, sealing_, queue_);
    std::size_t index = 0;
    for (const auto& [name, node] : inputs.children) {
        if (node.input != nullptr)
            TRY(seal_input(*node.input, directory, index, content, depth));
        else
            TRY(seal_inputs(node, TRY(begin_subdirectory(directory, index, DirectoryRole::Inputs, depth)), depth + 1));
        ++index;
    }
    TRY(content.flush());
    return PendingDirectory::release(std::move(directory), sealing_);
}

Status TreeWalker::seal_input(const TreeInput& input, const DirectoryHandle& directory, std::size_t index,
                              ContentFiller& content, std::size_t depth) {
    if (const auto* bytes = std::get_if<Bytes>(&input.from)) {
        directory->page.entries[index].mode = kMadeFileMode;
        return content.add(index, *bytes);
    }
    const auto& path = std::get<std::filesystem::path>(input.from);
    const auto opened = TRY(Descriptor::open(path, O_RDONLY | O_NONBLOCK));
    const auto status = TRY(opened.status());
    if (status.kind == FileKind::Regular && input.take == TreeInput::Take::Content)
        return seal_file(opened, directory, index, content);
    if (status.kind != FileKind::Folder)
        return fail(ErrorKind::Invalid,
                    "sealing " + quote(path.native()) + ": it is " + std::string(describe(status.kind)));
    directory->page.entries[index].kind = EntryKind::Directory;
    return seal_subfolder(TRY(Folder::open(path)), directory, index, input.take, depth);
}

Status TreeWalker::seal_folder(const Folder& folder, DirectoryHandle directory, std::size_t depth) {
    const auto listed = TRY_WITHIN("sealing " + quote(folder.name()), folder.list(Directory::kEntriesMax));
    directory->set_names(TRY(entries_of(folder, listed, *directory)));
    ContentFiller content(directory, sealing_, queue_);
    for (std::size_t index = 0; index < listed.size(); ++index) {
        if (listed[index].kind == FileKind::Folder) continue;
        const auto name = TRY(RelativePath::parse(listed[index].name));
        if (listed[index].kind == FileKind::Regular)
            TRY(seal_file(TRY(folder.open_file(name)), directory, index, content));
        else
            TRY(seal_link(folder, name, directory, index));
    }
    TRY(content.flush());
    for (std::size_t index = 0; index < listed.size(); ++index)
        if (listed[index].kind == FileKind::Folder)
            TRY(seal_subfolder(TRY(folder.folder(TRY(RelativePath::parse(listed[index].name)))), directory, index,
                               TreeInput::Take::Content, depth));
    return PendingDirectory::release(std::move(directory), sealing_);
}

Result<std::vector<Entry>> TreeWalker::entries_of(const Folder& folder, const std::vector<FolderEntry>& listed,
                                                  const PendingDirectory& directory) {
    TRY(count_entries(listed.size(), directory));
    std::vector<Entry> entries;
    entries.reserve(listed.size());
    for (const auto& found : listed) {
        const auto path = directory.path_of(found.name);
        if (path.size() > RelativePath::kPathBytesMax)
            return fail(ErrorKind::Limit, "sealing " + quote(folder.name()) + ": the path " + quote(path) +
                                              " is longer than " + std::to_string(RelativePath::kPathBytesMax) +
                                              " bytes");
        Entry entry{.name = found.name};
        switch (found.kind) {
            case FileKind::Regular: entry.kind = EntryKind::File; break;
            case FileKind::Folder: entry.kind = EntryKind::Directory; break;
            case FileKind::Link: entry.kind = EntryKind::Link; break;
            default:
                return fail(ErrorKind::Invalid, "sealing " + quote(path) + ": it is " +
                                                    std::string(describe(found.kind)) + ", which no deposit can hold");
        }
        entries.push_back(std::move(entry));
    }
    return entries;
}

Status TreeWalker::seal_file(const Descriptor& file, const DirectoryHandle& directory, std::size_t index,
                             ContentFiller& content) {
    auto& entry = directory->page.entries[index];
    const auto path = directory->path_of(entry.name);
    if (sealing_.interrupt.requested()) return sealing_.interrupt.check("sealing " + quote(path));
    const auto status = TRY(file.status());
    TRY(describe_entry(entry, file, status));
    if (sealing_.options.kept.hard_links) entry.same_as = TRY(first_names_.look_up(status, path));
    ++sealing_.tree.files;
    sealing_.tree.bytes += status.size;
    return content.add(index, file, status.size);
}

Status TreeWalker::seal_link(const Folder& folder, const RelativePath& name, const DirectoryHandle& directory,
                             std::size_t index) {
    auto& entry = directory->page.entries[index];
    auto target = TRY(folder.read_link(name));
    if (target.size() > Entry::kTargetBytesMax)
        return fail(ErrorKind::Limit, "sealing " + quote(directory->path_of(entry.name)) +
                                          ": its target is longer than " + std::to_string(Entry::kTargetBytesMax) +
                                          " bytes");
    entry.mode = kLinkMode;
    if (sealing_.options.kept.times) entry.modified = TRY(folder.status(name)).modified;
    ++sealing_.tree.files;
    sealing_.tree.bytes += target.size();
    directory->put_link(index, std::move(target));
    return {};
}

Status TreeWalker::seal_subfolder(const Folder& folder, const DirectoryHandle& directory, std::size_t index,
                                  TreeInput::Take take, std::size_t depth) {
    TRY(describe_entry(directory->page.entries[index], folder.descriptor(), TRY(folder.status())));
    const bool is_snapshot = take == TreeInput::Take::Snapshot;
    const bool is_in_one = is_snapshot || directory->role() == DirectoryRole::Snapshot;
    auto made =
        TRY(begin_subdirectory(directory, index, is_in_one ? DirectoryRole::Snapshot : DirectoryRole::Plain, depth));
    if (is_snapshot) made->make_snapshot();
    return seal_folder(folder, std::move(made), depth + 1);
}

Result<DirectoryHandle> TreeWalker::begin_subdirectory(const DirectoryHandle& directory, std::size_t index,
                                                       DirectoryRole role, std::size_t depth) {
    auto path = directory->path_of(directory->page.entries[index].name);
    if (depth == kDepthMax)
        return fail(ErrorKind::Limit, "sealing " + quote(path) + ": it lies deeper than " +
                                          count_of(kDepthMax, "directory", "directories"));
    directory->hold();
    return std::make_shared<PendingDirectory>(std::move(path), PendingDirectory::Place{directory, index}, role);
}

Status TreeWalker::describe_entry(Entry& entry, const Descriptor& file, const FileStatus& status) const {
    entry.mode = static_cast<std::uint16_t>(status.mode);
    if (sealing_.options.kept.times) entry.modified = status.modified;
    if (sealing_.options.kept.attributes) entry.attributes = TRY(attributes_of(file));
    return {};
}

Status TreeWalker::count_entries(std::size_t count, const PendingDirectory& directory) {
    entries_ += count;
    if (entries_ <= kEntriesMax) return {};
    return fail(ErrorKind::Limit, "sealing directory " + quote(directory.path_of("")) +
                                      ": with it the tree has more than " + std::to_string(kEntriesMax) + " entries");
}

}  // namespace

Result<SealedTree> seal_tree(const std::vector<TreeInput>& inputs, const SealOptions& options, PieceSink& sink,
                             Progress& progress, const Interrupt& interrupt) {
    assert(options.threads >= 1 && options.root_key);
    const auto arranged = TRY(arrange(inputs));
    ProgressStage stage(progress, "sealing", Progress::Unit::Octets, options.bytes_to_come);
    auto no_pieces = TRY(PieceList::of({}));
    SealedTree tree{.root = {},
                    .root_digest = {},
                    .root_plain = {},
                    .pieces = std::move(no_pieces),
                    .sealed_bytes = 0,
                    .files = 0,
                    .bytes = 0,
                    .snapshots = {},
                    .digests = {}};
    PieceWriter writer(sink);
    Sealing sealing{options, writer, tree, progress, interrupt};
    WorkQueue queue(options.threads - 1, kQueueBytesMax);
    TRY(TreeWalker(sealing, queue).seal_root(arranged));
    TRY(queue.finish());
    TRY(writer.finish(tree));
    stage.done();
    return tree;
}

}  // namespace assay::storage
