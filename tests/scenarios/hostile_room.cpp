// SPDX-License-Identifier: Apache-2.0
// What a build, or a package of its environment, may try against the room that runs it: each property with the defence
// and, as a control, without it. Prints a line for each, `property <tab> held|NOT HELD <tab> what the control showed`,
// and ends with 1 when one does not hold. For hostile_room.sh, which runs it as root and as an ordinary user, in the
// folder that is its argument.
#include "base/cell/first_program.hpp"
#include "base/cell/run.hpp"
#include "base/cell/work_folder.hpp"
#include "base/cell/worker.hpp"
#include "base/core/text.hpp"
#include "base/files/private_folder.hpp"
#include "base/files/temp.hpp"
#include "verifier/environment/root_cache.hpp"
#include "verifier/environment/root_seal.hpp"
#include "verifier/rebuild/take_out.hpp"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <iostream>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

using namespace assay;
namespace fs = std::filesystem;
using Ids = std::shared_ptr<const cell::HostIds>;

constexpr std::uint64_t kMiB = 1U << 20;

int failures = 0;

/// One line of the table.
void row(const std::string& property, bool held, const std::string& control) {
    std::cout << property << "\t" << (held ? "held" : "NOT HELD") << "\t" << control << std::endl;
    failures += held ? 0 : 1;
}

template <typename T>
T need(Result<T> result) {
    if (result) return std::move(*result);
    std::cerr << "cannot go on: " << result.error().message() << "\n";
    std::exit(2);
}
void need(Status status) {
    if (status) return;
    std::cerr << "cannot go on: " << status.error().message() << "\n";
    std::exit(2);
}

cell::CellSpec program(const std::string& name, std::vector<std::string> arguments) {
    cell::CellSpec spec;
    spec.binds.push_back(need(cell::bind_of(ASSAY_CELLS, "/cells")));
    spec.command = {"/cells/" + name};
    spec.command.insert(spec.command.end(), arguments.begin(), arguments.end());
    spec.limits = {.wall_seconds = 20, .cpu_seconds = 20, .memory_bytes = 256 * kMiB, .processes = 20};
    return spec;
}

cell::CellSpec shell(const std::string& script) {
    cell::CellSpec spec;
    spec.command = {"/usr/bin/sh", "-euc", script};
    spec.environment = {{"PATH", "/usr/sbin:/usr/bin:/sbin:/bin"}};
    spec.limits.file_bytes = std::uint64_t{16} << 30;
    return spec;
}

void show_work(cell::CellSpec& spec, const Folder& folder, const Ids& ids) {
    spec.host_ids = ids;
    if (ids->count() == cell::HostIds::kRangeCount) spec.users = cell::UserRange{};
    spec.binds.push_back(
        {.source = need(folder.descriptor().duplicate()), .inside = "/work", .access = cell::Access::Writable});
}

std::string words(const Result<cell::Outcome>& outcome) {
    if (!outcome) return outcome.error().message();
    const auto said = trim(text_of(outcome->out.bytes));
    return outcome->describe() + (said.empty() ? "" : ": " + std::string(said));
}

/// Outside any cell: what a program gets where nothing holds it.
std::string outside(const std::string& command) {
    std::string out;
    FILE* pipe = ::popen(("( " + command + " ) 2>&1").c_str(), "r");
    if (pipe == nullptr) return "cannot be run";
    char buffer[4096];
    while (std::fgets(buffer, sizeof buffer, pipe) != nullptr) out += buffer;
    ::pclose(pipe);
    return std::string(trim(out.substr(0, 120)));
}

/// What one way to take memory gives where there is no limit, or where no cell refuses it.
std::string without(const std::string& way) {
    if (way == "memfd" || way == "sysv")
        return "no cell: " +
               outside("timeout 5 unshare --user --map-root-user --ipc " ASSAY_CELLS "/share " + way + " 320");
    auto spec = program("share", {way, "320"});
    spec.limits.memory_bytes = 4096 * kMiB;
    spec.limits.wall_seconds = 5;
    spec.tmp_bytes = 1024 * kMiB;
    const auto outcome = cell::run(std::move(spec));
    return "no such limit: " + (outcome ? std::string(trim(text_of(outcome->out.bytes))) : outcome.error().message());
}

void memory() {
    struct Way {
        const char* name;
        const char* what;
    };
    for (const auto& [name, what] :
         {Way{"memfd", "files in memory that are in flight over a socket"}, Way{"sysv", "SysV segments"},
          Way{"tmp", "files in /tmp"}, Way{"dev-shm", "files in /dev/shm"}, Way{"mapped", "shared mappings"},
          Way{"given-back", "shared mappings that were given back"}}) {
        auto spec = program("share", {name, "2000"});
        spec.tmp_bytes = 4096 * kMiB;
        const auto outcome = cell::run(std::move(spec));
        const bool took = outcome && text_of(outcome->out.bytes).contains("took 2000");
        const bool waited = outcome && outcome->stopped_by == cell::Limit::Wall;
        row("memory within 256 MiB: " + std::string(what), !took && !waited, without(name));
    }
    for (const auto& [name, what] : {Way{"memory", "one process"}, Way{"memory-by-many", "many processes"}}) {
        const auto outcome = cell::run(program("consume", {name}));
        auto larger = program("consume", {name});
        larger.limits.memory_bytes = 700 * kMiB;
        const auto peak = need(cell::run(std::move(larger))).usage.peak_memory_bytes.value_or(0);
        row("memory within 256 MiB: " + std::string(what), outcome && outcome->stopped_by == cell::Limit::Memory,
            "a limit of 700 MiB: took " + std::to_string(peak / kMiB) + " MiB");
    }
}

void limits(const Folder& place) {
    const Ids ids = std::make_shared<const cell::HostIds>(need(cell::HostIds::one()));
    const auto work = need(cell::make_work_folder(place, "names"_path, *ids));
    constexpr auto kMany = std::numeric_limits<std::uint64_t>::max();
    const auto names = [&](std::uint64_t most) {
        auto spec = program("names", {"/work"});
        spec.limits.names = most;
        spec.limits.wall_seconds = most < kMany ? 20 : 3;
        show_work(spec, work, ids);
        auto outcome = cell::run(std::move(spec));
        const auto made = std::distance(fs::directory_iterator(work.name()), fs::directory_iterator());
        need(cell::empty_work_folder(work, ids));
        return std::pair(outcome && outcome->stopped_by == cell::Limit::Disk, made);
    };
    const auto free_made = names(kMany).second;
    row("no more files than a build may make", names(200).first, "no bound: " + std::to_string(free_made) + " in 3 s");
    need(place.remove_tree("names"_path));

    auto spec = program("linger", {});
    spec.orphan_seconds = 1;
    const auto killed = cell::run(std::move(spec));
    auto waiting = program("linger", {});
    waiting.limits.wall_seconds = 7;
    row("a daemon that holds stdout stalls nothing", killed && killed->code == 0, words(cell::run(std::move(waiting))));

    constexpr std::uint64_t kMost = 100'000;
    const auto log = [&](const std::string& name, bool is_shared) {
        auto flood = program("consume", {"output"});
        flood.limits.output_bytes = 4 * kMiB;
        const auto file = need(place.create_file(need(RelativePath::parse(name)), 0600));
        flood.out = cell::Sink::file(need(file.duplicate()), kMost);
        flood.err = is_shared ? cell::Sink::with_out() : cell::Sink::file(need(file.duplicate()), kMost);
        static_cast<void>(cell::run(std::move(flood)));
        return need(file.status()).size;
    };
    const auto size = log("log", true);
    row("a log is no longer than it may be", size <= kMost && size > kMost / 2,
        "two sinks: " + std::to_string(log("log2", false)) + " of " + std::to_string(kMost) + " bytes");
}

void remains(const Folder& place) {
    for (const auto* depth : {"90", "1000"}) {
        const Ids ids = std::make_shared<const cell::HostIds>(need(cell::HostIds::one()));
        const auto leave = [&](const RelativePath& name) {
            auto work = need(cell::make_work_folder(place, name, *ids));
            auto spec = program("nest", {"/work", depth});
            show_work(spec, work, ids);
            need(cell::run(std::move(spec)));
            return work;
        };
        const auto by_path = leave("by-path"_path);
        const auto control =
            outside("find '" + by_path.name() + "' -type d -exec chmod u+rwx {} ';'; rm -rf '" + by_path.name() + "'");
        if (need(place.exists("by-path"_path))) need(place.remove_tree("by-path"_path));
        const auto work = leave("deep"_path);
        const auto removed = cell::empty_work_folder(work, ids);
        row(std::string(depth) + " nested closed folders of 250-byte names are removed",
            removed && place.remove_tree("deep"_path),
            "by path: " + (control.empty() ? "removed" : control.substr(0, 60)));
    }
}

void outputs(const Folder& place) {
    const Ids ids = std::make_shared<const cell::HostIds>(need(cell::HostIds::one()));
    const auto out = need(cell::make_work_folder(place, "out"_path, *ids));
    const auto taken_to = need(place.make_folder("outputs"_path, 0700));
    auto spec = shell(
        "cd /work; truncate -s 300M 1; for i in 2 3 4 5 6; do ln 1 $i; done; echo text >shut; chmod 0 shut; mkdir -p "
        "a/b; "
        "echo text >a/b/c; chmod 04000 a/b/c; chmod 0 a/b a; ln -s /etc/passwd link; mkfifo fifo; "
        "for i in 1 2 3 4 5; do truncate -s 15G large$i; done; cp /usr/bin/true tool; chmod 6755 tool");
    show_work(spec, out, ids);
    const auto made = need(cell::run(std::move(spec)));
    if (!made.succeeded()) need(Status(fail(ErrorKind::Internal, words(made))));

    const auto blocks_of = [](const fs::path& path) { return outside("du -sm '" + path.string() + "' | cut -f 1"); };
    const auto copies = fs::path(place.name()) / "copies";
    const auto control =
        outside("mkdir '" + copies.string() + "'; for i in 1 2 3 4 5 6; do cat '" + out.name() + "'/$i >'" +
                copies.string() + "'/$i; done; du -sm '" + copies.string() + "' | cut -f 1");
    fs::remove_all(copies);
    const auto six =
        verifier::take_artifacts(out, {"1"_path, "2"_path, "3"_path, "4"_path, "5"_path, "6"_path}, taken_to);
    row("one hole of 300 MiB under six names takes no disk on its way out",
        six && six->failure.empty() && six->artifacts.size() == 6 && std::atoi(blocks_of(taken_to.name()).c_str()) < 2,
        "copied: " + control + " MiB");
    const auto open_plainly = [&](const RelativePath& path) {
        const auto file = out.open_file(path);
        return file ? std::string("opened") : file.error().message();
    };
    const auto plain_shut = open_plainly("shut"_path), plain_deep = open_plainly("a/b/c"_path);
    const auto shut = verifier::take_artifacts(out, {"shut"_path}, taken_to);
    row("an artifact of mode 000 is taken", shut && shut->artifacts.size() == 1,
        "plain: " + plain_shut.substr(plain_shut.rfind(": ") == std::string::npos ? 0 : plain_shut.rfind(": ") + 2));
    const auto deep = verifier::take_artifacts(out, {"a/b/c"_path}, taken_to);
    row("so is one in folders of mode 000", deep && deep->artifacts.size() == 1,
        "plain: " + plain_deep.substr(plain_deep.rfind(": ") == std::string::npos ? 0 : plain_deep.rfind(": ") + 2));
    for (const auto& [path, what] : std::vector<std::pair<RelativePath, std::string>>{
             {"link"_path, "a link"}, {"fifo"_path, "a FIFO"}, {"a"_path, "a folder"}, {"gone"_path, "nothing"}}) {
        const auto taken = verifier::take_artifacts(out, {path}, taken_to);
        row(what + " for an artifact is a failed build, not an error", taken && !taken->failure.empty(), "-");
    }
    const auto large = verifier::take_artifacts(
        out, {"large1"_path, "large2"_path, "large3"_path, "large4"_path, "large5"_path}, taken_to);
    row("75 GB of holes are a failed build, not an error", large && !large->failure.empty(),
        "no bound: " + outside("du -cm --apparent-size '" + out.name() + "'/large* | tail -1 | cut -f 1") +
            " MiB to hash");
    const auto built_mode = outside("stat -c %a '" + out.name() + "/tool'");
    const auto tool = verifier::take_artifacts(out, {"tool"_path}, taken_to);
    struct ::stat raw{};
    const auto path = taken_to.name() + "/artifacts/tool";
    row("an artifact has no set-id bit where it is kept",
        tool && ::stat(path.c_str(), &raw) == 0 && (raw.st_mode & 07777) == 0644 && raw.st_uid == ::geteuid(),
        "as built: " + built_mode);
    need(cell::empty_work_folder(out, ids));
}

void cached_root(const Folder& place) {
    auto range = cell::HostIds::range();
    if (!range) {
        std::cerr << "cached roots are left out: " << range.error().message() << "\n";
        return;
    }
    const Ids ids = std::make_shared<const cell::HostIds>(std::move(*range));
    const auto cache_path = fs::path(place.name()) / "roots";
    fs::create_directory(cache_path);
    ::chmod(cache_path.c_str(), 0777);
    const crypto::Sha256 lock{};
    const auto root_path = cache_path / crypto::hex(lock);
    const auto mode_of = [](const fs::path& path) {
        struct ::stat raw{};
        return ::lstat(path.c_str(), &raw) == 0 ? static_cast<int>(raw.st_mode & 07777) : -1;
    };
    const auto octal = [](int mode) {
        char text[16];
        std::snprintf(text, sizeof text, "%04o", static_cast<unsigned>(mode));
        return std::string(text);
    };
    int raw_mode = 0, raw_shut = 0;
    std::string raw_capability;
    const auto assemble = [&] {
        auto cache = need(verifier::RootCache::open(cache_path, lock));
        const auto work = need(cache.begin());
        need(cell::give_folder(work, *ids));
        auto spec = shell(
            "mkdir -p /work/root/usr/bin; cd /work/root; cp /usr/bin/sh usr/bin/su; chmod 6755 usr/bin/su; cp "
            "/usr/bin/true "
            "usr/bin/ping; test ! -x /usr/sbin/setcap || setcap cap_net_raw+ep usr/bin/ping; echo x >secret; "
            "chown 33:33 secret; chmod 0 secret; mkdir shut; echo x >shut/file; chown -R 44:44 shut; chmod 0700 shut");
        show_work(spec, work, ids);
        need(cell::run(std::move(spec)));
        raw_mode = mode_of(cache_path / (crypto::hex(lock) + ".part/root/usr/bin/su"));
        const auto raw = cache_path / (crypto::hex(lock) + ".part/root");
        raw_shut = mode_of(raw / "secret");
        raw_capability = outside("getcap '" + (raw / "usr/bin/ping").string() + "' | sed 's/.* //'");
        need(cache.keep(work, ids, 1));
    };
    const auto cache_before = mode_of(cache_path);
    assemble();
    row("the cache is closed to others, whatever was there before", mode_of(cache_path) == 0700,
        "as it was: " + octal(cache_before));
    row("no file of a cached root is set-id", mode_of(root_path / "usr/bin/su") == 0755,
        "as assembled: " + octal(raw_mode));
    row("no file of a cached root has a capability",
        outside("getcap '" + (root_path / "usr/bin/ping").string() + "'").empty(), "as assembled: " + raw_capability);
    std::ifstream index(cache_path / (crypto::hex(lock) + ".index"));
    const std::string text((std::istreambuf_iterator<char>(index)), std::istreambuf_iterator<char>());
    row("what was taken away is kept as a fact", text.contains("was 6755 0 0 usr/bin/su"), "-");
    row("a room reads all of a root, whoever owns it",
        ::access((root_path / "shut/file").c_str(), R_OK) == 0 && ::access((root_path / "secret").c_str(), R_OK) == 0,
        "as assembled: mode " + octal(raw_shut));

    const auto changed = [&]() -> std::string {
        auto cache = need(verifier::RootCache::open(cache_path, lock));
        return need(cache.find()) ? "same" : cache.changed();
    };
    const auto same = changed();
    row("a root that nobody touched is used again", same == "same", same);
    struct Change {
        const char* what;
        const char* script;
    };
    for (const auto& [what, script] :
         {Change{"one byte", "printf X | dd of=/work/usr/bin/su bs=1 seek=800 conv=notrunc status=none"},
          Change{"one byte, its time put back",
                 "touch -r /work/usr/bin/su /tmp/t; printf X | dd of=/work/usr/bin/su bs=1 seek=9 conv=notrunc "
                 "status=none; "
                 "touch -r /tmp/t /work/usr/bin/su"},
          Change{"a mode", "chmod 4755 /work/usr/bin/su"}, Change{"an owner", "chown 1:1 /work/usr/bin/su"},
          Change{"a group", "chgrp 1 /work/usr/bin/su"}, Change{"a file more", ": >/work/usr/bin/new"},
          Change{"a file less", "rm /work/secret"}, Change{"a link in a file's place", "ln -sf /x /work/secret"},
          Change{"a name", "mv /work/usr/bin/su /work/usr/bin/sv"}}) {
        auto spec = shell(script);
        show_work(spec, need(Folder::open(root_path)), ids);
        const auto done = need(cell::run(std::move(spec)));
        const auto found = changed();
        row("a cached root is noticed before use: " + std::string(what), done.succeeded() && found != "same", found);
        assemble();
    }
    static_cast<void>(need(verifier::RootCache::open(cache_path, lock)).begin());
    fs::remove_all(cache_path);
}

}  // namespace

namespace {

/// The first line of what a command says, and how many more there are.
std::string outside_first(const std::string& command) {
    return outside(command + " | awk 'NR == 1 { a = $0 } END { print (NR ? a : \"nothing\"), \"(\" NR \" lines)\" }'");
}

void leaks(const Folder& place) {
    const std::string program_outside = ASSAY_CELLS "/leaks ";
    const auto as_first = [&](const std::string& what) {
        return "process 1 a shell: " +
               outside_first("unshare --user --map-root-user --pid --fork --mount-proc sh -c '" + program_outside +
                             what + "; true'");
    };
    const auto no_cell = [&](const std::string& what) { return "no cell: " + outside_first(program_outside + what); };
    const bool has_range = cell::HostIds::range().has_value();
    const auto try_it = [&](const std::string& property, std::vector<std::string> arguments,
                            const std::string& control) {
        for (const bool is_of_range : {false, true}) {
            if (is_of_range && !has_range) continue;
            auto spec = program("leaks", arguments);
            if (is_of_range) spec.users = cell::UserRange{};
            const auto outcome = cell::run(std::move(spec));
            const bool held = outcome && outcome->code == 0;
            if (!held) std::cerr << property << ": " << words(outcome) << "\n";
            row(property + (is_of_range ? ", of a package's root" : ""), held, control);
        }
    };
    try_it("the first process's memory is closed", {"memory"}, as_first("memory"));
    try_it("so are its environment, descriptors, root and program", {"insides"}, as_first("insides"));
    try_it("boot, locks, pressure, disks, keys and interrupts are not told", {"machine"}, no_cell("machine"));
    try_it("the machine's /usr/local is not there", {"local"}, no_cell("local"));
    try_it("TIOCSETD, TIOCSTI and unknown ioctl requests are refused", {"requests"}, no_cell("requests"));
    if (cell::landlock_abi() == 0) {
        std::cerr << "this kernel has no Landlock: the second wall is not there\n";
        return;
    }
    const auto top = place.name();
    try_it("no device may be made, not even a whiteout (Landlock)", {"whiteout"},
           no_cell("whiteout " + top + "/whiteout"));
    // The second wall without the first: no mount, no other user.
    need(place.make_folder("owned"_path, 0700));
    const auto number = std::to_string(::fcntl(need(cell::first_program()), F_DUPFD, 100));
    const auto alone = [&](int abi) {
        return outside_first("setpriv --no-new-privs /proc/self/fd/" + number + " 9 " + number + " " +
                             std::to_string(abi) + " 0 2 w" + top + "/owned u/dev /bin/sh -c 'echo >" + top +
                             "/owned/a || exit; echo >" + top + "/b && echo written' 9>/dev/null 2>/dev/null");
    };
    const auto held = alone(cell::landlock_abi());
    row("what a mount would let a command write, Landlock does not", held.starts_with("nothing"),
        "without it: " + alone(0));
    need(place.remove_tree("owned"_path));
}

}  // namespace

int main(int argc, char** argv) {
    const cell::WorkerTable workers = {{std::string(verifier::kSealRootWorker), verifier::seal_root_worker}};
    if (const auto status = cell::run_worker_if_asked(argc, argv, workers)) return *status;
    if (argc != 2) return 2;
    const auto place = need(private_folder(argv[1]));
    memory();
    limits(place);
    remains(place);
    outputs(place);
    cached_root(place);
    leaks(place);
    return failures == 0 ? 0 : 1;
}
