// SPDX-License-Identifier: Apache-2.0
// Enters the kernel by the way its argument names: the 32-bit one or x32. Both must kill.
#include <string_view>

#include <sys/syscall.h>
#include <unistd.h>

int main(int argc, char** argv) {
    if (argc < 2) return 2;
#if defined(__x86_64__) && !defined(__ILP32__)
    const std::string_view way = argv[1];
    if (way == "32-bit") {
        long result = 20;  // getpid
        asm volatile("int $0x80" : "+a"(result) : : "memory", "r8", "r9", "r10", "r11");
        return 0;
    }
    constexpr long kX32 = 0x40000000;
    if (way == "x32") return syscall(kX32 + SYS_getpid) > 0 ? 0 : 1;
    return 2;
#else
    (void)argv;
    return 3;
#endif
}
