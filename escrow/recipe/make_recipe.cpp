// SPDX-License-Identifier: Apache-2.0
#include "escrow/recipe/make_recipe.hpp"

#include "base/core/text.hpp"
#include "base/files/byte_source.hpp"
#include "base/files/copy.hpp"
#include "base/files/durable.hpp"
#include "base/files/read.hpp"
#include "escrow/recipe/build_system.hpp"
#include "escrow/recipe/file_name.hpp"
#include "storage/intake/product_hints.hpp"
#include "storage/layout/layout.hpp"
#include "storage/recipe/host.hpp"
#include "storage/recipe/materials.hpp"
#include "storage/recipe/packages_index.hpp"

#include <fcntl.h>
#include <algorithm>
#include <set>

namespace assay::escrow {

namespace {

using storage::Recipe;

constexpr std::string_view kPlainIndex = "main/binary-";

/// The suite a version was made for, as stable updates say in it (`+deb12u1`, `~deb13u1`); else the machine's own.
std::string guess_suite(const std::string& version, const storage::HostLock& here) {
    for (const auto& [mark, suite] : {std::pair{"deb12u", "bookworm"}, {"deb13u", "trixie"}})
        if (version.find(mark) != std::string::npos) return suite;
    return here.os_version == "13" ? "trixie" : "bookworm";
}

std::string_view scope_option(BuildScope scope) {
    switch (scope) {
        case BuildScope::Any: return "-B";
        case BuildScope::All: return "-A";
        case BuildScope::Both: return "-b";
    }
    return {};
}

/// What a recipe's commands say they build.
BuildScope scope_of(const Recipe& recipe, BuildScope otherwise) {
    for (const auto& command : recipe.commands) {
        if (command.find("dpkg-buildpackage") == std::string::npos) continue;
        for (const auto scope : {BuildScope::Any, BuildScope::All, BuildScope::Both})
            if ((command + " ").find(" " + std::string(scope_option(scope)) + " ") != std::string::npos) return scope;
    }
    return otherwise;
}

Recipe blank(const std::string& product, const std::string& version, RelativePath lock) {
    const storage::RecipeEnvironment environment{storage::RecipeEnvironment::Kind::Debian, "", std::move(lock)};
    return {product, version, environment, "", {}, std::nullopt, {}, {}, {}, std::nullopt, std::nullopt};
}

Result<DraftedRecipe> debian_recipe(const NewRecipeRequest& request, const storage::HostLock& here) {
    const auto source = TRY(SourcePackage::read(request.source));
    const auto scope = request.scope.value_or(source.default_scope());
    auto out = blank(source.dsc.name, source.dsc.version, request.lock);
    out.environment.suite = request.suite.value_or(guess_suite(source.dsc.version, here));
    // The folder Debian's own reproduction builds in; some packages write its length into their output.
    out.directory = "/build/reproducible-path/" + source.dsc.name + "-" + source.dsc.upstream_version();
    // Ownership is recorded by fakeroot and not tried: the cell has one user, and a real chown would fail.
    out.variables = {{"DEB_BUILD_OPTIONS", "parallel=1 nocheck"}, {"FAKEROOTDONTTRYCHOWN", "1"}};
    out.commands = {"dpkg-buildpackage -us -uc " + std::string(scope_option(scope)) + " -rfakeroot",
                    "cp ../*.deb \"$ASSAY_OUT\"/"};
    const auto built = source.binaries(scope, here.architecture);
    for (const auto& name : request.artifacts)
        if (std::find(built.begin(), built.end(), name) == built.end())
            return std::unexpected(Error(ErrorKind::Usage, quote(name) + " is not among what " +
                                                               quote(request.source.filename().string()) + " builds")
                                       .with_hint("it builds: " + join(built, ", ")));
    for (const auto& name : request.artifacts.empty() ? built : request.artifacts) {
        auto path = TRY(RelativePath::parse(name));
        out.artifacts.push_back({std::move(path), storage::ArtifactSignature::None});
    }
    if (out.artifacts.empty())
        return fail(ErrorKind::Invalid, quote(request.source.string()) +
                                            " does not say which packages it builds: name them with --artifact");
    return DraftedRecipe{std::move(out), {}, {}};
}

/// There has to be something to build.
Status check_source(const std::filesystem::path& path) {
    const auto status = TRY(TRY(Descriptor::open(path, O_RDONLY | O_NONBLOCK)).status());
    if (status.kind == FileKind::Folder) return {};
    if (status.kind != FileKind::Regular)
        return fail(ErrorKind::Invalid,
                    "it is " + std::string(describe(status.kind)) + ", neither a file nor a folder");
    if (status.size == 0) return fail(ErrorKind::Invalid, "it is empty");
    return {};
}

/// What the version of a source that names none is called until somebody writes another.
constexpr std::string_view kNoVersion = "0.1";

/// What a source that is no .dsc says of itself.
struct SaidOfSource {
    std::string product, stem;  ///< the stem: of the folder that it unpacks to
    std::optional<std::string> version;
    std::string where;  ///< the names are from, for people: `the folder`, `package.json`
};

/// By the name of its folder or archive, and of a folder by what its own files say.
Result<SaidOfSource> said_of(const std::filesystem::path& path, bool is_folder) {
    const auto name = path.filename().string();
    if (!is_folder) {
        const auto parts = parts_of_file_name(name);
        return SaidOfSource{parts.product, parts.stem, parts.version, "the file name"};
    }
    SaidOfSource out{name, name, std::nullopt, "the folder"};
    for (const auto& hint : TRY(storage::hints_of(TRY(Folder::open(path)), {}))) {
        // Half of a name is not said to be the source's own.
        if (!hint.name || hint.versions.empty()) continue;
        // The product is called as people call it; an npm scope is its publisher's.
        out.product = hint.name->substr(hint.name->rfind('/') + 1);
        out.version = hint.versions.front();
        out.where = hint.where;
        break;
    }
    return out;
}

std::string guess_of(const SaidOfSource& said, const Recipe& recipe) {
    const auto both = "product: the name " + quote(recipe.product) + " and the version " + quote(recipe.version);
    if (said.version) return both + " are those of " + said.where;
    return "product: the name " + quote(recipe.product) + " is that of " + said.where + ", the version " +
           quote(recipe.version) + " a placeholder: every verdict repeats both";
}

/// Everything in it is a guess.
Result<DraftedRecipe> template_recipe(const NewRecipeRequest& request) {
    if (request.artifacts.empty())
        return fail(Error(ErrorKind::Usage, "what the build leaves in $ASSAY_OUT is not known: name it with --artifact")
                        .with_hint("as its path below $ASSAY_OUT: --artifact usr/bin/NAME, once for each file"));
    const auto path = request.source.filename().empty() ? request.source.parent_path() : request.source;
    std::error_code ignored;
    const bool is_folder = std::filesystem::is_directory(path, ignored);
    const auto said = TRY(said_of(path, is_folder));
    // An archive is not looked into.
    const auto system = build_system_of(is_folder ? std::optional(path) : std::nullopt, request.artifacts);
    DraftedRecipe out{
        blank(said.product, said.version.value_or(std::string(kNoVersion)), request.lock), {}, system.depends};
    auto& recipe = out.recipe;
    recipe.directory = "/build/" + said.stem;
    // Nothing is taken off an archive's paths: commands begin above its top folder.
    if (!is_folder) recipe.commands.push_back("cd \"" + said.stem + "\"");
    recipe.commands.insert(recipe.commands.end(), system.commands.begin(), system.commands.end());
    for (const auto& artifact : request.artifacts) {
        auto at = TRY(RelativePath::parse(artifact));
        recipe.artifacts.push_back({std::move(at), storage::ArtifactSignature::None});
    }
    out.guesses.push_back(guess_of(said, recipe));
    if (!is_folder)
        out.guesses.push_back("commands: the archive was not looked into; its top folder is taken to be " +
                              quote(said.stem) + ", and its build to be make's");
    else if (system.file.empty())
        out.guesses.push_back("commands: there is no Makefile in " + quote(path.string()) +
                              ": they are make's all the same; write those of its own build");
    else if (system.name != "make")
        out.guesses.push_back("commands: they are " + system.name + "'s, because there is a " + system.file);
    return out;
}

/// An archive of the lock: its InRelease and its one Packages file, as apt keeps them.
struct FetchedArchive {
    std::filesystem::path in_release, packages;
    std::string name;  ///< `bookworm-security`
};

std::vector<FetchedArchive> find_archives(const PrivateApt& apt, const std::string& architecture) {
    std::vector<FetchedArchive> out;
    std::vector<std::filesystem::path> files;
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator(apt.lists(), ignored)) files.push_back(entry.path());
    for (const auto& name : {apt.suite(), apt.suite() + "-updates", apt.suite() + "-security"}) {
        FetchedArchive archive;
        archive.name = name;
        for (const auto& file : files) {
            if (file.filename().string().ends_with("_dists_" + name + "_InRelease")) archive.in_release = file;
            if (file.filename().string().ends_with("_dists_" + name + "_main_binary-" + architecture + "_Packages"))
                archive.packages = file;
        }
        if (!archive.in_release.empty() && !archive.packages.empty()) out.push_back(std::move(archive));
    }
    return out;
}

Result<storage::LockedFile> lock_file(const std::filesystem::path& file, const std::string& name) {
    const auto bytes = TRY(read_file(file, std::size_t{1} << 30));
    auto path = TRY(RelativePath::parse(name));
    return storage::LockedFile{std::move(path), crypto::sha256(bytes), bytes.size()};
}

/// name, version, architecture, digest: what an index entry must agree in.
using PackageKey = std::tuple<std::string, std::string, std::string, crypto::Sha256>;

/// Which of the packages each index lists.
Result<std::set<PackageKey>> listed_in(const std::filesystem::path& index, const std::set<PackageKey>& wanted) {
    std::set<PackageKey> out;
    const auto file = TRY(Descriptor::open(index, O_RDONLY));
    DescriptorSource source(file);
    TRY_WITHIN(quote(index.filename().string()),
               storage::for_each_package(source, [&](const storage::IndexedPackage& package) -> Status {
                   PackageKey key{std::string(package.name), std::string(package.version),
                                  std::string(package.architecture), package.sha256};
                   if (wanted.contains(key)) out.insert(std::move(key));
                   return {};
               }));
    return out;
}

/// Puts a file into the materials: a second name of apt's own where the file system allows, else a copy.
Status place(const std::filesystem::path& from, const std::filesystem::path& to) {
    std::error_code failed;
    std::filesystem::remove(to, failed);
    TRY_WITHIN("filling the materials", link_or_copy_file(from, to));
    return {};
}

Result<storage::Lock> lock_debian(const LockRequest& request, const Recipe& recipe,
                                  const std::filesystem::path& materials, Progress& progress,
                                  const Interrupt& interrupt) {
    std::string depends = request.depends, conflicts;
    if (request.source) {
        const auto source = TRY(SourcePackage::read(*request.source));
        const auto scope = scope_of(recipe, source.default_scope());
        depends = source.dependencies(scope) + (request.depends.empty() ? "" : ", " + request.depends);
        conflicts = source.conflicts_of(scope);
    }
    const auto mirrors = TRY(find_mirrors(request.mirror, interrupt));
    auto apt =
        TRY(PrivateApt::open(request.cache / ("apt-" + recipe.environment.suite), recipe.environment.suite, mirrors));
    if (request.update) TRY(apt.update(interrupt));
    const auto chosen = TRY(apt.fetch_closure(depends, conflicts, progress, interrupt));
    storage::DebianLock lock;
    lock.suite = recipe.environment.suite;
    lock.architecture = TRY(storage::read_host_lock("/")).architecture;

    std::set<PackageKey> unclaimed;
    for (const auto& package : chosen)
        unclaimed.emplace(package.name, package.version, package.architecture, package.sha256);
    std::map<PackageKey, std::size_t> vouched;
    TRY(Folder::make(materials / storage::layout::kLists.text()));
    TRY(Folder::make(materials / storage::layout::kPool.text()));
    const auto archives = find_archives(apt, lock.architecture);
    if (archives.empty())
        return fail(ErrorKind::Unavailable, "the package lists of " + lock.suite +
                                                " are not where apt keeps them: nothing would vouch for the packages");
    for (const auto& archive : archives) {
        const auto listed = TRY(listed_in(archive.packages, unclaimed));
        if (listed.empty()) continue;
        for (const auto& key : listed) vouched.emplace(key, lock.archives.size());
        const auto in_release_name = archive.name + "_InRelease",
                   index_name = archive.name + "_main_binary-" + lock.architecture + "_Packages";
        auto in_release = TRY(lock_file(archive.in_release, in_release_name));
        auto index = TRY(lock_file(archive.packages, index_name));
        TRY(place(archive.in_release, materials / storage::layout::kLists.text() / in_release_name));
        TRY(place(archive.packages, materials / storage::layout::kLists.text() / index_name));
        storage::LockedArchive locked{std::move(in_release), {}};
        locked.indexes.push_back({std::move(index), std::string(kPlainIndex) + lock.architecture + "/Packages"});
        lock.archives.push_back(std::move(locked));
    }
    for (const auto& package : chosen) {
        const auto from = apt.archives() / package.file;
        auto deb = TRY_WITHIN("a fetched package", lock_file(from, package.file));
        if (deb.sha256 != package.sha256)
            return fail(ErrorKind::Untrusted, "the fetched " + quote(package.file) + " is not the one its index names");
        TRY(place(from, materials / storage::layout::kPool.text() / package.file));
        const auto archive = vouched.find({package.name, package.version, package.architecture, package.sha256});
        storage::LockedPackage locked{package.name, package.version, package.architecture, std::move(deb),
                                      std::nullopt};
        if (archive != vouched.end()) locked.archive = archive->second;
        lock.packages.push_back(std::move(locked));
    }
    return storage::Lock::make(std::move(lock));
}

/// Removes what an earlier lock left among the materials and this one does not name.
Status sweep(const storage::DebianLock& lock, const std::filesystem::path& materials) {
    std::set<std::string> named;
    for (const auto& file : storage::files_of(lock)) named.insert(file.file.text());
    for (const auto& folder : {storage::layout::kPool, storage::layout::kLists})
        for (const auto& entry : std::filesystem::directory_iterator(materials / folder.text())) {
            std::error_code failed;
            if (!named.contains(folder.text() + "/" + entry.path().filename().string()))
                std::filesystem::remove(entry.path(), failed);
        }
    return {};
}

}  // namespace

Result<DraftedRecipe> new_recipe(const NewRecipeRequest& request, const Interrupt& interrupt) {
    TRY(interrupt.check("making a recipe"));
    const auto source = check_source(request.source);
    if (!source) {
        auto error = Error(source.error()).within("the source " + quote(request.source.string()));
        if (error.kind() == ErrorKind::NotFound && request.source.string().contains('#'))
            error =
                std::move(error).with_hint("a recipe is drafted from the folder; escrow deposit takes the revision");
        return std::unexpected(std::move(error));
    }
    const auto here = TRY(storage::read_host_lock("/"));
    const bool is_dsc = request.source.extension() == ".dsc";
    auto out = is_dsc ? TRY(debian_recipe(request, here)) : TRY(template_recipe(request));
    if (!is_dsc) out.recipe.environment.suite = request.suite.value_or(guess_suite("", here));
    if (request.host) {
        out.recipe.environment.kind = storage::RecipeEnvironment::Kind::Host;
        out.recipe.environment.suite.clear();
    }
    // What is written must be what is read.
    out.recipe = TRY(Recipe::parse(out.recipe.render()));
    return out;
}

Result<LockedRecipe> lock_recipe(const LockRequest& request, Progress& progress, const Interrupt& interrupt) {
    const auto recipe = TRY(storage::read_recipe(request.recipe)).second;
    const auto folder = std::filesystem::absolute(request.recipe).parent_path();
    const auto materials = storage::materials_of(std::filesystem::absolute(request.recipe));
    const bool debian = recipe.environment.kind == storage::RecipeEnvironment::Kind::Debian;
    if (debian && !request.source && trim(request.depends).empty())
        return std::unexpected(
            Error(ErrorKind::Usage, "what the build needs is not known")
                .with_hint("--source FILE.dsc takes its Build-Depends; --depends LIST names packages"));
    auto lock = debian ? TRY(lock_debian(request, recipe, materials, progress, interrupt))
                       : TRY(storage::Lock::make(TRY(storage::read_host_lock("/"))));
    if (const auto* locked = lock.debian()) TRY(sweep(*locked, materials));
    const auto lock_file_path = folder / recipe.environment.lock.text();
    TRY(write_durably(lock_file_path, bytes_of(lock.render())));
    std::uint64_t packages = 0, bytes = 0;
    if (const auto* locked = lock.debian()) {
        packages = locked->packages.size();
        for (const auto& file : storage::files_of(*locked)) bytes += file.size;
    } else {
        packages = lock.host()->packages.size();
    }
    return LockedRecipe{std::move(lock), lock_file_path, debian ? materials : std::filesystem::path(), packages, bytes};
}

}  // namespace assay::escrow
