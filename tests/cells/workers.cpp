// SPDX-License-Identifier: Apache-2.0
// A program that is its own worker. As a worker it reads its request and does what its name says.
#include "base/cell/worker.hpp"

#include <csignal>
#include <cstdlib>

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

namespace {

using namespace assay;
using cell::Request;

Result<Bytes> echo(Request& request) { return std::move(request.bytes); }

Result<Bytes> files(Request& request) {
    Bytes all;
    for (const auto& file : request.files) {
        auto bytes = file.read_all(1U << 20);
        if (!bytes) return fail(bytes.error());
        append(all, *bytes);
    }
    return all;
}

Result<Bytes> fail_as_asked(Request& request) {
    return fail(ErrorKind::Corrupt, "member 3 \x1b[31mof " + to_text(request.bytes) + "\n has no end");
}

Result<Bytes> blame_us(Request&) { return fail(ErrorKind::Sandbox, "the sandbox is broken"); }

Result<Bytes> find_full(Request&) { return fail(ErrorKind::Full, "writing \"file 0\": no space left on device"); }

Result<Bytes> crash(Request&) { std::abort(); }

Result<Bytes> lie(Request&) {
    const std::string_view reply = "assay-worker-1\n+\xff\xff\xff\xff\xff\xff\xff\xff";
    if (::write(STDOUT_FILENO, reply.data(), reply.size()) < 0) std::abort();
    ::_exit(0);
}

Result<Bytes> chatter(Request&) {
    if (::write(STDOUT_FILENO, "x", 1) < 0) std::abort();
    return Bytes();
}

Result<Bytes> open_file(Request&) {
    const int number = ::open("/etc/passwd", O_RDONLY | O_CLOEXEC);
    return to_bytes(number < 0 ? "refused" : "opened");
}

Result<Bytes> start_process(Request&) { return to_bytes(::fork() < 0 ? "refused" : "started"); }

Result<Bytes> execute(Request&) {
    ::execl("/usr/bin/true", "true", nullptr);
    return to_bytes("refused");
}

Result<Bytes> make_socket(Request&) { return to_bytes(::socket(AF_UNIX, SOCK_STREAM, 0) < 0 ? "refused" : "made"); }

/// Takes all modes from the file `open` of its folder, with any owner, and says whether it sees anything else.
Result<Bytes> shut(Request& request) {
    if (request.files.size() != 1) return fail(ErrorKind::Invalid, "no folder");
    const int folder = request.files.front().number();
    if (::fchmodat(folder, "open", 0, 0) != 0) return fail(ErrorKind::Invalid, "no file, or not to be changed");
    return to_bytes(::access("/etc/shadow", F_OK) == 0 || ::access("/root", F_OK) == 0 ? "sees the host" : "shut");
}

Result<Bytes> swell(Request&) { return Bytes(300U << 20, 1); }

Result<Bytes> hang(Request&) {
    for (volatile unsigned long count = 0;;) count = count + 1;
}

}  // namespace

int main(int argc, char** argv) {
    const cell::WorkerTable table = {
        {"echo", echo},          {"files", files},     {"fail", fail_as_asked}, {"blame", blame_us},
        {"crash", crash},        {"lie", lie},         {"chatter", chatter},    {"open", open_file},
        {"fork", start_process}, {"execute", execute}, {"socket", make_socket}, {"swell", swell},
        {"hang", hang},          {"full", find_full},  {"shut", shut},
    };
    if (const auto status = cell::run_worker_if_asked(argc, argv, table)) return *status;
    return 2;
}
