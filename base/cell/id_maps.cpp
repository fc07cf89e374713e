// SPDX-License-Identifier: Apache-2.0
#include "base/cell/id_maps.hpp"

#include "base/cell/program.hpp"

#include <fcntl.h>
#include <unistd.h>

namespace assay::cell {

namespace {

Status write_map(int process, const char* file, unsigned first) {
    const auto path = "/proc/" + std::to_string(process) + "/" + file;
    const auto map = TRY(Descriptor::open(path, O_WRONLY));
    return map.write_all(bytes_of("0 " + std::to_string(first) + " " + std::to_string(HostIds::kRangeCount) + "\n"));
}

Status map_by(const std::string& tool, int process, unsigned own, unsigned subordinate) {
    const auto path = "/usr/bin/" + tool;
    if (::access(path.c_str(), X_OK) != 0)
        return fail(
            Error(ErrorKind::Sandbox, "mapping users: " + tool + " is not installed").with_hint("apt install uidmap"));
    TRY(run_tool({path, std::to_string(process), "0", std::to_string(own), "1", "1", std::to_string(subordinate),
                  std::to_string(HostIds::kRangeCount - 1)}));
    return {};
}

}  // namespace

Status write_range_maps(int process, const HostIds& ids) {
    const auto status = [&]() -> Status {
        if (ids.is_fresh()) {
            TRY(write_map(process, "uid_map", ids.first_uid()));
            return write_map(process, "gid_map", ids.first_gid());
        }
        TRY(map_by("newuidmap", process, ids.first_uid(), ids.subordinate_uid()));
        return map_by("newgidmap", process, ids.first_gid(), ids.subordinate_gid());
    }();
    if (!status) return fail(Error(status.error()).within("building a cell").as(ErrorKind::Sandbox));
    return {};
}

}  // namespace assay::cell
