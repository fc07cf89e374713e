// SPDX-License-Identifier: Apache-2.0
// Uses up what its argument names, without end.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

namespace {

constexpr std::size_t kPiece = 4U << 20;

void take_memory(std::size_t size) {
    void* piece = std::malloc(size);
    if (piece) std::memset(piece, 1, size);
    asm volatile("" : : "r"(piece) : "memory");  // else the compiler sees that it is not read
}

[[noreturn]] void memory() {
    for (;;) take_memory(kPiece);
}

[[noreturn]] void memory_by_many() {
    for (;;)
        if (fork() == 0) {
            take_memory(16 * kPiece);
            for (;;) pause();
        } else {
            usleep(10'000);
        }
}

[[noreturn]] void processes() {
    for (;;) fork();
}

[[noreturn]] void output() {
    static char bytes[65536];
    std::memset(bytes, 'x', sizeof bytes);
    for (;;)
        if (write(1, bytes, sizeof bytes) < 0 || write(2, bytes, sizeof bytes) < 0) std::_Exit(3);
}

[[noreturn]] void cpu() {
    for (int i = 0; i < 3; ++i)
        if (fork() == 0) break;
    for (volatile unsigned long count = 0;;) count = count + 1;
}

[[noreturn]] void time() {
    for (;;) pause();
}

[[noreturn]] void file() {
    const int number = open("/tmp/file", O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    static char bytes[65536];
    while (write(number, bytes, sizeof bytes) > 0) {}
    std::_Exit(4);
}

}  // namespace

int main(int, char** argv) {
    const std::string_view what = argv[1];
    if (what == "memory") memory();
    if (what == "memory-by-many") memory_by_many();
    if (what == "processes") processes();
    if (what == "output") output();
    if (what == "cpu") cpu();
    if (what == "time") time();
    if (what == "file") file();
    return 2;
}
