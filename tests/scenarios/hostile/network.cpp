// SPDX-License-Identifier: Apache-2.0
// Every way off the machine, and to its own services.
#include "tests/scenarios/hostile/attacks.hpp"
#include "tests/scenarios/hostile/table.hpp"

#include <cerrno>
#include <cstddef>
#include <cstring>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace assay::hostile {

namespace {

Descriptor listening(int family, const sockaddr* own, std::size_t size) {
    Descriptor server(::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0), "a service");
    if (!server.is_open() || ::bind(server.number(), own, static_cast<socklen_t>(size)) != 0 ||
        ::listen(server.number(), 8) != 0)
        give_up(io_error("starting a service", errno));
    return server;
}

Descriptor unix_service(const std::string& name, bool is_abstract) {
    sockaddr_un own{};
    own.sun_family = AF_UNIX;
    if (name.size() + 2 > sizeof own.sun_path) give_up(Error(ErrorKind::Usage, "the place has too long a name"));
    std::memcpy(own.sun_path + (is_abstract ? 1 : 0), name.data(), name.size());
    return listening(AF_UNIX, reinterpret_cast<const sockaddr*>(&own),
                     offsetof(sockaddr_un, sun_path) + name.size() + 1);
}

void services(const Folder& place) {
    sockaddr_in own{};
    own.sin_family = AF_INET;
    own.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const auto tcp = listening(AF_INET, reinterpret_cast<const sockaddr*>(&own), sizeof own);
    socklen_t size = sizeof own;
    ::getsockname(tcp.number(), reinterpret_cast<sockaddr*>(&own), &size);
    const auto name = "assay-hostile-" + std::to_string(::getpid());
    const auto path = place.name() + "/socket";
    const auto abstract = unix_service(name, true), named = unix_service(path, false);
    attempt({"no service on the machine's loopback",
             "network",
             {"loopback", std::to_string(ntohs(own.sin_port))},
             Without::Cell});
    attempt({"no abstract UNIX socket of the machine", "network", {"abstract", name}, Without::Cell});
    attempt({"no UNIX socket of the machine by its path", "network", {"path", path}, Without::Cell});
    ::unlink(path.c_str());
}

}  // namespace

void network(const Folder& place) {
    services(place);
    attempt({"no address outside the machine, by TCP or UDP", "network", {"outside"}, Without::Cell});
    attempt({"no neighbour by IPv6, nor all nodes of a link", "network", {"neighbours"}, Without::Cell});
    attempt({"no interface but a loopback", "network", {"interface"}, Without::Cell});
    attempt({"no raw internet socket", "network", {"raw"}});
    attempt({"no packet socket", "network", {"packet"}});
    attempt({"no ping socket", "network", {"ping"}, Without::Cell});
    attempt({"no SCTP, MPTCP or UDP-Lite", "network", {"protocols"}});
    attempt({"no AF_ALG, the kernel's ciphers", "network", {"alg"}});
    attempt({"no AF_VSOCK, which knows no network namespace", "network", {"vsock"}});
    attempt({"none of the 59 other families", "network", {"families"}});
    attempt({"no netlink but that of interfaces", "network", {"netlink"}});
    attempt({"no family by the upper half of its number", "network", {"halves"}});
    attempt({"no address of its own choice", "network", {"configure"}});
}

}  // namespace assay::hostile
