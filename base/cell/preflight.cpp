// SPDX-License-Identifier: Apache-2.0
#include "base/cell/preflight.hpp"

#include "base/cell/bubblewrap.hpp"
#include "base/cell/cgroup.hpp"
#include "base/cell/program.hpp"
#include "base/cell/run.hpp"
#include "base/cell/seccomp.hpp"
#include "base/core/text.hpp"

namespace assay::cell {

namespace {

Facility facility(std::string name, const Result<std::string>& found) {
    Facility facility{.name = std::move(name), .is_there = found.has_value()};
    facility.detail = found ? *found : found.error().message();
    if (!found) facility.hints = found.error().hints();
    return facility;
}

Result<std::string> bubblewrap_version() {
    const auto bubblewrap = TRY(find_bubblewrap());
    const auto output = TRY(run_tool({bubblewrap, "--version"}));
    return std::string(trim(output));
}

Result<std::string> seccomp() {
    TRY(check_seccomp());
    return "filters can be made";
}

Result<std::string> cell_of(Users users) {
    CellSpec spec;
    spec.users = users;
    spec.command = {"/usr/bin/true"};
    const auto outcome = TRY(run(std::move(spec)));
    if (!outcome.succeeded())
        return fail(ErrorKind::Sandbox, "a cell was built, but its command " + outcome.describe());
    const auto& means = outcome.enforcement;
    return "memory " + std::string(name_of(means.memory)) + ", processes " + std::string(name_of(means.processes)) +
           ", processor time " + std::string(name_of(means.cpu)) + ", " + outcome.walls.describe();
}

Result<std::string> own_user() {
    const auto ids = TRY(HostIds::apart());
    if (ids.kind() == HostIds::Kind::Fresh) return "builds run as a fresh user id each";
    if (ids.kind() == HostIds::Kind::Subordinate) return "builds run as a subordinate user id each";
    // Says what is missing.
    TRY(HostIds::range());
    return fail(Error(ErrorKind::Sandbox, "newuidmap and newgidmap are not installed").with_hint("apt install uidmap"));
}

}  // namespace

std::vector<Facility> preflight() {
    std::vector<Facility> all;
    all.push_back(facility("bubblewrap", bubblewrap_version()));
    all.push_back(facility("seccomp", seccomp()));
    all.push_back(facility("cell", cell_of(OneUser{})));
    // Only assembling a build root needs it.
    all.push_back(facility("cell with a user range", cell_of(UserRange{})));
    all.back().is_required = false;
    all.push_back(facility("builds' user", own_user()));
    all.back().is_required = false;
    if (!all.back().is_there)
        all.back().detail =
            "builds run as this user, who could reach the room's data if one left its cell: " + all.back().detail;
    const bool has_cgroups = Cgroup::make({}).memory().has_value();
    all.push_back(
        {.name = "cgroups", .is_there = has_cgroups, .is_required = false, .detail = Cgroup::describe(), .hints = {}});
    return all;
}

}  // namespace assay::cell
