// SPDX-License-Identifier: Apache-2.0
#include "tests/scenarios/hostile/table.hpp"

#include "base/core/text.hpp"

#include <algorithm>
#include <iostream>

namespace assay::hostile {

namespace {

int failed = 0;

}  // namespace

void row(const std::string& property, bool held, const std::string& control) {
    std::string shown = control;
    std::ranges::replace(shown, '\n', ' ');
    std::ranges::replace(shown, '\t', ' ');
    std::cout << property << "\t" << (held ? "held" : "NOT HELD") << "\t" << shown << std::endl;
    failed += held ? 0 : 1;
}

int failures() { return failed; }

void give_up(const Error& error) {
    std::cerr << "cannot go on: " << error.message() << "\n";
    std::exit(2);
}

cell::CellSpec program(const std::string& name, std::vector<std::string> arguments) {
    cell::CellSpec spec;
    spec.binds.push_back(need(cell::bind_of(ASSAY_CELLS, "/cells")));
    spec.command = {"/cells/" + name};
    spec.command.insert(spec.command.end(), arguments.begin(), arguments.end());
    spec.limits = {.wall_seconds = 20, .cpu_seconds = 20, .memory_bytes = 256 * kMiB, .processes = 20};
    return spec;
}

cell::CellSpec shell(const std::string& script) {
    cell::CellSpec spec;
    spec.command = {"/usr/bin/sh", "-euc", script};
    spec.environment = {{"PATH", "/usr/sbin:/usr/bin:/sbin:/bin"}};
    spec.limits.file_bytes = std::uint64_t{16} << 30;
    return spec;
}

void show_work(cell::CellSpec& spec, const Folder& folder, const Ids& ids) {
    spec.host_ids = ids;
    if (ids->is_range()) spec.users = cell::UserRange{};
    spec.binds.push_back(
        {.source = need(folder.descriptor().duplicate()), .inside = "/work", .access = cell::Access::Writable});
}

Ids one_user() { return std::make_shared<const cell::HostIds>(need(cell::HostIds::one())); }

Ids build_user() { return std::make_shared<const cell::HostIds>(need(cell::HostIds::apart())); }

std::string words(const Result<cell::Outcome>& outcome) {
    if (!outcome) return outcome.error().message();
    const auto said = printed(outcome);
    return outcome->describe() + (said.empty() ? "" : ": " + said);
}

std::string printed(const Result<cell::Outcome>& outcome) {
    return outcome ? std::string(trim(text_of(outcome->out.bytes))) : outcome.error().message();
}

std::string outside(const std::string& command) {
    std::string out;
    FILE* pipe = ::popen(("( " + command + " ) 2>&1").c_str(), "r");
    if (pipe == nullptr) return "cannot be run";
    char buffer[4096];
    while (std::fgets(buffer, sizeof buffer, pipe) != nullptr) out += buffer;
    ::pclose(pipe);
    return std::string(trim(out.substr(0, 120)));
}

std::string outside_first(const std::string& command) {
    return outside(command + " | awk 'NR == 1 { a = $0 } END { print (NR ? a : \"nothing\"), \"(\" NR \" lines)\" }'");
}

std::string control(Without without, const std::string& name, const std::string& arguments) {
    const auto command = std::string(ASSAY_CELLS "/") + name + " " + arguments;
    if (without == Without::Cell) return "no cell: " + outside_first("timeout 20 " + command);
    return "namespaces alone: " +
           outside_first(
               "timeout 20 unshare --user --map-root-user --mount --uts --ipc --net --pid --fork --mount-proc " +
               command);
}

void attempt(Attempt attempt) {
    auto shown = attempt.shown;
    if (shown.empty())
        for (const auto& argument : attempt.arguments) shown += "'" + argument + "' ";
    auto spec = program(attempt.name, std::move(attempt.arguments));
    for (auto& bind : attempt.binds) spec.binds.push_back(std::move(bind));
    const auto outcome = cell::run(std::move(spec));
    const bool held = outcome && outcome->code == 0;
    if (!held) std::cerr << attempt.property << ": " << words(outcome) << "\n";
    row(attempt.property, held, control(attempt.without, attempt.name, shown));
}

}  // namespace assay::hostile
