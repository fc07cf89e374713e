// SPDX-License-Identifier: Apache-2.0
// Takes memory that is in no process's count, in the way its argument names, until it has as many MiB as the second
// says; then waits. Ends with 3 where that is not to be had.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

#include <fcntl.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace {

constexpr std::size_t kPiece = 16U << 20;

[[noreturn]] void refused(const char* what) {
    std::printf("not to be had: %s\n", what);
    std::fflush(stdout);
    std::_Exit(3);
}

bool fill(int file, std::size_t bytes) {
    static char page[1U << 20];
    std::memset(page, 1, sizeof page);
    for (std::size_t done = 0; done < bytes; done += sizeof page)
        if (write(file, page, sizeof page) != static_cast<ssize_t>(sizeof page)) return false;
    return true;
}

// In flight over a socket, and open nowhere.
void send_away(int file) {
    static int ends[2] = {-1, -1};
    if (ends[0] < 0 && socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) refused("a socket");
    char byte = 0, control[CMSG_SPACE(sizeof(int))] = {};
    iovec part{&byte, 1};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    auto* header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int));
    std::memcpy(CMSG_DATA(header), &file, sizeof file);
    if (sendmsg(ends[0], &message, 0) != 1) refused("sending a file");
}

void memfd() {
    const int file = static_cast<int>(syscall(SYS_memfd_create, "x", 0U));
    if (file < 0) refused("a memfd");
    if (!fill(file, kPiece)) refused("writing to a memfd");
    send_away(file);
    close(file);
}

void sysv() {
    const int id = shmget(IPC_PRIVATE, kPiece, IPC_CREAT | 0600);
    if (id < 0) refused("a segment");
    void* place = shmat(id, nullptr, 0);
    if (place == reinterpret_cast<void*>(-1)) refused("attaching a segment");
    std::memset(place, 1, kPiece);
    shmdt(place);
}

void file_in(const char* folder) {
    static int count = 0;
    const auto path = std::string(folder) + "/piece-" + std::to_string(count++);
    const int file = open(path.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    if (file < 0 || !fill(file, kPiece)) refused(folder);
    close(file);
}

void mapped(bool given_back) {
    auto* place = mmap(nullptr, kPiece, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (place == MAP_FAILED) refused("a shared mapping");
    std::memset(place, 1, kPiece);
    // The pages stay: the mapping could be read again.
    if (given_back) madvise(place, kPiece, MADV_DONTNEED);
}

}  // namespace

int main(int, char** argv) {
    const std::string_view what = argv[1];
    const auto pieces = std::strtoul(argv[2], nullptr, 10) * (1U << 20) / kPiece;
    for (unsigned long i = 0; i < pieces; ++i) {
        if (what == "memfd") memfd();
        if (what == "sysv") sysv();
        if (what == "tmp") file_in("/tmp");
        if (what == "dev-shm") file_in("/dev/shm");
        if (what == "mapped") mapped(false);
        if (what == "given-back") mapped(true);
    }
    std::printf("took %s MiB by %s\n", argv[2], argv[1]);
    std::fflush(stdout);
    sleep(20);
    return 0;
}
