// SPDX-License-Identifier: Apache-2.0
// What a build may use up besides memory: names of files, the time others wait for it, the log.
#include "tests/scenarios/hostile/attacks.hpp"
#include "tests/scenarios/hostile/table.hpp"

#include "base/cell/work_folder.hpp"

#include <filesystem>
#include <limits>

namespace assay::hostile {

void limits(const Folder& place) {
    const Ids ids = one_user();
    const auto work = need(cell::make_work_folder(place, "names"_path, *ids));
    constexpr auto kMany = std::numeric_limits<std::uint64_t>::max();
    const auto names = [&](std::uint64_t most) {
        auto spec = program("names", {"/work"});
        spec.limits.names = most;
        spec.limits.wall_seconds = most < kMany ? 20 : 3;
        show_work(spec, work, ids);
        auto outcome = cell::run(std::move(spec));
        const auto made =
            std::distance(std::filesystem::directory_iterator(work.name()), std::filesystem::directory_iterator());
        need(cell::empty_work_folder(work, ids));
        return std::pair(outcome && outcome->stopped_by == cell::Limit::Disk, made);
    };
    const auto free_made = names(kMany).second;
    row("no more files than a build may make", names(200).first, "no bound: " + std::to_string(free_made) + " in 3 s");
    need(place.remove_tree("names"_path));

    auto spec = program("linger", {});
    spec.orphan_seconds = 1;
    const auto killed = cell::run(std::move(spec));
    auto waiting = program("linger", {});
    waiting.limits.wall_seconds = 7;
    row("a daemon that holds stdout stalls nothing", killed && killed->code == 0, words(cell::run(std::move(waiting))));

    constexpr std::uint64_t kMost = 100'000;
    const auto log = [&](const std::string& name, bool is_shared) {
        auto flood = program("consume", {"output"});
        flood.limits.output_bytes = 4 * kMiB;
        const auto file = need(place.create_file(need(RelativePath::parse(name)), 0600));
        flood.out = cell::Sink::file(need(file.duplicate()), kMost);
        flood.err = is_shared ? cell::Sink::with_out() : cell::Sink::file(need(file.duplicate()), kMost);
        static_cast<void>(cell::run(std::move(flood)));
        return need(file.status()).size;
    };
    const auto size = log("log", true);
    row("a log is no longer than it may be", size <= kMost && size > kMost / 2,
        "two sinks: " + std::to_string(log("log2", false)) + " of " + std::to_string(kMost) + " bytes");
}

}  // namespace assay::hostile
