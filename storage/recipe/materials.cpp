// SPDX-License-Identifier: Apache-2.0
#include "storage/recipe/materials.hpp"

#include "base/core/text.hpp"
#include "base/files/walk.hpp"
#include "storage/digest/hash_file.hpp"
#include "storage/layout/layout.hpp"

#include <algorithm>
#include <map>

namespace assay::storage {

namespace {

/// A name below one of the two folders.
RelativePath below(const RelativePath& folder, const RelativePath& file) {
    // A name of one component is far from the longest path.
    return *folder.join(file);
}

class MaterialsCheck {
public:
    MaterialsCheck(const DebianLock& lock, const Folder& materials, ProgressStage& stage, const Interrupt& interrupt)
        : materials_(materials), stage_(stage), interrupt_(interrupt) {
        for (auto& file : files_of(lock)) named_.emplace(file.file, std::move(file));
    }

    Result<std::vector<MaterialsFault>> run() {
        const auto visit = [&](const WalkEntry& entry, const Folder&) -> Result<WalkNext> {
            if (is_ours(entry)) return WalkNext::Enter;
            TRY(look_at(entry));
            return WalkNext::Skip;
        };
        TRY(walk(materials_, visit));
        for (const auto& [path, file] : named_)
            if (!seen_.contains(path))
                found(MaterialsFault::Kind::Missing, path, "is named in the lock and not among the materials");
        std::ranges::sort(faults_, {}, [](const auto& fault) { return std::pair(fault.kind, fault.path); });
        return std::move(faults_);
    }

private:
    static bool is_ours(const WalkEntry& entry) {
        return entry.status.kind == FileKind::Folder && (entry.path == layout::kPool || entry.path == layout::kLists);
    }

    Status look_at(const WalkEntry& entry) {
        TRY(interrupt_.check("checking the materials"));
        const auto& path = entry.path;
        if (entry.status.kind == FileKind::Folder && (path == layout::kPool || path == layout::kLists)) return {};
        const auto named = named_.find(path);
        if (named == named_.end()) {
            found(MaterialsFault::Kind::Unlocked, path, "is among the materials and not in the lock");
            return {};
        }
        seen_.emplace(path, true);
        if (entry.status.kind != FileKind::Regular) {
            found(MaterialsFault::Kind::Differs, path,
                  "is " + std::string(describe(entry.status.kind)) + ", not a file");
            return {};
        }
        return compare(named->second);
    }

    Status compare(const LockedFile& file) {
        const auto opened = TRY(materials_.open_file(file.file));
        const auto size = TRY(opened.status()).size;
        if (size != file.size) {
            found(MaterialsFault::Kind::Differs, file.file,
                  "has " + std::to_string(size) + " bytes, the lock says " + std::to_string(file.size));
            return {};
        }
        const auto watch = [this](ByteView bytes) -> Status {
            stage_.advance(bytes.size());
            return {};
        };
        const auto sha256 = TRY(hash_file<crypto::Sha256>(opened, interrupt_, watch)).digest;
        if (sha256 != file.sha256)
            found(MaterialsFault::Kind::Differs, file.file,
                  "hashes to " + encode_hex(sha256.view()) + ", the lock says " + encode_hex(file.sha256.view()));
        return {};
    }

    void found(MaterialsFault::Kind kind, const RelativePath& path, std::string detail) {
        faults_.push_back({.kind = kind, .path = path, .detail = std::move(detail)});
    }

    const Folder& materials_;
    ProgressStage& stage_;
    const Interrupt& interrupt_;
    std::map<RelativePath, LockedFile> named_;
    std::map<RelativePath, bool> seen_;
    std::vector<MaterialsFault> faults_;
};

}  // namespace

Error MaterialsFault::error() const {
    switch (kind) {
        case Kind::Missing: return {ErrorKind::Unproven, "material missing: " + quote(path.text()) + " " + detail};
        case Kind::Differs: return {ErrorKind::Untrusted, "material differs: " + quote(path.text()) + " " + detail};
        case Kind::Unlocked: return {ErrorKind::Refused, "unlocked input: " + quote(path.text()) + " " + detail};
    }
    return {ErrorKind::Internal, "material"};
}

std::vector<LockedFile> files_of(const DebianLock& lock) {
    std::vector<LockedFile> out;
    const auto add = [&out](const RelativePath& folder, LockedFile file) {
        file.file = below(folder, file.file);
        out.push_back(std::move(file));
    };
    for (const auto& archive : lock.archives) {
        add(layout::kLists, archive.in_release);
        for (const auto& index : archive.indexes) add(layout::kLists, index.file);
    }
    for (const auto& package : lock.packages) add(layout::kPool, package.deb);
    return out;
}

Result<std::vector<MaterialsFault>> check_materials(const DebianLock& lock, const Folder& materials, Progress& progress,
                                                    const Interrupt& interrupt) {
    std::uint64_t bytes = 0;
    for (const auto& file : files_of(lock)) bytes += file.size;
    ProgressStage stage(progress, "checking the materials", Progress::Unit::Octets, bytes);
    auto faults = TRY(MaterialsCheck(lock, materials, stage, interrupt).run());
    stage.done();
    return faults;
}

Status check_lock(const Recipe& recipe, const Lock* lock) {
    const bool needs_debian = recipe.environment.kind == RecipeEnvironment::Kind::Debian;
    const auto environment =
        needs_debian ? "Debian " + quote(recipe.environment.suite) : std::string("the host's own packages");
    const auto what = "unlocked input: the recipe builds in " + environment;
    if (lock == nullptr)
        return fail(ErrorKind::Refused, what + ", and there is no lock that says which packages those are");
    if ((lock->debian() != nullptr) != needs_debian)
        return fail(ErrorKind::Invalid,
                    "recipe: it builds in " + environment + ", its lock is for another kind of environment");
    if (lock->debian() != nullptr && lock->debian()->suite != recipe.environment.suite)
        return fail(ErrorKind::Invalid,
                    "recipe: it builds in " + environment + ", its lock is for " + quote(lock->debian()->suite));
    const auto count = lock->debian() != nullptr ? lock->debian()->packages.size() : lock->host()->packages.size();
    if (count == 0) return fail(ErrorKind::Refused, what + ", and its lock lists no packages");
    return {};
}

}  // namespace assay::storage
