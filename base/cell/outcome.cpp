// SPDX-License-Identifier: Apache-2.0
#include "base/cell/outcome.hpp"

#include <csignal>
#include <cstring>

namespace assay::cell {

std::string_view name_of(Means means) {
    switch (means) {
        case Means::CgroupV1: return "cgroup-v1";
        case Means::CgroupV2: return "cgroup-v2";
        case Means::Sampled: return "sampled";
        case Means::Rlimit: return "rlimit";
    }
    return "unknown";
}

std::string Walls::describe() const {
    return (landlock_abi == 0 ? std::string("no Landlock") : "Landlock ABI " + std::to_string(landlock_abi)) +
           (has_own_cores ? ", core scheduling" : ", no core scheduling") +
           (has_own_user ? ", a user id of its own" : ", the user id of who ran it");
}

std::string Outcome::describe() const {
    if (stopped_by) {
        switch (*stopped_by) {
            case Limit::Wall: return "was stopped: it took longer than allowed";
            case Limit::Cpu: return "was stopped: it used more processor time than allowed";
            case Limit::Memory: return "was stopped: it used more memory than allowed";
            case Limit::Output: return "was stopped: it printed more than allowed";
            case Limit::Disk: return "was stopped: it wrote more than allowed";
        }
    }
    if (signal == SIGSYS) return "was stopped: it asked for a system call that it may not have";
    if (signal) {
        const char* word = sigdescr_np(*signal);
        return "died of signal " + std::to_string(*signal) + (word ? " (" + std::string(word) + ")" : std::string());
    }
    return "ended with exit code " + std::to_string(code.value_or(-1));
}

bool Outcome::speaks_of_full_disk() const {
    const auto said = text_of(err.bytes);
    // tar has words of its own for the write that was cut short, and a file that is its last has no other.
    return said.contains("No space left on device") || said.contains("Disk quota exceeded") ||
           said.contains("Wrote only ");
}

}  // namespace assay::cell
