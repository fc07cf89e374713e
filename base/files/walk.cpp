// SPDX-License-Identifier: Apache-2.0
#include "base/files/walk.hpp"

#include "base/core/text.hpp"
#include "base/files/beneath.hpp"

#include <algorithm>

namespace assay {

namespace {

class Walker {
public:
    Walker(const Visit& visit, WalkLimits limits) : visit_(visit), limits_(limits) {}

    Status walk(const Folder& folder, const RelativePath* prefix, std::size_t depth) {
        const auto listed = TRY(folder.list(limits_.entries - listed_));
        listed_ += listed.size();
        for (const auto& found : listed) {
            const auto name = TRY(RelativePath::parse(found.name));
            auto path = prefix != nullptr ? TRY(prefix->join(name)) : name;
            const auto status = TRY(folder.status(name));
            const WalkEntry entry{.path = std::move(path), .status = status};
            const auto next = TRY(visit_(entry, folder));
            if (entry.status.kind != FileKind::Folder || next == WalkNext::Skip) continue;
            if (depth == limits_.depth)
                return fail(ErrorKind::Limit, "walking " + quote(name_below(folder.descriptor(), found.name)) +
                                                  ": lies deeper than " + count_of(limits_.depth, "folder"));
            TRY(walk(TRY(folder.folder(name)), &entry.path, depth + 1));
        }
        return {};
    }

private:
    const Visit& visit_;
    WalkLimits limits_;
    std::uint64_t listed_ = 0;
};

}  // namespace

Status walk(const Folder& folder, const Visit& visit, WalkLimits limits) {
    return Walker(visit, limits).walk(folder, nullptr, 1);
}

Result<std::vector<WalkEntry>> walk(const Folder& folder, WalkLimits limits) {
    std::vector<WalkEntry> out;
    const auto keep = [&](const WalkEntry& entry, const Folder&) -> Result<WalkNext> {
        out.push_back(entry);
        return WalkNext::Enter;
    };
    TRY(walk(folder, keep, limits));
    return out;
}

}  // namespace assay
