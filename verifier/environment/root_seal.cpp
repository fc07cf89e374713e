// SPDX-License-Identifier: Apache-2.0
#include "verifier/environment/root_seal.hpp"

#include "base/core/encoding.hpp"
#include "base/core/text.hpp"
#include "base/files/attributes.hpp"
#include "base/files/beneath.hpp"
#include "base/files/walk.hpp"
#include "verifier/environment/root_index.hpp"

#include <fcntl.h>
#include <sys/stat.h>

namespace assay::verifier {

namespace {

constexpr unsigned kPermissions = 01777, kReadable = 0444, kEnterable = 0555;

class Sealer {
public:
    /// `holder` has it under `name`.
    Status seal(const Folder& holder, const std::string& name, const std::string& path, const FileStatus& status) {
        const bool is_folder = status.kind == FileKind::Folder;
        if (!is_folder && status.kind != FileKind::Regular) return {};
        if (!is_folder && (bytes_ += status.size) > kRootBytesMax)
            return fail(ErrorKind::Limit, "the build root holds more than " + human_bytes(kRootBytesMax));
        const auto mode = (status.mode & kPermissions) | (is_folder ? kEnterable : kReadable);
        // First the mode: who runs this may open all, but what is read of a closed file should not depend on that.
        if (mode != status.mode && ::fchmodat(holder.descriptor().number(), name.c_str(), mode, 0) != 0)
            return failed_at("setting the mode of", name_below(holder.descriptor(), name), errno);
        const auto flags = O_RDONLY | O_NONBLOCK | (is_folder ? O_DIRECTORY : 0);
        const auto file = TRY(open_beneath(holder.descriptor(), TRY(RelativePath::parse(name)), flags));
        const auto attributes = TRY(attributes_of(file));
        TRY(remove_attributes(file, attributes));
        if (mode != status.mode || !attributes.empty()) note(path, status, attributes);
        return {};
    }

    Bytes release() { return to_bytes(text_); }

private:
    void note(const std::string& path, const FileStatus& status, const std::map<std::string, Bytes>& attributes) {
        char mode[8] = {};
        std::snprintf(mode, sizeof mode, "%04o", status.mode);
        text_ += "was " + std::string(mode) + " " + std::to_string(status.owner) + " " + std::to_string(status.group) +
                 " " + escape_name(path);
        for (const auto& [name, value] : attributes) text_ += " " + escape_name(name) + "=" + encode_hex(value);
        text_ += "\n";
    }

    std::string text_;
    std::uint64_t bytes_ = 0;
};

}  // namespace

Result<Bytes> seal_root_worker(cell::Request& request) {
    if (request.files.size() != 1) return fail(ErrorKind::Internal, "no folder was given");
    const auto work = TRY(Folder::open("/proc/self/fd/" + std::to_string(request.files.front().number())));
    const auto top = TRY(work.status("root"_path));
    if (top.kind != FileKind::Folder) return fail(ErrorKind::Invalid, "the build root is no folder");
    // The mount points of the cell's devices are left as empty files (cell::ChrootFolder).
    if (TRY(work.exists("root/dev"_path))) {
        TRY(work.remove_tree("root/dev"_path));
        TRY(TRY(work.make_folder("root/dev"_path)).descriptor().set_mode(0755));
    }
    Sealer sealer;
    TRY(sealer.seal(work, "root", ".", top));
    const auto visit = [&](const WalkEntry& entry, const Folder& holder) -> Result<WalkNext> {
        TRY(sealer.seal(holder, std::string(entry.path.filename()), entry.path.text(), entry.status));
        return WalkNext::Enter;
    };
    TRY(walk(TRY(work.folder("root"_path)), visit, {.entries = kRootEntriesMax}));
    return sealer.release();
}

}  // namespace assay::verifier
