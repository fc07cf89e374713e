// SPDX-License-Identifier: Apache-2.0
// What a build leaves behind, for the room to remove.
#include "tests/scenarios/hostile/attacks.hpp"
#include "tests/scenarios/hostile/table.hpp"

#include "base/cell/work_folder.hpp"

namespace assay::hostile {

void remains(const Folder& place) {
    for (const auto* depth : {"90", "1000"}) {
        const Ids ids = build_user();
        const auto leave = [&](const RelativePath& name) {
            auto work = need(cell::make_work_folder(place, name, *ids));
            auto spec = program("nest", {"/work", depth});
            show_work(spec, work, ids);
            need(cell::run(std::move(spec)));
            return work;
        };
        const auto by_path = leave("by-path"_path);
        const auto control =
            outside("find '" + by_path.name() + "' -type d -exec chmod u+rwx {} ';'; rm -rf '" + by_path.name() + "'");
        if (need(place.exists("by-path"_path))) need(cell::remove_work_tree(place, "by-path"_path));
        const auto work = leave("deep"_path);
        const auto removed = cell::empty_work_folder(work, ids);
        row(std::string(depth) + " nested closed folders of 250-byte names are removed",
            removed && cell::remove_work_tree(place, "deep"_path),
            "by path: " + (control.empty() ? "removed" : control.substr(0, 60)));
    }
}

}  // namespace assay::hostile
