// SPDX-License-Identifier: Apache-2.0
#include "verifier/machine/qemu_machine.hpp"

#include "base/cell/program.hpp"
#include "base/cell/work_folder.hpp"
#include "tests/base/cell/hostile.hpp"

#include <fstream>

#include <fcntl.h>

/// A program in QEMU's place does what the worst guest could do, one that has taken QEMU over: it has the disks of the
/// machine and its log, in the cell in which QEMU runs.
using namespace assay;
using namespace assay::test;
using verifier::QemuMachine;
namespace fs = std::filesystem;

namespace {

void write(const std::filesystem::path& path, const std::string& text) {
    std::ofstream(path, std::ios::binary) << text;
}

constexpr std::string_view kBegin = "echo 'assay-machine: the build begins' >/machine/disks/console\n";
/// The build ended well, and its artifact is `hello`.
constexpr std::string_view kAnswer =
    "at() { dd of=/machine/disks/answer conv=notrunc oflag=seek_bytes seek=$1 2>/dev/null; }\n"
    "printf hello | at 8192\n"
    "printf '\\5\\0\\0\\0\\0\\0\\0\\0' | at 4096\n"
    "printf 'assay-machine-1\\n\\1\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\1\\0\\0\\0' | at 0\n";

bool can_prepare() {
    for (const auto* program : {"/usr/bin/dpkg-deb", "/usr/bin/cpio", "/usr/bin/xz", "/usr/sbin/mke2fs"})
        if (!cell::need_program(program, "")) return false;
    return true;
}

/// One build of a source of one file, in a machine that a shell script plays.
class OneRun {
public:
    explicit OneRun(const std::string& behaviour) {
        const auto package = temp_ / "package";
        for (const auto& path :
             {package / "boot", package / "DEBIAN", temp_ / "job", temp_ / "work/tool", temp_ / "out"})
            fs::create_directories(path);
        write(package / "boot/vmlinuz-1.0-test", "kernel");
        write(package / "DEBIAN/control",
              "Package: linux-image-test\nVersion: 1\nArchitecture: all\nMaintainer: M <m@example.org>\nDescription: "
              "d\n");
        need(cell::run_tool({"/usr/bin/dpkg-deb", "--root-owner-group", "--build", package.string(), deb().string()}));
        write(temp_ / "work/tool/source", "text\n");
        write(temp_ / "qemu", "#!/bin/sh\nif [ \"$1\" = --version ]; then echo 'QEMU emulator version 0'; exit; fi\n" +
                                  behaviour + "\n");
        fs::permissions(temp_ / "qemu", fs::perms(0755));
    }
    OneRun(const OneRun&) = delete;
    OneRun& operator=(const OneRun&) = delete;
    // What is closed to us is empty by now; without this the folder above could not be removed.
    ~OneRun() { static_cast<void>(has_left()); }
    fs::path deb() const { return temp_ / "linux.deb"; }
    fs::path out(const std::string& name) const { return temp_ / "out" / name; }
    std::string log() const { return test::read(temp_ / "log"); }
    /// Whether anything is in the folders of the machine, which may be closed to us: only an empty one can be removed.
    bool has_left() const {
        std::error_code why;
        return !fs::remove(temp_ / "job/disks", why) || !fs::remove(temp_ / "job/kernel", why);
    }

    /// Builds in a root whose own folder is closed to others.
    void use_tree() {
        for (const auto& path : {temp_ / "root/usr", temp_ / "root/proc"}) fs::create_directories(path);
        write(temp_ / "root/usr/here", "in the root\n");
        write(temp_ / "root/proc/hidden", "");
        fs::create_symlink("usr", temp_ / "root/bin");
        fs::permissions(temp_ / "root", fs::perms(0700));
        has_tree_ = true;
    }

    Result<verifier::BuildEnd> go(double around_seconds = 60) {
        crypto::DigestSetStream digest;
        digest.update(bytes_of(test::read(deb())));
        return go({deb(), digest.finish().sha256, temp_ / "qemu"}, around_seconds);
    }
    Result<verifier::BuildEnd> go(verifier::MachineSettings settings, double around_seconds = 60) {
        const auto job = need(Folder::open(temp_ / "job")), work = need(Folder::open(temp_ / "work")),
                   folder = need(Folder::open(temp_ / "out"));
        const auto root =
            has_tree_ ? cell::Root(cell::Tree{need(Folder::open(temp_ / "root"))}) : cell::Root(cell::HostUsr{});
        const verifier::BuildPlan plan{.script = "true\n",
                                       .environment = {},
                                       .directory = "/build/tool",
                                       .root = root,
                                       .job = job,
                                       .work = work,
                                       .out = folder,
                                       .artifacts = {"tool"_path},
                                       .ids = std::make_shared<const cell::HostIds>(need(cell::HostIds::apart())),
                                       .bounds = {.seconds = 0.05, .memory_bytes = 64U << 20, .processors = 1}};
        auto file = need(Descriptor::open(temp_ / "log", O_WRONLY | O_CREAT | O_TRUNC, 0600));
        auto end = QemuMachine(std::move(settings), around_seconds)
                       .run(plan, cell::Sink::file(std::move(file), 1 << 20), NoInterrupt());
        need(cell::empty_work_folder(work, plan.ids));
        return end;
    }

private:
    test::TempFolder temp_;
    bool has_tree_ = false;
};

std::string failure_of(const std::string& behaviour) {
    OneRun run(behaviour);
    auto end = need(run.go(2));
    CHECK(!fs::exists(run.out("tool")));
    CHECK(!run.has_left());
    return end.failure;
}

std::string refusal_of(const std::string& behaviour) {
    const auto end = OneRun(behaviour).go(2);
    REQUIRE_FALSE(end);
    CHECK(end.error().kind() == ErrorKind::Sandbox);
    return end.error().message();
}

}  // namespace

TEST_CASE("a machine's log and artifacts come out of it, and it is told what it was", "[verifier][machine][qemu]") {
    if (!can_prepare()) SKIP("cpio or e2fsprogs is not installed");
    OneRun run(
        "test -s /share/source/tool/source && test -e /share/root/usr/bin/sh && test ! -w /share/source || exit 9\n"
        "tr '\\0' '\\n' </share/input/job | grep -c . >/dev/null\necho hello >&3\n" +
        std::string(kBegin) + std::string(kAnswer));
    const auto end = need(run.go());
    CHECK(end.failure.empty());
    CHECK(read(run.out("tool")) == "hello");
    CHECK(run.log() == "hello\n");
    REQUIRE(end.machine);
    CHECK(end.machine->program == "QEMU emulator version 0");
    CHECK(end.machine->kernel_name == "linux.deb");
    CHECK(end.machine->release == "1.0-test");
    CHECK(!end.walls.empty());
    CHECK(!run.has_left());
}

TEST_CASE("a machine is shown each entry of an assembled root, as a cell is", "[verifier][machine][qemu]") {
    if (!can_prepare()) SKIP("cpio or e2fsprogs is not installed");
    OneRun run("cat /share/root/bin/here >&3; ls /share/root >&3\n" + std::string(kBegin) + std::string(kAnswer));
    run.use_tree();
    CHECK(need(run.go()).failure.empty());
    CHECK(run.log() == "in the root\nbin\nusr\n");
}

TEST_CASE("once a build has begun, whatever its machine does is a failed build in fixed words",
          "[verifier][machine][qemu]") {
    if (!can_prepare()) SKIP("cpio or e2fsprogs is not installed");
    const std::string begin(kBegin), answer(kAnswer), none = "ended without an answer of its machine";
    // A panic, and one with words.
    CHECK(failure_of(begin) == none);
    CHECK(failure_of(begin + "echo 'Kernel panic' >>/machine/disks/console; kill -9 $$") == none);
    CHECK(failure_of(begin + answer + "exit 1") == none);
    // No power-off.
    CHECK(failure_of(begin + answer + "sleep 100") == "was stopped: it took longer than allowed");
    // Sizes, and a disk that is gone or is a link to another file.
    CHECK(failure_of(begin + answer + "printf '\\377\\377\\377\\377\\377\\0\\0\\0' | at 4096") == none);
    CHECK(failure_of(begin + answer + ": >/machine/disks/answer") == none);
    CHECK(failure_of(begin + "rm /machine/disks/answer; ln -s /etc/passwd /machine/disks/answer") == none);
}

TEST_CASE("a machine that does not come to its build is the room's affair", "[verifier][machine][qemu]") {
    if (!can_prepare()) SKIP("cpio or e2fsprogs is not installed");
    CHECK(
        refusal_of("echo 'no such device' >&2; exit 1").find("QEMU ended with exit code 1, saying \"no such device") !=
        std::string::npos);
    CHECK(refusal_of("echo 'assay-machine: cannot: mounting /share: No such device' >/machine/disks/console")
              .find("could not go on: \"mounting /share: No such device\"") != std::string::npos);
    CHECK(refusal_of(std::string(kAnswer)).find("starting the build's machine") != std::string::npos);
}

TEST_CASE("a kernel that is not the one the room names starts nothing", "[verifier][machine][qemu]") {
    if (!can_prepare()) SKIP("cpio or e2fsprogs is not installed");
    OneRun run("exit 0");
    const auto other = run.go({run.deb(), crypto::sha256(bytes_of("other")), "/bin/true"});
    REQUIRE_FALSE(other);
    CHECK(other.error().kind() == ErrorKind::Sandbox);
    CHECK(run.go({run.deb(), crypto::sha256(bytes_of("other")), "/nonexistent/qemu"}).error().hints() ==
          std::vector<std::string>{"apt install qemu-system-x86"});
}
