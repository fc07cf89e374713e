// SPDX-License-Identifier: Apache-2.0
// Reaches for anything beyond this cell by every family of sockets; its own loopback is there. The first argument names
// one way, the second where it leads; without one all are tried.
#include "tests/cells/attempt.hpp"

#include <cstddef>
#include <cstdlib>

#include <arpa/inet.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/vm_sockets.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>

namespace {

sockaddr_in address(const char* host, unsigned short port) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    inet_pton(AF_INET, host, &to.sin_addr);
    return to;
}

// A packet that is lost on the way is an answer too.
void wait_no_longer(int socket_number) {
    const timeval second{1, 0};
    setsockopt(socket_number, SOL_SOCKET, SO_SNDTIMEO, &second, sizeof second);
}

int connect_to(int type, const char* host, unsigned short port) {
    const int socket_number = socket(AF_INET, type, 0);
    const auto to = address(host, port);
    wait_no_longer(socket_number);
    return connect(socket_number, reinterpret_cast<const sockaddr*>(&to), sizeof to);
}

int connect_to_6(const char* host, unsigned scope) {
    sockaddr_in6 to{};
    to.sin6_family = AF_INET6;
    to.sin6_port = htons(53);
    to.sin6_scope_id = scope;
    inet_pton(AF_INET6, host, &to.sin6_addr);
    return connect(socket(AF_INET6, SOCK_DGRAM, 0), reinterpret_cast<const sockaddr*>(&to), sizeof to);
}

int connect_to_name(const char* name, bool is_abstract) {
    sockaddr_un to{};
    to.sun_family = AF_UNIX;
    const auto size = std::strlen(name);
    if (size + 2 > sizeof to.sun_path) return -1;
    std::memcpy(to.sun_path + (is_abstract ? 1 : 0), name, size);
    const auto length = offsetof(sockaddr_un, sun_path) + size + 1;
    return connect(socket(AF_UNIX, SOCK_STREAM, 0), reinterpret_cast<const sockaddr*>(&to),
                   static_cast<socklen_t>(length));
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

void outside(Attempts& attempts, const char*) {
    attempts.must_fail("UDP to 198.51.100.1", connect_to(SOCK_DGRAM, "198.51.100.1", 53));
    attempts.must_fail("UDP to 8.8.8.8", connect_to(SOCK_DGRAM, "8.8.8.8", 53));
    attempts.must_fail("TCP to 198.51.100.1", connect_to(SOCK_STREAM, "198.51.100.1", 80));
}

void neighbours(Attempts& attempts, const char*) {
    // Whatever interface has number 2 and up: in the cell there is none.
    for (unsigned scope = 2; scope < 6; ++scope)
        attempts.must_fail("UDP to ff02::1, all nodes of a link", connect_to_6("ff02::1", scope));
    attempts.must_fail("UDP to 2001:db8::1", connect_to_6("2001:db8::1", 0));
}

void loopback(Attempts& attempts, const char* port) {
    attempts.must_fail("TCP to a service on 127.0.0.1",
                       connect_to(SOCK_STREAM, "127.0.0.1", static_cast<unsigned short>(std::atoi(port))));
}

void abstract(Attempts& attempts, const char* name) {
    attempts.must_fail("an abstract UNIX socket", connect_to_name(name, true));
}

void path(Attempts& attempts, const char* name) {
    attempts.must_fail("a UNIX socket by its path", connect_to_name(name, false));
}

void raw(Attempts& attempts, const char*) {
    attempts.must_fail("raw", socket(AF_INET, SOCK_RAW, IPPROTO_TCP));
    attempts.must_fail("IPv6 raw", socket(AF_INET6, SOCK_RAW, IPPROTO_ICMPV6));
}

void ping(Attempts& attempts, const char*) {
    attempts.must_fail("ping", socket(AF_INET, SOCK_DGRAM, IPPROTO_ICMP));
    attempts.must_fail("IPv6 ping", socket(AF_INET6, SOCK_DGRAM, IPPROTO_ICMPV6));
}

void protocols(Attempts& attempts, const char*) {
    attempts.must_fail_with("SCTP", socket(AF_INET, SOCK_STREAM, IPPROTO_SCTP), ENOSYS);
    attempts.must_fail_with("MPTCP", socket(AF_INET, SOCK_STREAM, 262), ENOSYS);
    attempts.must_fail_with("UDP-Lite", socket(AF_INET, SOCK_DGRAM, IPPROTO_UDPLITE), ENOSYS);
}

void family(Attempts& attempts, int number) {
    for (const int type : {SOCK_STREAM, SOCK_DGRAM, SOCK_RAW, SOCK_SEQPACKET}) {
        char what[64];
        std::snprintf(what, sizeof what, "family %d, type %d", number, type);
        if (number > AF_INET6 && number < AF_MAX)
            attempts.must_fail_with(what, socket(number, type, 0), EAFNOSUPPORT);
        else
            attempts.must_fail(what, socket(number, type, 0));
    }
}

void packet(Attempts& attempts, const char*) { family(attempts, AF_PACKET); }
void alg(Attempts& attempts, const char*) { family(attempts, AF_ALG); }
void vsock(Attempts& attempts, const char*) { family(attempts, AF_VSOCK); }

void families(Attempts& attempts, const char*) {
    for (int number = 0; number < 64; ++number)
        if (number != AF_UNIX && number != AF_INET && number != AF_INET6 && number != AF_NETLINK)
            family(attempts, number);
}

void netlink(Attempts& attempts, const char*) {
    for (int protocol = 1; protocol < 32; ++protocol) {
        char what[64];
        std::snprintf(what, sizeof what, "netlink protocol %d", protocol);
        attempts.must_fail_with(what, socket(AF_NETLINK, SOCK_RAW, protocol), EPROTONOSUPPORT);
    }
}

void halves(Attempts& attempts, const char*) {
    // The kernel looks at 32 bits only: a filter that looked at 64 would let this one pass for another family.
    attempts.must_fail("AF_ALG with a set upper half", syscall(SYS_socket, 0x100000000L | AF_ALG, SOCK_SEQPACKET, 0));
    attempts.must_fail("AF_VSOCK with a set upper half", syscall(SYS_socket, 0x100000000L | AF_VSOCK, SOCK_STREAM, 0));
}

void interface(Attempts& attempts, const char*) {
    attempts.must_hold("there is one network interface", interfaces() == 1);
}

// Takes an address for its own, by rtnetlink: 198.51.100.7 on interface 1.
void configure(Attempts& attempts, const char*) {
    struct {
        nlmsghdr header;
        ifaddrmsg message;
        rtattr attribute;
        in_addr address;
    } request{};
    request.header.nlmsg_len = sizeof request;
    request.header.nlmsg_type = RTM_NEWADDR;
    request.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL;
    request.message.ifa_family = AF_INET;
    request.message.ifa_prefixlen = 32;
    request.message.ifa_index = 1;
    request.attribute.rta_len = RTA_LENGTH(sizeof request.address);
    request.attribute.rta_type = IFA_LOCAL;
    inet_pton(AF_INET, "198.51.100.7", &request.address);
    const int kernel = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
    struct {
        nlmsghdr header;
        nlmsgerr error;
    } answer{};
    if (send(kernel, &request, sizeof request, 0) != static_cast<ssize_t>(sizeof request)) return;
    if (recv(kernel, &answer, sizeof answer, 0) < static_cast<ssize_t>(sizeof answer)) return;
    attempts.must_hold("no address can be taken", answer.error.error != 0);
}

void own(Attempts& attempts, const char*) { attempts.must_hold("its own loopback works", loopback_works()); }

constexpr Part kParts[] = {{"outside", outside},
                           {"neighbours", neighbours},
                           {"raw", raw},
                           {"ping", ping},
                           {"protocols", protocols},
                           {"packet", packet},
                           {"alg", alg},
                           {"vsock", vsock},
                           {"families", families},
                           {"netlink", netlink},
                           {"halves", halves},
                           {"interface", interface},
                           {"configure", configure},
                           {"own", own},
                           {"loopback", loopback, true},
                           {"abstract", abstract, true},
                           {"path", path, true}};

}  // namespace

int main(int argc, char** argv) { return attempt_parts(kParts, argc, argv); }
