// SPDX-License-Identifier: Apache-2.0
#include "storage/git/git_repository.hpp"

#include "base/core/text.hpp"
#include "storage/git/git_program.hpp"
#include "storage/git/libgit2.hpp"

#include <mutex>
#include <optional>

#ifdef __SANITIZE_ADDRESS__
/// libgit2 1.5 frees what it matched a line of a repository's configuration with only where the line matched: some 10
/// KiB are lost when a repository is opened. The leak checker sees no caller beyond PCRE2, and nothing of ours calls
/// that.
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() { return "leak:libpcre2-8.so\n"; }
#endif

namespace assay::storage {

namespace {

/// libgit2, started once for the process and left running: its caches are of no concern at exit.
void start_libgit2() {
    static std::once_flag once;
    std::call_once(once, [] {
        ::git_libgit2_init();
        for (const int level :
             {GIT_CONFIG_LEVEL_PROGRAMDATA, GIT_CONFIG_LEVEL_SYSTEM, GIT_CONFIG_LEVEL_XDG, GIT_CONFIG_LEVEL_GLOBAL})
            ::git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, level, "");
        ::git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
        ::git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 1);
    });
}

/// What libgit2 says went wrong, in our kinds.
Error git_error(int code, std::string doing) {
    const auto* last = ::git_error_last();
    const std::string words = last != nullptr && last->message != nullptr ? last->message : "it fails";
    const auto kind = code == GIT_ENOTFOUND || code == GIT_EUNBORNBRANCH ? ErrorKind::NotFound : ErrorKind::Invalid;
    return Error(kind, std::move(doing) + ": " + words);
}

template <typename Handle, typename Make, typename... Arguments>
Result<Handle> make_git(const std::string& doing, Make make, Arguments... arguments) {
    typename Handle::pointer raw = nullptr;
    const int code = make(&raw, arguments...);
    Handle handle(raw);
    if (code != 0) return fail(git_error(code, doing));
    return handle;
}

::git_oid oid_of(const crypto::Sha1& id) {
    ::git_oid out{};
    std::memcpy(out.id, id.data(), sizeof out.id);
    return out;
}

crypto::Sha1 id_of(const ::git_oid& oid) { return crypto::Sha1::copy_of(ByteView(oid.id, sizeof oid.id)); }

std::optional<GitObjectType> type_of(::git_object_t type) {
    switch (type) {
        case GIT_OBJECT_BLOB: return GitObjectType::Blob;
        case GIT_OBJECT_TREE: return GitObjectType::Tree;
        case GIT_OBJECT_COMMIT: return GitObjectType::Commit;
        case GIT_OBJECT_TAG: return GitObjectType::Tag;
        default: return {};
    }
}

/// Has libgit2 open a repository with any extensions: GitFeatures says what they change, and objects are
/// hashed and read again.
void allow_extensions(std::vector<std::string> names) {
    std::erase(names, "objectformat");
    std::vector<const char*> raw;
    for (const auto& name : names) raw.push_back(name.c_str());
    ::git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, raw.data(), raw.size());
}

/// The paths in what `git status --porcelain -z` prints.
std::vector<std::string> paths_in_status(std::string_view text, std::size_t most) {
    std::vector<std::string> out;
    for (const auto line : split(text, '\0')) {
        constexpr std::size_t kPathAt = 3;
        if (line.size() > kPathAt && out.size() < most) out.emplace_back(line.substr(kPathAt));
    }
    return out;
}

}  // namespace

struct GitRepository::State {
    std::string name;
    GitLayout layout;
    GitFeatures features;
    GitRepositoryHandle repository;
    GitOdbHandle objects;
};

GitRepository::GitRepository(std::unique_ptr<State> state) : state_(std::move(state)) {}
GitRepository::GitRepository(GitRepository&&) noexcept = default;
GitRepository& GitRepository::operator=(GitRepository&&) noexcept = default;
GitRepository::~GitRepository() = default;

Result<GitRepository> GitRepository::open(const std::filesystem::path& path) {
    start_libgit2();
    const auto doing = "opening git repository " + quote(path.string());
    const auto layout = GitLayout::find(path);
    const auto features = layout ? GitFeatures::of(*layout) : GitFeatures();
    if (features.has_sha256_objects)
        return fail(
            Error(ErrorKind::Unsupported, doing + ": its objects are in git's SHA-256 format, which is not read here")
                .with_hint("deposit the tree that `git archive` or a checkout gives, as an archive or a folder"));
    auto state = std::make_unique<State>(State{.name = path.string(),
                                               .layout = layout.value_or(GitLayout()),
                                               .features = features,
                                               .repository = {},
                                               .objects = {}});
    static std::mutex one_at_a_time;
    const std::scoped_lock lock(one_at_a_time);
    allow_extensions(features.extensions);
    state->repository =
        TRY(make_git<GitRepositoryHandle>(doing, &::git_repository_open_ext, path.c_str(),
                                          static_cast<unsigned>(GIT_REPOSITORY_OPEN_NO_SEARCH), nullptr));
    state->objects = TRY(make_git<GitOdbHandle>(doing, &::git_repository_odb, state->repository.get()));
    return GitRepository(std::move(state));
}

Result<crypto::Sha1> GitRepository::resolve(const std::string& revision) const {
    // A whole id needs no parsing of what it names.
    if (const auto id = decode_hex_as<crypto::Sha1>(revision, "id")) return *id;
    const auto doing = "looking up " + quote(revision) + " in git repository " + quote(state_->name);
    if (!state_->features.may_resolve()) {
        const auto said =
            TRY_WITHIN(doing, ask_git(state_->layout, state_->features,
                                      {"rev-parse", "--verify", "--quiet", "--end-of-options", revision}));
        return TRY_WITHIN(doing, decode_hex_as<crypto::Sha1>(trim(said), "what git says"));
    }
    const auto object =
        TRY(make_git<GitObjectHandle>(doing, &::git_revparse_single, state_->repository.get(), revision.c_str()));
    return id_of(*::git_object_id(object.get()));
}

std::vector<std::pair<std::string, crypto::Sha1>> GitRepository::tags() const {
    std::vector<std::pair<std::string, crypto::Sha1>> out;
    if (!state_->features.may_resolve()) return out;
    const auto add = [](const char* name, ::git_oid* id, void* into) {
        auto& tags = *static_cast<decltype(out)*>(into);
        tags.emplace_back(std::string_view(name).substr(std::string_view("refs/tags/").size()), id_of(*id));
        return tags.size() > kTagsMax ? 1 : 0;
    };
    if (::git_tag_foreach(state_->repository.get(), add, &out) != 0) out.clear();
    return out;
}

Result<GitObject> GitRepository::read(const crypto::Sha1& id, std::uint64_t most) const {
    const auto doing = "reading git object " + encode_hex(id.view());
    const auto oid = oid_of(id);
    std::size_t size = 0;
    ::git_object_t type = GIT_OBJECT_INVALID;
    if (const int code = ::git_odb_read_header(&size, &type, state_->objects.get(), &oid); code != 0)
        return fail(git_error(code, doing));
    if (size > most) return fail(ErrorKind::Limit, doing + ": it is larger than " + human_bytes(most));
    const auto object = TRY(make_git<GitOdbObjectHandle>(doing, &::git_odb_read, state_->objects.get(), &oid));
    const auto known = type_of(::git_odb_object_type(object.get()));
    if (!known) return fail(ErrorKind::Invalid, doing + ": its object type is unknown");
    const auto* data = static_cast<const std::uint8_t*>(::git_odb_object_data(object.get()));
    GitObject out{.type = *known, .content = Bytes(data, data + ::git_odb_object_size(object.get()))};
    if (git_ids(out.type, out.content).sha1 != id)
        return fail(ErrorKind::Invalid, doing + ": its content hashes to another id");
    return out;
}

bool GitRepository::has(const crypto::Sha1& id) const {
    const auto oid = oid_of(id);
    return ::git_odb_exists(state_->objects.get(), &oid) == 1;
}

bool GitRepository::is_partial() const { return state_->features.is_partial; }

bool GitRepository::is_shallow() const { return ::git_repository_is_shallow(state_->repository.get()) == 1; }

Result<std::vector<std::string>> GitRepository::differences(std::size_t most) const {
    std::vector<std::string> out;
    const auto& features = state_->features;
    if (features.is_bare || ::git_repository_is_bare(state_->repository.get()) == 1) return out;
    const auto doing = "comparing the work tree of " + quote(state_->name) + " with its last commit";
    const auto by_git = [&]() -> Result<std::vector<std::string>> {
        const auto said = TRY_WITHIN(doing, ask_git(state_->layout, features,
                                                    {"status", "--porcelain=v1", "-z", "--untracked-files=all",
                                                     "--ignore-submodules=all", "--no-renames"}));
        return paths_in_status(said, most);
    };
    // libgit2 takes what is not checked out for deleted, and does not know refs elsewhere.
    if (features.is_sparse || !features.may_resolve()) return by_git();
    ::git_status_options options = GIT_STATUS_OPTIONS_INIT;
    options.show = GIT_STATUS_SHOW_INDEX_AND_WORKDIR;
    options.flags =
        GIT_STATUS_OPT_INCLUDE_UNTRACKED | GIT_STATUS_OPT_EXCLUDE_SUBMODULES | GIT_STATUS_OPT_DISABLE_PATHSPEC_MATCH;
    const auto made = make_git<GitStatusHandle>(doing, &::git_status_list_new, state_->repository.get(), &options);
    // An index in parts, or one that names folders, is git's alone to read (gitformat-index(5), "link" and "sdir").
    if (!made) return by_git();
    const auto& list = *made;
    const auto count = ::git_status_list_entrycount(list.get());
    for (std::size_t i = 0; i < count && out.size() < most; ++i) {
        const auto* entry = ::git_status_byindex(list.get(), i);
        const auto* delta = entry->index_to_workdir != nullptr ? entry->index_to_workdir : entry->head_to_index;
        if (delta != nullptr && delta->new_file.path != nullptr) out.emplace_back(delta->new_file.path);
    }
    return out;
}

}  // namespace assay::storage
