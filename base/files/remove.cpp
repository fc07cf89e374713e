// SPDX-License-Identifier: Apache-2.0
// Folder::remove_tree and remove_contents.
//
// Each folder is entered by its own descriptor, never by path and never through a link. Names are read in batches until
// none is left, so a folder may hold any number of them. Where folders lie deeper than descriptors last, the deep one
// is moved up to the top, which empties it later: nesting costs time, not descriptors or stack.
#include "base/core/text.hpp"
#include "base/files/beneath.hpp"
#include "base/files/folder.hpp"
#include "base/files/listing.hpp"

#include <cerrno>
#include <cstdio>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace assay {

namespace {

constexpr std::size_t kDepthMax = 64;
constexpr std::size_t kBatchNamesMax = 4096;
constexpr unsigned kOwnerMayAll = 0700;

struct Name {
    std::string text;
    bool is_folder = false;
};

/// Some of the names in a folder; none only when it is empty.
Result<std::vector<Name>> some_names(const Descriptor& folder) {
    auto listing = TRY(Listing::open(folder));
    std::vector<Name> out;
    while (out.size() < kBatchNamesMax) {
        const auto* entry = TRY(listing.next());
        if (entry == nullptr) break;
        out.push_back({entry->d_name, entry->d_type == DT_DIR});
    }
    return out;
}

/// Opens a folder to be emptied; one that its owner may not list or change is made to let him.
Result<Descriptor> enter(int holder, const std::string& name, std::string full_name) {
    const auto open = [&] { return ::openat(holder, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC); };
    int number = open();
    if (number < 0 && errno == EACCES && ::fchmodat(holder, name.c_str(), kOwnerMayAll, AT_SYMLINK_NOFOLLOW) == 0)
        number = open();
    if (number < 0) return failed_at("opening", full_name, errno);
    Descriptor entered(number, std::move(full_name));
    if ((TRY(entered.status()).mode & kOwnerMayAll) != kOwnerMayAll) TRY(entered.set_mode(kOwnerMayAll));
    return entered;
}

class Remover {
public:
    explicit Remover(const Descriptor& top) : top_(top) {}

    Status empty(const Descriptor& folder, std::size_t depth) {
        for (;;) {
            const auto batch = TRY(some_names(folder));
            if (batch.empty()) return {};
            for (const auto& name : batch) TRY(remove(folder, name, depth));
        }
    }

    Status remove(const Descriptor& folder, const Name& name, std::size_t depth) {
        if (!name.is_folder && (::unlinkat(folder.number(), name.text.c_str(), 0) == 0 || errno == ENOENT)) return {};
        if (!name.is_folder && errno != EISDIR) return failed_at("removing", name_below(folder, name.text), errno);
        if (depth == kDepthMax) return move_up(folder, name.text);
        {
            const auto below = TRY(enter(folder.number(), name.text, name_below(folder, name.text)));
            TRY(empty(below, depth + 1));
        }
        if (::unlinkat(folder.number(), name.text.c_str(), AT_REMOVEDIR) != 0)
            return failed_at("removing folder", name_below(folder, name.text), errno);
        return {};
    }

private:
    Status move_up(const Descriptor& folder, const std::string& name) {
        // Onto another folder rename(2) succeeds only when that one is empty, onto anything else never.
        for (;;) {
            const auto parked = ".assay-removing-" + std::to_string(++parked_);
            if (::renameat(folder.number(), name.c_str(), top_.number(), parked.c_str()) == 0) return {};
            if (errno != ENOTEMPTY && errno != EEXIST && errno != ENOTDIR)
                return failed_at("moving up", name_below(folder, name), errno);
        }
    }

    const Descriptor& top_;
    std::uint64_t parked_ = 0;
};

}  // namespace

Status Folder::remove_tree(const RelativePath& path) const {
    if (TRY(status(path)).kind != FileKind::Folder) return remove(path);
    const auto place = TRY(place_of(descriptor_, path));
    {
        const auto doomed = TRY(enter(place.folder, place.name, name_below(descriptor_, path.text())));
        TRY(Remover(doomed).empty(doomed, 0));
    }
    if (::unlinkat(place.folder, place.name.c_str(), AT_REMOVEDIR) != 0)
        return failed_at("removing folder", name_below(descriptor_, path.text()), errno);
    return {};
}

Status Folder::remove_contents() const { return Remover(descriptor_).empty(descriptor_, 0); }

}  // namespace assay
