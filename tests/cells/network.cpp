// SPDX-License-Identifier: Apache-2.0
// Reaches for anything beyond this cell by every family of sockets; its own loopback is there.
#include "tests/cells/attempt.hpp"

#include <arpa/inet.h>
#include <linux/vm_sockets.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

namespace {

sockaddr_in address(const char* host, unsigned short port) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    inet_pton(AF_INET, host, &to.sin_addr);
    return to;
}

int connect_to(int type, const char* host, unsigned short port) {
    const int socket_number = socket(AF_INET, type, 0);
    const auto to = address(host, port);
    return connect(socket_number, reinterpret_cast<const sockaddr*>(&to), sizeof to);
}

bool loopback_works() {
    const int server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, IPPROTO_TCP);
    auto own = address("127.0.0.1", 0);
    socklen_t size = sizeof own;
    if (bind(server, reinterpret_cast<const sockaddr*>(&own), size) != 0 || listen(server, 1) != 0) return false;
    getsockname(server, reinterpret_cast<sockaddr*>(&own), &size);
    return connect_to(SOCK_STREAM, "127.0.0.1", ntohs(own.sin_port)) == 0;
}

int interfaces() {
    auto* all = if_nameindex();
    int count = 0;
    while (all && all[count].if_index != 0) ++count;
    if_freenameindex(all);
    return count;
}

}  // namespace

int main() {
    Attempts attempts;
    attempts.must_fail("TCP to 198.51.100.1", connect_to(SOCK_STREAM, "198.51.100.1", 80));
    attempts.must_fail("UDP to 198.51.100.1", connect_to(SOCK_DGRAM, "198.51.100.1", 53));
    attempts.must_fail("UDP to 8.8.8.8", connect_to(SOCK_DGRAM, "8.8.8.8", 53));
    attempts.must_fail("IPv6 raw", socket(AF_INET6, SOCK_RAW, IPPROTO_ICMPV6));
    attempts.must_fail("raw", socket(AF_INET, SOCK_RAW, IPPROTO_TCP));
    attempts.must_fail("ping", socket(AF_INET, SOCK_DGRAM, IPPROTO_ICMP));
    attempts.must_fail("SCTP", socket(AF_INET, SOCK_STREAM, IPPROTO_SCTP));
    attempts.must_fail("MPTCP", socket(AF_INET, SOCK_STREAM, 262));
    for (int family = 0; family < 64; ++family) {
        if (family == AF_UNIX || family == AF_INET || family == AF_INET6 || family == AF_NETLINK) continue;
        for (const int type : {SOCK_STREAM, SOCK_DGRAM, SOCK_RAW, SOCK_SEQPACKET}) {
            char what[64];
            std::snprintf(what, sizeof what, "family %d, type %d", family, type);
            if (family > AF_INET6 && family < AF_MAX)
                attempts.must_fail_with(what, socket(family, type, 0), EAFNOSUPPORT);
            else
                attempts.must_fail(what, socket(family, type, 0));
        }
    }
    for (int protocol = 1; protocol < 32; ++protocol)
        attempts.must_fail_with("netlink", socket(AF_NETLINK, SOCK_RAW, protocol), EPROTONOSUPPORT);
    attempts.must_hold("it has one network interface", interfaces() == 1);
    // The kernel looks at 32 bits only: a filter that looked at 64 would let this one pass for another family.
    attempts.must_fail("AF_ALG with a set upper half", syscall(SYS_socket, 0x100000000L | AF_ALG, SOCK_SEQPACKET, 0));
    attempts.must_fail("AF_VSOCK with a set upper half", syscall(SYS_socket, 0x100000000L | AF_VSOCK, SOCK_STREAM, 0));
    attempts.must_hold("its own loopback works", loopback_works());
    return attempts.status();
}
