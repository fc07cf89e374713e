// SPDX-License-Identifier: Apache-2.0
#include "base/cell/preflight.hpp"
#include "base/console/exit_status.hpp"
#include "base/console/report.hpp"
#include "escrow/cli/commands.hpp"
#include "escrow/cli/doctor.md.hpp"

#include <filesystem>

namespace assay::escrow {

namespace {

struct Check {
    std::string name;
    Mark mark;
    std::string detail;
};

/// Programs that recipes of Debian packages are drafted and locked with.
constexpr std::pair<const char*, const char*> kPrograms[] = {
    {"/usr/bin/apt-get", "apt"}, {"/usr/bin/apt-cache", "apt"}, {"/usr/bin/dpkg-source", "dpkg-dev"}, {"/usr/share/keyrings/debian-archive-keyring.gpg", "debian-archive-keyring"}};

std::vector<Check> checks() {
    std::vector<Check> out;
    for (const auto& facility : cell::preflight())
        out.push_back({facility.name, facility.is_there ? Mark::Good : facility.is_required ? Mark::Bad : Mark::Caution, facility.detail});
    for (const auto& [path, package] : kPrograms) {
        std::error_code ignored;
        const bool is_there = std::filesystem::exists(path, ignored);
        out.push_back({path, is_there ? Mark::Good : Mark::Caution, is_there ? "is here" : "is missing: recipe lock for Debian packages needs " + std::string(package)});
    }
    return out;
}

}  // namespace

Command doctor_command() {
    Command command(kDoctorPage);
    command.handler([](Invocation& call) -> Result<int> {
        bool well = true;
        auto items = Json::array();
        std::string text;
        for (const auto& check : checks()) {
            well = well && check.mark != Mark::Bad;
            items.push(Json::object({{"name", check.name}, {"ok", check.mark == Mark::Good}, {"detail", check.detail}}));
            text += mark_line(check.mark, check.name + ": " + check.detail, call.console.style());
        }
        if (call.console.is_json()) call.console.put_json(stamped("doctor", {{"ok", well}, {"checks", std::move(items)}}));
        else call.console.put(text);
        return well ? kExitYes : kExitSandboxRefused;
    });
    return command;
}

}  // namespace assay::escrow
