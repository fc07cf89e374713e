// SPDX-License-Identifier: Apache-2.0
#include "base/cell/ioctls.hpp"

#include "tests/support/support.hpp"

#include <cerrno>
#include <cstddef>
#include <cstring>

#include <asm/termbits.h>
#include <linux/filter.h>
#include <linux/fs.h>
#include <linux/seccomp.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>

using namespace assay;

namespace {

/// What the filter's machine answers, played here as seccomp(2) describes it.
std::uint32_t answer(std::uint32_t call, std::uint64_t request) {
    const auto bytes = cell::ioctl_filter();
    std::vector<sock_filter> program(bytes.size() / sizeof(sock_filter));
    std::memcpy(program.data(), bytes.data(), bytes.size());
    seccomp_data data{};
    data.nr = static_cast<int>(call);
    data.args[1] = request;
    std::uint32_t value = 0;
    for (std::size_t at = 0; at < program.size(); ++at) {
        const auto& step = program[at];
        switch (step.code) {
            case BPF_LD | BPF_W | BPF_ABS:
                std::memcpy(&value, reinterpret_cast<const char*>(&data) + step.k, sizeof value);
                break;
            case BPF_JMP | BPF_JEQ | BPF_K: at += value == step.k ? step.jt : step.jf; break;
            case BPF_RET | BPF_K: return step.k;
            default: FAIL("an instruction that is not known here");
        }
    }
    FAIL("the program has no end");
    return 0;
}

constexpr std::uint32_t kRefused = SECCOMP_RET_ERRNO | ENOTTY;

}  // namespace

TEST_CASE("the requests of builds pass, and no other", "[base][cell][ioctls]") {
    for (const std::uint64_t request : {std::uint64_t{TCGETS}, std::uint64_t{TIOCGWINSZ}, std::uint64_t{FIONREAD},
                                        std::uint64_t{FICLONE}, std::uint64_t{FS_IOC_GETFLAGS}})
        CHECK(answer(SYS_ioctl, request) == SECCOMP_RET_ALLOW);
    for (const std::uint64_t request : {std::uint64_t{TIOCSTI}, std::uint64_t{TIOCSETD}, std::uint64_t{FS_IOC_SETFLAGS},
                                        std::uint64_t{0}, std::uint64_t{0x12345678}})
        CHECK(answer(SYS_ioctl, request) == kRefused);
}

TEST_CASE("the upper half of a request does not count, as for the kernel", "[base][cell][ioctls]") {
    CHECK(answer(SYS_ioctl, 0xffffffff00000000 | TIOCSTI) == kRefused);
    CHECK(answer(SYS_ioctl, 0xffffffff00000000 | TCGETS) == SECCOMP_RET_ALLOW);
}

TEST_CASE("other calls are another filter's", "[base][cell][ioctls]") {
    for (const auto call : {std::uint32_t{SYS_read}, std::uint32_t{SYS_openat}, std::uint32_t{SYS_mount}})
        CHECK(answer(call, TIOCSTI) == SECCOMP_RET_ALLOW);
}
