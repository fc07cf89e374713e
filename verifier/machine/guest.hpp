// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

/// What the room and the first program of a build's machine (guest/first.cpp) tell each other. Page: machine.md.
namespace assay::verifier::guest {

/// Names of the virtio devices.
constexpr char kShareTag[] = "share";       ///< 9p, read-only: `root/`, `source/`, `input/`
constexpr char kScratchDisk[] = "scratch";  ///< an empty ext4 file system
constexpr char kAnswerDisk[] = "answer";    ///< zeros, in which the answer is written

/// In `input/`: the job, fields that end with NUL; and what it names.
constexpr char kJob[] = "job";
constexpr char kJobFormat[] = "assay-machine-job-1";

/// Said on the console right before the build's command starts. What was said there is not taken back.
constexpr char kBegins[] = "assay-machine: the build begins";
/// Before any other words of ours there: why it does not.
constexpr char kCannot[] = "assay-machine: cannot: ";

constexpr char kAnswerFormat[16] = {'a', 's', 's', 'a', 'y', '-', 'm', 'a', 'c', 'h', 'i', 'n', 'e', '-', '1', '\n'};

/// How the command ended.
enum class Ending : std::uint32_t {
    None = 0,
    Code = 1,    ///< `value` is the exit code
    Signal = 2,  ///< `value` is the signal
    Wall = 3,    ///< it was stopped: time
    Memory = 4   ///< it was stopped: memory
};

/// At the start of the answer; little-endian. It is written last.
struct AnswerHead {
    char format[16];
    std::uint32_t ending;
    std::uint32_t value;
    std::uint32_t processes_exhausted;  ///< 0 or 1
    std::uint32_t artifacts;            ///< as many as the job asks for
    std::uint64_t cpu_microseconds;
    std::uint64_t peak_memory_bytes;
};

/// The answer's parts begin at multiples of this.
constexpr std::uint64_t kAlignment = 4096;
constexpr std::uint64_t aligned(std::uint64_t bytes) { return (bytes + kAlignment - 1) / kAlignment * kAlignment; }

/// Second part: one 64-bit length for each artifact, in the job's order; or one of these.
constexpr std::uint64_t kMissing = ~std::uint64_t{0};
constexpr std::uint64_t kNoFile = ~std::uint64_t{0} - 1;  ///< something else than a regular file
constexpr std::uint64_t kTableAt = kAlignment;
/// Where the bytes of the first artifact begin; those of the others follow, each aligned.
constexpr std::uint64_t data_at(std::uint64_t artifacts) {
    return aligned(kTableAt + artifacts * sizeof(std::uint64_t));
}

}  // namespace assay::verifier::guest
