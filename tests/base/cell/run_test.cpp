// SPDX-License-Identifier: Apache-2.0
#include "base/cell/run.hpp"

#include "base/cell/first_program.hpp"
#include "base/cell/work_folder.hpp"
#include "base/files/temp.hpp"
#include "tests/base/cell/hostile.hpp"

#include <csignal>
#include <set>
#include <thread>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace assay;
using namespace assay::cell;
using namespace assay::test;

namespace {

CellSpec shell(const std::string& script) {
    CellSpec spec;
    spec.command = {"/usr/bin/sh", "-c", script};
    spec.environment = {{"PATH", "/usr/bin:/bin"}};
    return spec;
}

std::string out_of(CellSpec spec) { return to_text(need(run(std::move(spec))).out.bytes); }

}  // namespace

TEST_CASE("a command's output, exit code and usage come back", "[base][cell]") {
    const auto outcome = need(run(shell("echo out; echo err >&2; exit 7")));
    CHECK(outcome.code == 7);
    CHECK(!outcome.signal);
    CHECK(!outcome.stopped_by);
    CHECK(text_of(outcome.out.bytes) == "out\n");
    CHECK(text_of(outcome.err.bytes) == "err\n");
    CHECK(outcome.describe() == "ended with exit code 7");
    CHECK(outcome.usage.wall_seconds > 0);
    CHECK(outcome.usage.cpu_seconds >= 0);
    CHECK(outcome.usage.peak_memory_bytes.value_or(0) > 0);
}

TEST_CASE("death by a signal is reported as such", "[base][cell]") {
    const auto outcome = need(run(shell("kill -SEGV $$")));
    CHECK(outcome.signal == SIGSEGV);
    CHECK(outcome.describe() == "died of signal 11 (Segmentation fault)");
}

TEST_CASE("stdin is nothing, given bytes, or a descriptor", "[base][cell]") {
    CHECK(out_of(shell("cat")).empty());
    auto bytes = shell("cat");
    bytes.input = to_bytes("given");
    CHECK(out_of(std::move(bytes)) == "given");
    auto sealed = shell("echo more >>/proc/self/fd/0 || echo sealed");
    sealed.input = to_bytes("given");
    CHECK(out_of(std::move(sealed)) == "sealed\n");
    auto descriptor = shell("head -c 6");
    descriptor.input = need(Descriptor::open("/dev/zero", O_RDONLY));
    CHECK(out_of(std::move(descriptor)) == std::string(6, '\0'));
}

TEST_CASE("the environment, directory, host name, user and umask are those asked for", "[base][cell]") {
    auto spec = shell("pwd; uname -n; id -u; id -g; umask; env | sort | tr '\\n' ' '");
    spec.environment.push_back({"KEY", "a value with = and spaces"});
    spec.directory = "/tmp";
    spec.host_name = "sbuild";
    spec.users = OneUser{.uid = 3000, .gid = 3001};
    spec.umask = 027;
    CHECK(out_of(std::move(spec)) ==
          "/tmp\nsbuild\n3000\n3001\n0027\nKEY=a value with = and spaces PATH=/usr/bin:/bin PWD=/tmp ");
}

TEST_CASE("a cell reaches no network", "[base][cell][hostile]") { holds(hostile("network")); }

TEST_CASE("a cell has no dangerous system call", "[base][cell][hostile]") { holds(hostile("kernel_calls")); }

TEST_CASE("a cell makes no namespace", "[base][cell][hostile]") { holds(hostile("namespaces")); }

TEST_CASE("a cell writes none of the kernel's switches", "[base][cell][hostile]") { holds(hostile("proc")); }

TEST_CASE("a cell sees nothing of the host", "[base][cell][hostile]") {
    const auto folder = need(assay::TempFolder::make());
    holds(hostile("host", {folder.path().string(), "/work", "/opt"}));
}

TEST_CASE("a cell types into no terminal", "[base][cell][hostile]") { holds(hostile("terminal")); }

TEST_CASE("a cell reaches nothing of its first process", "[base][cell][hostile]") {
    holds(hostile("leaks", {"memory"}));
    holds(hostile("leaks", {"insides"}));
    const auto ids = HostIds::range();
    if (!ids) SKIP(ids.error().message());
    for (const auto* what : {"memory", "insides"}) {
        auto spec = hostile("leaks", {what});
        spec.users = UserRange{};
        holds(std::move(spec));
    }
}

TEST_CASE("a cell sees nothing of the machine but what builds need", "[base][cell][hostile]") {
    holds(hostile("leaks", {"machine"}));
    holds(hostile("leaks", {"local"}));
}

TEST_CASE("a cell makes only the requests that builds need", "[base][cell][hostile]") {
    holds(hostile("leaks", {"requests"}));
}

TEST_CASE("a cell's command is behind a second wall where the kernel has one", "[base][cell][hostile]") {
    auto outcome = need(run(hostile("leaks", {"whiteout"})));
    CHECK(outcome.walls.landlock_abi == landlock_abi());
    CHECK((outcome.code == 0) == (landlock_abi() > 0));
    CHECK(!outcome.walls.describe().empty());
}

TEST_CASE("the second wall holds alone, where a mount would let a command write", "[base][cell]") {
    if (landlock_abi() == 0) SKIP("this kernel has no Landlock");
    const auto temp = need(assay::TempFolder::make());
    for (const auto& name : {"owned"_path, "owned/below"_path, "other"_path}) need(temp.folder().make_folder(name));
    const auto top = temp.path().string();
    const auto first = ::fcntl(need(first_program()), F_DUPFD, 100);
    const auto written = [&](int abi) {
        // Renaming and linking between folders is what old versions of the wall cannot allow.
        const auto command =
            "setpriv --no-new-privs /proc/self/fd/" + std::to_string(first) + " 9 " + std::to_string(first) + " " +
            std::to_string(abi) + " 0 2 w" + top + "/owned u/dev /bin/sh -c 'cd " + top +
            " && echo x >owned/x && mv owned/x owned/below/y && ln -f owned/below/y owned/z && echo >/dev/null"
            " && cat /etc/passwd >/dev/stderr && ! echo x >other/x' 2>/dev/null 9>/dev/null";
        return std::system(command.c_str()) != 0;
    };
    CHECK(written(0));
    CHECK(!written(landlock_abi()));
    CHECK(need(temp.folder().exists("owned/z"_path)));
    ::close(first);
}

TEST_CASE("a cell inherits no descriptor but those it is given", "[base][cell][hostile]") {
    // Leaked on purpose: without close-on-exec.
    const int leaked = ::open("/etc/passwd", O_RDONLY), high = ::dup2(leaked, 300);
    REQUIRE(leaked >= 0);
    REQUIRE(high == 300);
    holds(hostile("descriptors"));
    auto spec = hostile("descriptors", {"3", "7"});
    spec.passed.push_back({.descriptor = need(Descriptor::open("/dev/null", O_RDONLY)), .inside = 7});
    spec.passed.push_back({.descriptor = need(Descriptor::open("/dev/null", O_RDONLY)), .inside = 3});
    holds(std::move(spec));
    ::close(leaked);
    ::close(high);
}

TEST_CASE("a parser's cell has neither processes nor sockets", "[base][cell][hostile]") {
    auto network = hostile("network");
    network.profile = Profile::Parser;
    const auto outcome = need(run(std::move(network)));
    CHECK(outcome.signal == SIGSYS);
    CHECK(outcome.describe() == "was stopped: it asked for a system call that it may not have");
    auto forking = hostile("daemon", {"/tmp/file"});
    forking.profile = Profile::Parser;
    CHECK(need(run(std::move(forking))).signal == SIGSYS);
}

TEST_CASE("the 32-bit ways into the kernel are closed", "[base][cell][hostile]") {
    for (const std::string way : {"32-bit", "x32"}) {
        auto outcome = need(run(hostile("back_doors", {way})));
        if (outcome.code == 3) SKIP("this machine has no such ways");
        CHECK(outcome.signal == SIGSYS);
    }
}

TEST_CASE("syncing can be skipped", "[base][cell]") {
    auto real = hostile("syncing");
    CHECK(need(run(std::move(real))).code == EINVAL);
    auto skipped = hostile("syncing");
    skipped.syncing = Syncing::Skipped;
    CHECK(need(run(std::move(skipped))).code == 0);
}

TEST_CASE("a daemon left behind is dead when run returns", "[base][cell][hostile]") {
    const auto temp = need(assay::TempFolder::make());
    const auto ids = one_user();
    const auto folder = need(make_work_folder(temp.folder(), "out"_path, *ids));
    auto spec = hostile("daemon", {"/out/file"});
    spec.host_ids = ids;
    spec.binds.push_back(
        {.source = need(folder.descriptor().duplicate()), .inside = "/out", .access = Access::Writable});
    holds(std::move(spec));
    const auto size = need(folder.status("file"_path)).size;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    CHECK(size > 0);
    CHECK(need(folder.status("file"_path)).size == size);
}

TEST_CASE("a cell is never root of the host, and what it writes is its user's", "[base][cell]") {
    const auto temp = need(assay::TempFolder::make());
    const auto ids = one_user();
    const auto folder = need(make_work_folder(temp.folder(), "out"_path, *ids));
    if (!ids->is_fresh()) CHECK(ids->first_uid() == ::geteuid());
    if (ids->is_fresh()) CHECK(ids->first_uid() != 0);
    auto spec = hostile("outputs", {"/out"});
    spec.host_ids = ids;
    spec.binds.push_back(
        {.source = need(folder.descriptor().duplicate()), .inside = "/out", .access = Access::Writable});
    holds(std::move(spec));

    const auto file = need(folder.status("file"_path));
    CHECK(file.owner == ids->first_uid());
    CHECK(file.group == ids->first_gid());
    CHECK(need(folder.status("link"_path)).kind == FileKind::Link);
    CHECK(need(folder.status("fifo"_path)).kind == FileKind::Fifo);
    // Outputs are taken through Folder, which neither follows the link nor waits for the fifo.
    CHECK(!folder.open_file("link"_path));
    CHECK(!folder.open_file("fifo"_path));

    need(empty_work_folder(folder, ids));
    CHECK(need(folder.list()).empty());
}

TEST_CASE("a work folder is given and taken back, links themselves", "[base][cell]") {
    const auto ids = one_user();
    if (!ids->is_fresh()) SKIP("cells run as the caller's own user");
    const auto temp = need(assay::TempFolder::make());
    need(temp.folder().make_folder("a/b"_path));
    need(temp.folder().make_link("a/link"_path, "/etc/passwd"));
    const auto outside = need(Folder::open("/etc"));
    const auto owner = need(outside.status("passwd"_path)).owner;
    need(give_tree(temp.folder(), *ids));
    CHECK(need(temp.folder().status("a/b"_path)).owner == ids->first_uid());
    CHECK(need(temp.folder().status("a/link"_path)).owner == ids->first_uid());
    CHECK(need(outside.status("passwd"_path)).owner == owner);
    need(take_back_tree(temp.folder(), *ids));
    CHECK(need(temp.folder().status("a/link"_path)).owner == 0);
}

TEST_CASE("a bind below closed folders is reachable, and its neighbours are not", "[base][cell]") {
    const auto temp = need(assay::TempFolder::make());
    const auto shown = need(temp.folder().make_folder("closed/shown"_path));
    need(need(shown.create_file("file"_path)).write_all(bytes_of("content")));
    need(need(temp.folder().create_file("closed/hidden"_path)).write_all(bytes_of("secret")));
    auto spec = shell("cat /shown/file; cat /shown/../hidden; touch /shown/x");
    spec.binds.push_back({.source = need(shown.descriptor().duplicate()), .inside = "/shown"});
    const auto outcome = need(run(std::move(spec)));
    CHECK(text_of(outcome.out.bytes) == "content");
    CHECK(!outcome.succeeded());
}

TEST_CASE("an assembled tree serves as the root, without its own devices and temporary files", "[base][cell]") {
    const auto temp = need(assay::TempFolder::make());
    const auto& tree = temp.folder();
    need(tree.descriptor().set_mode(0755));
    for (const auto& path : {"usr/bin"_path, "dev"_path, "tmp"_path, "build"_path}) need(tree.make_folder(path, 0755));
    for (const auto& path : {"dev/own"_path, "tmp/own"_path, "usr/own"_path, "build/own"_path})
        need(tree.create_file(path, 0644));
    const auto busybox = need(Descriptor::open("/usr/bin/true", O_RDONLY));
    need(need(tree.create_file("usr/bin/true"_path, 0755)).write_all(need(busybox.read_all(1U << 24))));
    need(tree.make_link("bin"_path, "usr/bin"));
    for (const std::string library : {"lib", "lib64"}) {
        if (!std::filesystem::is_symlink("/" + library)) SKIP("this machine is not merged-usr");
        need(tree.make_link(need(RelativePath::parse(library)), std::filesystem::read_symlink("/" + library)));
    }
    need(tree.make_folder("usr/lib"_path, 0755));
    need(tree.make_folder("usr/lib64"_path, 0755));

    CellSpec spec;
    spec.root = Tree{need(tree.duplicate())};
    spec.command = {"/bin/true"};
    spec.binds.push_back(need(bind_of("/usr/lib", "/usr/lib")));
    spec.binds.push_back(need(bind_of("/usr/lib64", "/usr/lib64")));
    spec.binds.push_back(need(bind_of("/usr/share", "/elsewhere")));
    CHECK(need(run(std::move(spec))).code == 0);

    CellSpec look;
    look.root = Tree{need(tree.duplicate())};
    look.command = {"/host/bin/ls", "/", "/dev", "/tmp", "/usr", "/build"};
    look.binds.push_back(need(bind_of("/usr/lib", "/usr/lib")));
    look.binds.push_back(need(bind_of("/usr/lib64", "/usr/lib64")));
    look.binds.push_back(need(bind_of("/usr", "/host")));
    const auto listing = out_of(std::move(look));
    CHECK(listing.find("/usr:\nbin\nlib\nlib64\nown\n") != std::string::npos);
    CHECK(listing.find("/build:\nown\n") != std::string::npos);
    CHECK(listing.find("/tmp:\n\n") != std::string::npos);
    CHECK(listing.find("null") != std::string::npos);
}

TEST_CASE("root of a user range owns files of many users and nothing else", "[base][cell][hostile]") {
    const auto ids = a_range();
    const auto temp = need(assay::TempFolder::make());
    const auto folder = need(make_work_folder(temp.folder(), "out"_path, *ids));
    auto spec = hostile("range_root", {"/out"});
    spec.users = UserRange{};
    spec.host_ids = ids;
    spec.binds.push_back(
        {.source = need(folder.descriptor().duplicate()), .inside = "/out", .access = Access::Writable});
    holds(std::move(spec));
    const auto base = ids->first_uid();
    need(take_back_folder(folder, *ids));
    CHECK(need(folder.status("file"_path)).owner == base + 1234);
    CHECK(need(folder.status("fifo"_path)).owner == ids->first_uid());
    need(empty_work_folder(folder, ids));
    CHECK(need(folder.list()).empty());
}

TEST_CASE("a deep tree of closed folders that a cell has left is removed", "[base][cell][hostile]") {
    const auto temp = need(assay::TempFolder::make());
    for (const bool is_of_range : {false, true}) {
        if (is_of_range && !HostIds::range()) continue;
        const auto ids = is_of_range ? a_range() : one_user();
        const auto folder = need(make_work_folder(temp.folder(), "out"_path, *ids));
        auto spec = hostile("nest", {"/out", "90"});
        if (is_of_range) spec.users = UserRange{};
        spec.host_ids = ids;
        spec.binds.push_back(
            {.source = need(folder.descriptor().duplicate()), .inside = "/out", .access = Access::Writable});
        holds(std::move(spec));
        need(empty_work_folder(folder, ids));
        need(take_back_folder(folder, *ids));
        CHECK(need(folder.list()).empty());
        need(temp.folder().remove_tree("out"_path));
    }
}

TEST_CASE("a folder to chroot into gets devices and a procfs", "[base][cell]") {
    const auto ids = a_range();
    const auto temp = need(assay::TempFolder::make());
    const auto folder = need(temp.folder().make_folder("out"_path, 0755));
    need(folder.make_folder("root/dev/proc"_path, 0755));
    need(give_tree(folder, *ids));
    auto spec =
        shell("cd /out/root && head -c 2 dev/zero | wc -c && test -e proc/self/stat && echo >dev/null && ls dev");
    spec.users = UserRange{};
    spec.host_ids = ids;
    spec.binds.push_back(
        {.source = need(folder.descriptor().duplicate()), .inside = "/out", .access = Access::Writable});
    spec.chroots.push_back({"/out/root"});
    CHECK(out_of(std::move(spec)) == "2\nfull\nnull\nproc\nrandom\ntty\nurandom\nzero\n");
    need(empty_work_folder(folder, ids));
}

TEST_CASE("a cell that cannot be built as promised is an error with its reason", "[base][cell]") {
    CellSpec missing;
    missing.command = {"/does/not/exist"};
    auto result = run(std::move(missing));
    REQUIRE(!result);
    CHECK(result.error().kind() == ErrorKind::Sandbox);
    CHECK(result.error().message() == "building a cell: executing \"/does/not/exist\": no such file or directory");

    auto no_place = shell("true");
    no_place.binds.push_back(need(bind_of("/usr/share", "/usr/place/that/is/not/there")));
    CHECK(run(std::move(no_place)).error().kind() == ErrorKind::Sandbox);

    CellSpec relative;
    relative.command = {"true"};
    CHECK(run(std::move(relative)).error().kind() == ErrorKind::Usage);
    auto twisted = shell("true");
    twisted.host_ids = one_user();
    twisted.users = UserRange{};
    CHECK(run(std::move(twisted)).error().kind() == ErrorKind::Usage);
}

TEST_CASE("a command's own exit code is never taken for bubblewrap's", "[base][cell]") {
    CHECK(need(run(shell("echo 'bwrap: no' >&2; exit 1"))).code == 1);
    CHECK(need(run(shell("exit 127"))).code == 127);
}

TEST_CASE("a run can be interrupted", "[base][cell]") {
    struct Requested final : Interrupt {
        bool requested() const override { return true; }
        int descriptor() const override { return -1; }
    } const interrupt;
    const auto result = run(hostile("consume", {"time"}), &interrupt);
    REQUIRE(!result);
    CHECK(result.error().kind() == ErrorKind::Interrupted);
}

TEST_CASE("a cell does not outlive the program that runs it", "[base][cell]") {
    const auto temp = need(assay::TempFolder::make());
    const auto ids = one_user();
    const auto folder = need(make_work_folder(temp.folder(), "out"_path, *ids));
    const auto size = [&] { return folder.status("file"_path).value_or(FileStatus{}).size; };
    const auto program = ::fork();
    REQUIRE(program >= 0);
    if (program == 0) {
        auto spec = shell("while :; do echo x >>/out/file; sleep 0.01; done");
        spec.host_ids = ids;
        spec.binds.push_back(
            {.source = need(folder.descriptor().duplicate()), .inside = "/out", .access = Access::Writable});
        ::_exit(run(std::move(spec)).has_value() ? 0 : 1);
    }
    for (int i = 0; i < 500 && size() == 0; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
    CHECK(size() > 0);
    ::kill(program, SIGKILL);
    ::waitpid(program, nullptr, 0);
    // The supervisor sees the closed pipe and kills; that takes a moment, not more.
    std::uint64_t before = 0;
    int waits = 0;
    for (; waits < 50 && before != size(); ++waits) {
        before = size();
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    CHECK(waits < 50);
}

TEST_CASE("cells run side by side, each as a user of its own", "[base][cell]") {
    std::vector<std::thread> threads;
    std::vector<std::string> printed(4);
    for (auto& text : printed)
        threads.emplace_back([&text] {
            auto outcome =
                run(shell("cat /proc/self/uid_map; sleep 0.1; ls /proc >/tmp/all; grep -c '^[0-9]' /tmp/all"));
            text = outcome ? to_text(outcome->out.bytes) : outcome.error().message();
        });
    for (auto& thread : threads) thread.join();
    for (const auto& text : printed) CHECK(text.ends_with("\n3\n"));

    std::set<unsigned> users;
    std::vector<std::shared_ptr<const HostIds>> held;
    for (int i = 0; i < 4; ++i) users.insert(held.emplace_back(one_user())->first_uid());
    CHECK(users.size() == (held.front()->is_fresh() ? 4 : 1));
}
