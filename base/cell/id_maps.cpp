// SPDX-License-Identifier: Apache-2.0
#include "base/cell/id_maps.hpp"

#include "base/cell/program.hpp"

#include <unistd.h>

namespace assay::cell {

namespace {

Status map_by(const std::string& tool, int process, unsigned own, unsigned subordinate) {
    const auto path = "/usr/bin/" + tool;
    if (::access(path.c_str(), X_OK) != 0)
        return fail(
            Error(ErrorKind::Sandbox, "mapping users: " + tool + " is not installed").with_hint("apt install uidmap"));
    TRY(run_tool({path, std::to_string(process), "0", std::to_string(own), "1", "1", std::to_string(subordinate),
                  std::to_string(HostIds::kRangeCount)}));
    return {};
}

}  // namespace

Status write_keeper_maps(int process, const HostIds& ids) {
    const auto status = [&]() -> Status {
        TRY(map_by("newuidmap", process, ::geteuid(), ids.subordinate_uid()));
        return map_by("newgidmap", process, ::getegid(), ids.subordinate_gid());
    }();
    if (!status) return fail(Error(status.error()).within("building a cell").as(ErrorKind::Sandbox));
    return {};
}

}  // namespace assay::cell
