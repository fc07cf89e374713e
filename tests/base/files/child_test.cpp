// SPDX-License-Identifier: Apache-2.0
#include "tests/base/files/child.hpp"

#include <catch2/catch_test_macros.hpp>
#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstring>

#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace assay::test {

namespace {

constexpr unsigned kNobody = 65534;
constexpr std::string_view kCannot = "cannot: ";

::sock_filter statement(unsigned code, unsigned value) { return BPF_STMT(static_cast<unsigned short>(code), value); }

::sock_filter jump(unsigned code, unsigned value, unsigned char if_not) {
    return BPF_JUMP(static_cast<unsigned short>(code), value, 0, if_not);
}

bool install_filter(const std::vector<FailingCall>& calls) {
    std::vector<::sock_filter> program;
    for (const auto& call : calls) {
        const auto low_half = static_cast<unsigned>(offsetof(::seccomp_data, args) + 8 * call.argument);
        program.push_back(statement(BPF_LD | BPF_W | BPF_ABS, offsetof(::seccomp_data, nr)));
        program.push_back(jump(BPF_JMP | BPF_JEQ | BPF_K, static_cast<unsigned>(call.number), call.bits != 0 ? 3 : 1));
        if (call.bits != 0) {
            program.push_back(statement(BPF_LD | BPF_W | BPF_ABS, low_half));
            program.push_back(jump(BPF_JMP | BPF_JSET | BPF_K, call.bits, 1));
        }
        program.push_back(statement(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | static_cast<unsigned>(call.error_number)));
    }
    program.push_back(statement(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
    const ::sock_fprog filter{.len = static_cast<unsigned short>(program.size()), .filter = program.data()};
    return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0;
}

bool put(const char* path, const std::string& text) {
    const int file = ::open(path, O_WRONLY | O_CLOEXEC);
    const bool done = ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    ::close(file);
    return done;
}

/// A mount namespace of its own, so that a mount goes with the child; without privileges by way of a user namespace.
bool enter_mount_namespace() {
    if (::unshare(CLONE_NEWNS) == 0) return true;
    const auto user = std::to_string(::geteuid()), group = std::to_string(::getegid());
    return ::unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0 && put("/proc/self/setgroups", "deny") &&
           put("/proc/self/uid_map", "0 " + user + " 1") && put("/proc/self/gid_map", "0 " + group + " 1");
}

}  // namespace

std::string in_child(const std::function<std::string()>& body) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) FAIL("making a pipe");
    std::fflush(nullptr);
    const auto child = ::fork();
    if (child == 0) {
        const auto report = body();
        const bool told = ::write(ends[1], report.data(), report.size()) == static_cast<ssize_t>(report.size());
        ::_exit(told ? 0 : 1);
    }
    ::close(ends[1]);
    std::string report;
    char buffer[4096];
    for (ssize_t got = 0; (got = ::read(ends[0], buffer, sizeof buffer)) > 0;)
        report.append(buffer, static_cast<std::size_t>(got));
    ::close(ends[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) return "died: wait status " + std::to_string(status);
    return report;
}

std::string in_child_where(const std::vector<FailingCall>& calls, const std::function<std::string()>& body) {
    return in_child([&] { return install_filter(calls) ? body() : "no filter: " + std::string(std::strerror(errno)); });
}

std::string in_child_as_nobody(const std::function<std::string()>& body) {
    return in_child([&]() -> std::string {
        if (::geteuid() == 0 && (::setgid(kNobody) != 0 || ::setuid(kNobody) != 0)) return "cannot change user";
        return body();
    });
}

std::string in_child_with_disk(const std::string& folder, std::size_t bytes, const std::function<std::string()>& body) {
    const auto report = in_child([&]() -> std::string {
        if (!enter_mount_namespace()) return std::string(kCannot) + "unshare: " + std::strerror(errno);
        if (::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0)
            return std::string(kCannot) + "make mounts private: " + std::strerror(errno);
        if (::mount("none", folder.c_str(), "tmpfs", 0, ("size=" + std::to_string(bytes)).c_str()) != 0)
            return std::string(kCannot) + "mount a small tmpfs: " + std::strerror(errno);
        return body();
    });
    if (report.starts_with(kCannot)) {
        std::printf("full disk: skipped, %s\n", report.c_str());
        SKIP(report);
    }
    return report;
}

}  // namespace assay::test

using namespace assay::test;

TEST_CASE("a child can be made to see a system call fail", "[base][child]") {
    CHECK(in_child([] { return std::string("fine"); }) == "fine");
    CHECK(in_child([]() -> std::string { ::_exit(3); }).starts_with("died"));
    CHECK(in_child_where({{.number = SYS_getppid, .error_number = EIO}},
                         [] { return std::to_string(::syscall(SYS_getppid)); }) == "-1");
}
