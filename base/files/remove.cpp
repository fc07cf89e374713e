// SPDX-License-Identifier: Apache-2.0
// Folder::remove_tree and remove_contents.
//
// Each folder is entered by its own descriptor, never by path and never through a link, and opened to its owner first.
// Names are read in batches until none is left, so a folder may hold any number of them. Where folders lie deeper than
// descriptors last, the deep one is moved up to the top, which empties it later: nesting costs time, not descriptors or
// stack.
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
constexpr std::size_t kBatchNamesMax = 1024;
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

/// Lets the owner of a folder list and change it. For other users the error comes when they try.
void let_owner_in(const Descriptor& folder) {
    const auto status = folder.status();
    if (status && (status->mode & kOwnerMayAll) != kOwnerMayAll)
        static_cast<void>(folder.set_mode(status->mode | kOwnerMayAll));
}

class Remover {
public:
    explicit Remover(const Descriptor& top) : top_(top) {}

    /// Removes all that is below the top.
    Status empty() {
        let_owner_in(top_);
        for (;;) {
            if (names_here().empty()) names_here() = TRY(some_names(here()));
            if (names_here().empty()) {
                if (below_.empty()) return {};
                TRY(leave());
                continue;
            }
            const auto name = std::move(names_here().back());
            names_here().pop_back();
            TRY(remove(name));
        }
    }

private:
    /// A folder on the way down, and those of its names that were read and are still there.
    struct Level {
        Descriptor folder;
        std::string name;  ///< in the level above
        std::vector<Name> names;
    };

    const Descriptor& here() const { return below_.empty() ? top_ : below_.back().folder; }
    std::vector<Name>& names_here() { return below_.empty() ? top_names_ : below_.back().names; }

    Status remove(const Name& name) {
        if (!name.is_folder && (::unlinkat(here().number(), name.text.c_str(), 0) == 0 || errno == ENOENT)) return {};
        if (!name.is_folder && errno != EISDIR) return failed_at("removing", name_below(here(), name.text), errno);
        // An empty folder can be removed with any owner and any modes.
        if (::unlinkat(here().number(), name.text.c_str(), AT_REMOVEDIR) == 0) return {};
        auto entered = TRY(enter(here().number(), name.text, name_below(here(), name.text)));
        // Moving a folder needs the right to change it too: its `..` changes. So it is opened before it is moved.
        if (below_.size() == kDepthMax) return move_up(name.text);
        below_.push_back({.folder = std::move(entered), .name = name.text, .names = {}});
        return {};
    }

    /// The folder we are in is empty: back up, and away with it.
    Status leave() {
        const auto name = std::move(below_.back().name);
        below_.pop_back();
        if (::unlinkat(here().number(), name.c_str(), AT_REMOVEDIR) != 0)
            return failed_at("removing folder", name_below(here(), name), errno);
        return {};
    }

    Status move_up(const std::string& name) {
        // Onto another folder rename(2) succeeds only when that one is empty, onto anything else never.
        for (;;) {
            const auto parked = ".assay-removing-" + std::to_string(++parked_);
            if (::renameat(here().number(), name.c_str(), top_.number(), parked.c_str()) == 0) return {};
            if (errno != ENOTEMPTY && errno != EEXIST && errno != ENOTDIR)
                return failed_at("moving up", name_below(here(), name), errno);
        }
    }

    const Descriptor& top_;
    std::vector<Name> top_names_;
    std::vector<Level> below_;
    std::uint64_t parked_ = 0;
};

}  // namespace

Status Folder::remove_tree(const RelativePath& path) const {
    if (TRY(status(path)).kind != FileKind::Folder) return remove(path);
    const auto place = TRY(place_of(descriptor_, path));
    if (::unlinkat(place.folder, place.name.c_str(), AT_REMOVEDIR) == 0) return {};
    {
        const auto doomed = TRY(enter(place.folder, place.name, name_below(descriptor_, path.text())));
        TRY(Remover(doomed).empty());
    }
    if (::unlinkat(place.folder, place.name.c_str(), AT_REMOVEDIR) != 0)
        return failed_at("removing folder", name_below(descriptor_, path.text()), errno);
    return {};
}

Status Folder::remove_contents() const { return Remover(descriptor_).empty(); }

}  // namespace assay
