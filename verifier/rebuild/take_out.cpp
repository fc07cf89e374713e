// SPDX-License-Identifier: Apache-2.0
#include "verifier/rebuild/take_out.hpp"

#include "base/core/text.hpp"
#include "base/files/attributes.hpp"
#include "base/files/extents.hpp"
#include "base/files/open_closed.hpp"
#include "base/files/walk.hpp"
#include "storage/layout/layout.hpp"
#include "verifier/machine/build_machine.hpp"

#include <map>
#include <set>

#include <unistd.h>

namespace assay::verifier {

namespace {

constexpr unsigned kMode = 0644;

/// A file, whatever its name.
using FileId = std::pair<std::uint64_t, std::uint64_t>;
FileId id_of(const FileStatus& status) { return {status.device, status.inode}; }

Result<crypto::DigestSet> digest_of(const Descriptor& file) {
    crypto::DigestSetStream digest;
    TRY(for_each_part(file, [&](ByteView part) -> Status {
        digest.update(part);
        return {};
    }));
    return digest.finish();
}

/// A stranger's file becomes ours.
Status adopt(const Descriptor& file) {
    const auto doing = "taking out " + quote(file.name());
    if (::geteuid() == 0 && ::fchown(file.number(), ::geteuid(), ::getegid()) != 0) return fail(io_error(doing, errno));
    TRY(file.set_mode(kMode));
    TRY(remove_attributes(file, TRY(attributes_of(file))));
    // An access list that is gone leaves its mask behind.
    TRY(file.set_mode(kMode));
    return file.sync();
}

Status place(const Folder& from, const RelativePath& path, const Folder& outputs, const RelativePath& name) {
    const auto parent = name.parent();
    const auto folder = parent ? TRY(outputs.make_folder(*parent)) : TRY(outputs.duplicate());
    TRY(move_between(from, path, folder, TRY(RelativePath::parse(name.filename()))));
    return folder.sync();
}

/// Why a path does not lead to an artifact; the error itself where that is another matter.
Result<std::string> why_none(const Error& error, const RelativePath& path) {
    switch (error.kind()) {
        case ErrorKind::NotFound: return "the build left no artifact " + quote(path.text());
        case ErrorKind::Invalid:
        case ErrorKind::Refused: return "the artifact " + quote(path.text()) + " is no regular file";
        default: return fail(error);
    }
}

/// As far as it can be read: a build may have closed its folders.
std::vector<std::string> names_left(const Folder& from) {
    std::vector<std::string> out;
    const auto visit = [&out](const WalkEntry& entry, const Folder&) -> Result<WalkNext> {
        if (entry.status.kind == FileKind::Folder) return WalkNext::Enter;
        if (out.size() == kLeftNamesMax) return fail(ErrorKind::Limit, "more than are named");
        out.push_back(quote(entry.path.text()));
        return WalkNext::Skip;
    };
    static_cast<void>(walk(from, visit));
    return out;
}

}  // namespace

Result<BuiltArtifact> take_file(const Folder& from, const RelativePath& path, const Folder& outputs,
                                const RelativePath& name) {
    const auto file = TRY(open_closed_file(from, path));
    const auto size = TRY(file.status()).size;
    auto digest = TRY(digest_of(file));
    TRY(adopt(file));
    TRY(place(from, path, outputs, name));
    return BuiltArtifact{name, size, digest};
}

Result<TakenOut> take_artifacts(const Folder& from, const std::vector<RelativePath>& paths, const Folder& outputs) {
    TakenOut out;
    std::uint64_t bytes = 0;
    std::set<FileId> measured;
    for (const auto& path : paths) {
        const auto file = open_closed_file(from, path);
        if (!file) {
            out.failure = TRY(why_none(file.error(), path));
            if (file.error().kind() == ErrorKind::NotFound) out.left = names_left(from);
            return out;
        }
        const auto status = TRY(file->status());
        if (measured.insert(id_of(status)).second) bytes += status.size;
    }
    if (bytes > kArtifactBytesMax) {
        out.failure = too_many_bytes(bytes);
        return out;
    }
    std::map<FileId, crypto::DigestSet> known;
    for (const auto& path : paths) {
        const auto file = TRY(open_closed_file(from, path));
        const auto status = TRY(file.status());
        auto digest = known.find(id_of(status));
        if (digest == known.end()) {
            digest = known.emplace(id_of(status), TRY(digest_of(file))).first;
            TRY(adopt(file));
        }
        TRY(place(from, path, outputs, TRY(storage::layout::artifact(path))));
        out.artifacts.push_back({path, status.size, digest->second});
    }
    return out;
}

}  // namespace assay::verifier
