// SPDX-License-Identifier: Apache-2.0
#include "storage/git/git_commit.hpp"

#include "base/core/text.hpp"
#include "storage/archive/tree_writer.hpp"
#include "storage/git/git_objects.hpp"
#include "storage/git/git_repository.hpp"

namespace assay::storage {

namespace {

constexpr std::uint64_t kHeadersBytesMax = 64U << 20;            // of commits, tags and trees
constexpr std::uint64_t kBlobBytesMax = std::uint64_t{4} << 30;  // libgit2 hands over whole objects
constexpr std::size_t kTagsFollowedMax = 10;
constexpr std::size_t kPathsShown = 10;

Result<GitObject> read_typed(const GitRepository& repository, const crypto::Sha1& id, GitObjectType type,
                             std::uint64_t most) {
    auto object = repository.read(id, most);
    if (!object && object.error().kind() == ErrorKind::NotFound && repository.is_partial())
        return fail(
            std::move(object)
                .error()
                .within("the clone is partial, and nothing is fetched here")
                .with_hint(
                    "git archive HEAD >/dev/null, in the clone, fetches what the commit needs; then run it again"));
    if (!object && object.error().kind() == ErrorKind::NotFound)
        return fail(std::move(object).error().with_hint("the clone is damaged: git fsck says where"));
    if (!object) return fail(std::move(object).error());
    if (object->type != type)
        return fail(ErrorKind::Invalid, "git object " + encode_hex(id.view()) + " is a " +
                                            std::string(name_of(object->type)) + ", where a " +
                                            std::string(name_of(type)) + " is wanted");
    return object;
}

/// Follows tags to the commit.
Result<std::pair<crypto::Sha1, GitCommit>> find_commit(const GitRepository& repository, crypto::Sha1 id) {
    for (std::size_t tags = 0; tags <= kTagsFollowedMax; ++tags) {
        const auto object = TRY(repository.read(id, kHeadersBytesMax));
        const auto what = "git object " + encode_hex(id.view());
        if (object.type == GitObjectType::Commit)
            return std::pair(id, TRY_WITHIN(what, parse_git_commit(object.content)));
        if (object.type != GitObjectType::Tag)
            return fail(ErrorKind::Invalid, what + " is a " + std::string(name_of(object.type)) + ", no commit");
        const auto tag = TRY_WITHIN(what, parse_git_tag(object.content));
        if (tag.type != GitObjectType::Commit && tag.type != GitObjectType::Tag)
            return fail(ErrorKind::Invalid,
                        what + " is a tag of a " + std::string(name_of(tag.type)) + ", not of a commit");
        TRY(read_typed(repository, tag.object, tag.type, kHeadersBytesMax));
        id = tag.object;
    }
    return fail(ErrorKind::Invalid,
                "git object " + encode_hex(id.view()) + " lies behind more than " + count_of(kTagsFollowedMax, "tag"));
}

/// Nothing rests on a tag, so one that cannot be followed is left out.
std::vector<std::string> tags_of(const GitRepository& repository, const crypto::Sha1& commit) {
    std::vector<std::string> out;
    for (auto& [name, id] : repository.tags()) {
        const auto found = find_commit(repository, id);
        if (found && found->first == commit) out.push_back(std::move(name));
    }
    return out;
}

/// Writes trees and blobs, folder by folder.
class CommitWriter {
public:
    CommitWriter(const GitRepository& repository, TreeWriter& writer, const Interrupt& interrupt,
                 std::uint64_t depth_most)
        : repository_(repository), writer_(writer), interrupt_(interrupt), depth_most_(depth_most) {}

    Status tree(const crypto::Sha1& id, const std::string& prefix, std::uint64_t depth) {
        TRY(interrupt_.check("reading the commit"));
        if (depth > depth_most_)
            return fail(ErrorKind::Limit, "reading the commit: " + quote(prefix) + " lies too deep");
        const auto object = TRY(read_typed(repository_, id, GitObjectType::Tree, kHeadersBytesMax));
        const auto entries = TRY_WITHIN("folder " + quote(prefix), parse_git_tree(object.content));
        for (const auto& entry : entries) {
            const auto path = prefix + entry.name;
            TRY(one(entry, path, depth));
        }
        return {};
    }
    std::vector<std::string> release_submodules() { return std::move(submodules_); }

private:
    Status one(const GitTreeEntry& entry, const std::string& path, std::uint64_t depth) {
        ArchiveEntry written{.path = path, .mode = entry.kind == GitEntryKind::File ? 0644U : 0755U};
        switch (entry.kind) {
            case GitEntryKind::Folder:
                written.kind = ArchivedKind::Folder;
                TRY(writer_.entry(written));
                return tree(entry.id, path + "/", depth + 1);
            case GitEntryKind::Submodule:
                written.kind = ArchivedKind::Folder;
                submodules_.push_back(path);
                return writer_.entry(written);
            case GitEntryKind::Link: {
                written.kind = ArchivedKind::Link;
                written.target = to_text(TRY(blob(entry, path, kHeadersBytesMax)));
                return writer_.entry(written);
            }
            case GitEntryKind::File:
            case GitEntryKind::Executable: {
                const auto content = TRY(blob(entry, path, kBlobBytesMax));
                written.size = content.size();
                TRY(writer_.entry(written));
                return writer_.content(content);
            }
        }
        return {};
    }

    Result<Bytes> blob(const GitTreeEntry& entry, const std::string& path, std::uint64_t most) {
        return std::move(TRY_WITHIN(quote(path), read_typed(repository_, entry.id, GitObjectType::Blob, most)).content);
    }

    const GitRepository& repository_;
    TreeWriter& writer_;
    const Interrupt& interrupt_;
    std::uint64_t depth_most_;
    std::vector<std::string> submodules_;
};

Status check_work_tree(const GitRepository& repository, const std::filesystem::path& path) {
    auto differences = repository.differences(kPathsShown + 1);
    if (!differences && differences.error().hints().empty())
        return fail(std::move(differences).error().with_hint("or name the commit: " + path.string() + "#HEAD"));
    if (!differences) return fail(std::move(differences).error());
    auto& paths = *differences;
    if (paths.empty()) return {};
    const bool are_more = paths.size() > kPathsShown;
    if (are_more) paths.pop_back();
    for (auto& each : paths) each = quote(each);
    return fail(Error(ErrorKind::Conflict, "the work tree of " + quote(path.string()) +
                                               " is not what its last commit says: " + join(paths, ", ") +
                                               (are_more ? " and more" : ""))
                    .with_hint("commit or remove the changes, or name the commit: " + path.string() + "#HEAD"));
}

}  // namespace

Result<ExportedCommit> export_commit(const CommitRequest& request, const Folder& destination,
                                     const Interrupt& interrupt) {
    const auto repository = TRY(GitRepository::open(request.repository));
    if (request.revision.empty() && request.work_tree == WorkTree::MustAgree)
        TRY(check_work_tree(repository, request.repository));
    const auto [id, commit] =
        TRY(find_commit(repository, TRY(repository.resolve(request.revision.empty() ? "HEAD" : request.revision))));
    for (const auto& parent : commit.parents)
        if (!repository.is_shallow() && !repository.has(parent))
            return fail(ErrorKind::NotFound, "git commit " + encode_hex(id.view()) + ": its parent " +
                                                 encode_hex(parent.view()) + " is not in the repository");
    TreeWriter writer(destination,
                      {.links = LinkTargets::Anywhere, .modified = commit.author_time, .limits = request.limits});
    CommitWriter walker(repository, writer, interrupt, request.limits.depth);
    TRY_WITHIN("git commit " + encode_hex(id.view()), walker.tree(commit.tree, "", 1));
    TRY(writer.finish());
    const auto author_time = TRY(Time::from_seconds(commit.author_time));
    return ExportedCommit{.id = encode_hex(id.view()),
                          .author_time = author_time,
                          .submodules = walker.release_submodules(),
                          .tags = tags_of(repository, id)};
}

}  // namespace assay::storage
