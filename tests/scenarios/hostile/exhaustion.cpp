// SPDX-License-Identifier: Apache-2.0
// Using up processes, descriptors, time, the size of a file and of the output; and going on afterwards.
#include "tests/scenarios/hostile/attacks.hpp"
#include "tests/scenarios/hostile/table.hpp"

#include "base/cell/work_folder.hpp"
#include "base/core/text.hpp"

#include <chrono>
#include <thread>

namespace assay::hostile {

namespace {

std::uint64_t number_of(const Result<cell::Outcome>& outcome) { return parse_decimal(printed(outcome)).value_or(0); }

// How many a program gets under a limit, and under a larger one.
void counted(const std::string& property, const std::string& what, const std::string& unit,
             void (*set)(cell::Limits&, std::uint64_t), std::uint64_t most, std::uint64_t larger) {
    const auto get = [&](std::uint64_t limit) {
        auto spec = program("count", {what});
        set(spec.limits, limit);
        return cell::run(std::move(spec));
    };
    const auto outcome = get(most);
    const auto got = number_of(outcome);
    row(property, outcome && got > 0 && got <= most,
        "a larger limit: " + std::to_string(number_of(get(larger))) + " " + unit + ", here " + std::to_string(got));
}

void left_behind(const Folder& place) {
    const auto ids = one_user();
    const auto work = need(cell::make_work_folder(place, "daemon"_path, *ids));
    auto spec = program("daemon", {"/work/file"});
    show_work(spec, work, ids);
    const auto outcome = cell::run(std::move(spec));
    const auto size = [&] { return need(work.status("file"_path)).size; };
    const auto before = size();
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    const bool held = outcome && outcome->code == 0 && before > 0 && size() == before;
    need(cell::empty_work_folder(work, ids));
    need(place.remove_tree("daemon"_path));
    // Its process 1, the shell, takes the daemon along when it ends.
    const auto file = "'" + place.name() + "/written'";
    row("no process is left when outputs are taken, whatever it ignores", held,
        "no cell: " + outside("unshare --user --map-root-user --pid --fork --kill-child sh -c \"" ASSAY_CELLS
                              "/daemon " +
                              file + "; a=\\$(stat -c %s " + file + "); sleep 0.3; b=\\$(stat -c %s " + file +
                              "); test \\$b -gt \\$a && echo goes on writing\""));
    static_cast<void>(place.remove_tree("written"_path));
}

}  // namespace

void exhaustion(const Folder& place) {
    counted(
        "no more processes than a build may have", "processes", "processes",
        [](cell::Limits& limits, std::uint64_t most) { limits.processes = most; }, 20, 200);
    counted(
        "no more open files", "files", "files",
        [](cell::Limits& limits, std::uint64_t most) { limits.open_files = most; }, 100, 1000);
    counted(
        "no larger file", "bytes", "bytes", [](cell::Limits& limits, std::uint64_t most) { limits.file_bytes = most; },
        1 * kMiB, 16 * kMiB);

    auto bomb = program("consume", {"processes"});
    bomb.limits.wall_seconds = 2;
    const auto burst = cell::run(std::move(bomb));
    row("a fork bomb ends with its time", burst && burst->stopped_by.has_value(),
        "a build that ends: " + words(cell::run(program("count", {"processes"}))));

    const auto cpu = [](double seconds) {
        auto spec = program("consume", {"cpu"});
        spec.limits.cpu_seconds = seconds;
        spec.limits.wall_seconds = 4;
        return cell::run(std::move(spec));
    };
    const auto stopped = cpu(1), longer = cpu(60);
    row("no more processor time", stopped && stopped->stopped_by == cell::Limit::Cpu,
        "a larger limit: " + std::to_string(longer ? longer->usage.cpu_seconds : 0) + " s");

    auto waiting = program("consume", {"time"});
    waiting.limits.wall_seconds = 1;
    const auto waited = cell::run(std::move(waiting));
    row("no more time", waited && waited->stopped_by == cell::Limit::Wall,
        "no cell: " + outside("timeout 3 " ASSAY_CELLS "/consume time; echo still there after 3 s, $?"));

    const auto flood = [](std::uint64_t most) {
        auto spec = program("consume", {"output"});
        spec.limits.output_bytes = most;
        spec.limits.wall_seconds = 5;
        return cell::run(std::move(spec));
    };
    const auto little = flood(kMiB), much = flood(64 * kMiB);
    row("no more output", little && little->stopped_by == cell::Limit::Output && little->out.bytes.size() <= 2 * kMiB,
        "a larger limit: " + std::to_string(much ? (much->out.seen + much->err.seen) / kMiB : 0) + " MiB");
    left_behind(place);
}

}  // namespace assay::hostile
