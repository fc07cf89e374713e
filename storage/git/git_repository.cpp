// SPDX-License-Identifier: Apache-2.0
#include "storage/git/git_repository.hpp"

#include "base/core/text.hpp"
#include "storage/git/libgit2.hpp"

#include <mutex>
#include <optional>

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

/// Whether a repository names a format of objects that libgit2 does not read.
bool has_sha256_objects(const std::filesystem::path& path) {
    for (const auto& file : {path / ".git" / "config", path / "config"}) {
        const auto config = make_git<GitConfigHandle>("", &::git_config_open_ondisk, file.c_str());
        ::git_buf value = GIT_BUF_INIT;
        if (!config || ::git_config_get_string_buf(&value, config->get(), "extensions.objectformat") != 0) continue;
        const bool is_sha256 = std::string_view(value.ptr, value.size) == "sha256";
        ::git_buf_dispose(&value);
        if (is_sha256) return true;
    }
    return false;
}

}  // namespace

struct GitRepository::State {
    std::string name;
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
    if (has_sha256_objects(path))
        return fail(
            Error(ErrorKind::Unsupported, doing + ": its objects are in git's SHA-256 format, which is not read here")
                .with_hint("deposit the tree that `git archive` or a checkout gives, as an archive or a folder"));
    auto state = std::make_unique<State>(State{.name = path.string()});
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
    const auto object =
        TRY(make_git<GitObjectHandle>(doing, &::git_revparse_single, state_->repository.get(), revision.c_str()));
    return id_of(*::git_object_id(object.get()));
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
    if (!known) return fail(ErrorKind::Invalid, doing + ": it is of a type that is none");
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

bool GitRepository::is_shallow() const { return ::git_repository_is_shallow(state_->repository.get()) == 1; }

Result<std::vector<std::string>> GitRepository::differences(std::size_t most) const {
    std::vector<std::string> out;
    if (::git_repository_is_bare(state_->repository.get()) == 1) return out;
    ::git_status_options options = GIT_STATUS_OPTIONS_INIT;
    options.show = GIT_STATUS_SHOW_INDEX_AND_WORKDIR;
    options.flags =
        GIT_STATUS_OPT_INCLUDE_UNTRACKED | GIT_STATUS_OPT_EXCLUDE_SUBMODULES | GIT_STATUS_OPT_DISABLE_PATHSPEC_MATCH;
    const auto doing = "comparing the work tree of " + quote(state_->name) + " with its last commit";
    const auto list = TRY(make_git<GitStatusHandle>(doing, &::git_status_list_new, state_->repository.get(), &options));
    const auto count = ::git_status_list_entrycount(list.get());
    for (std::size_t i = 0; i < count && out.size() < most; ++i) {
        const auto* entry = ::git_status_byindex(list.get(), i);
        const auto* delta = entry->index_to_workdir != nullptr ? entry->index_to_workdir : entry->head_to_index;
        if (delta != nullptr && delta->new_file.path != nullptr) out.emplace_back(delta->new_file.path);
    }
    return out;
}

}  // namespace assay::storage
