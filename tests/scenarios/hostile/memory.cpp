// SPDX-License-Identifier: Apache-2.0
// Memory that is in no process's count, and memory that is.
#include "tests/scenarios/hostile/attacks.hpp"
#include "tests/scenarios/hostile/table.hpp"

#include "base/core/text.hpp"

namespace assay::hostile {

namespace {

/// What one way to take memory gives where there is no limit, or where no cell refuses it.
std::string without(const std::string& way) {
    if (way == "memfd" || way == "sysv")
        return "no cell: " +
               outside("timeout 5 unshare --user --map-root-user --ipc " ASSAY_CELLS "/share " + way + " 320");
    auto spec = program("share", {way, "320"});
    spec.limits.memory_bytes = 4096 * kMiB;
    spec.limits.wall_seconds = 5;
    spec.tmp_bytes = 1024 * kMiB;
    const auto outcome = cell::run(std::move(spec));
    return "no such limit: " + (outcome ? std::string(trim(text_of(outcome->out.bytes))) : outcome.error().message());
}

}  // namespace

void memory(const Folder&) {
    struct Way {
        const char* name;
        const char* what;
    };
    for (const auto& [name, what] :
         {Way{"memfd", "files in memory that are in flight over a socket"}, Way{"sysv", "SysV segments"},
          Way{"tmp", "files in /tmp"}, Way{"dev-shm", "files in /dev/shm"}, Way{"mapped", "shared mappings"},
          Way{"given-back", "shared mappings that were given back"}}) {
        auto spec = program("share", {name, "2000"});
        spec.tmp_bytes = 4096 * kMiB;
        const auto outcome = cell::run(std::move(spec));
        const bool took = outcome && text_of(outcome->out.bytes).contains("took 2000");
        const bool waited = outcome && outcome->stopped_by == cell::Limit::Wall;
        row("memory within 256 MiB: " + std::string(what), !took && !waited, without(name));
    }
    for (const auto& [name, what] : {Way{"memory", "one process"}, Way{"memory-by-many", "many processes"}}) {
        const auto outcome = cell::run(program("consume", {name}));
        auto larger = program("consume", {name});
        larger.limits.memory_bytes = 700 * kMiB;
        const auto peak = need(cell::run(std::move(larger))).usage.peak_memory_bytes.value_or(0);
        row("memory within 256 MiB: " + std::string(what), outcome && outcome->stopped_by == cell::Limit::Memory,
            "a limit of 700 MiB: took " + std::to_string(peak / kMiB) + " MiB");
    }
}

}  // namespace assay::hostile
