// SPDX-License-Identifier: Apache-2.0
// A writer is cut off at random moments and at chosen system calls, in a process of its own; then its disks are looked
// at.
#include "storage/tlog/log_check.hpp"
#include "tests/storage/tlog/fixture.hpp"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <map>
#include <random>
#include <regex>
#include <set>
#include <thread>

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace assay;
using namespace assay::storage;
namespace fs = std::filesystem;

namespace {

constexpr const char* kChildHome = "ASSAY_TLOG_CHILD";
constexpr const char* kStrace = "/usr/bin/strace";

/// The entry at an index of any log here, so that what was acknowledged follows from its index alone.
std::vector<crypto::LeafEntry> entries_at(std::uint64_t index, std::size_t count) {
    return test::entries_from(index, count);
}

/// The size of the log that each acknowledgement gave the writer.
class Acknowledged {
public:
    explicit Acknowledged(fs::path file) : file_(std::move(file)) {}
    void note(std::uint64_t size) const {
        const int file = ::open(file_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
        const auto line = std::to_string(size) + "\n";
        if (file < 0 || ::write(file, line.data(), line.size()) < 0) std::_Exit(3);
        ::close(file);
    }
    std::uint64_t last() const {
        std::ifstream in(file_);
        std::uint64_t size = 0, last = 0;
        while (in >> size) last = size;
        return last;
    }

private:
    fs::path file_;
};

/// Opens the log, or makes it; appends rounds of several sizes, and publishes every other one.
void write_rounds(const fs::path& home, int rounds) {
    test::LogSetup setup(home);
    const Acknowledged acknowledged(home / "acknowledged");
    auto log = setup.try_open();
    if (!log) log = Log::create(setup.place, setup.signer, setup.clock);
    if (!log) return;
    constexpr std::size_t kSizes[] = {1, 2, 252, 3, 1, 300};
    for (int round = 0; round < rounds; ++round) {
        const auto size = (*log)->latest().head.size.value();
        const auto count = kSizes[static_cast<std::size_t>(round) % std::size(kSizes)];
        const auto first = (*log)->append(entries_at(size, count));
        const bool is_running = (*log)->check_running().has_value();
        // What fails and leaves a log running has changed nothing.
        if (!first && is_running && (*log)->latest().head.size.value() != size) std::_Exit(4);
        if (first && !is_running) std::_Exit(5);
        if (first) acknowledged.note(first->value() + count);
        if (round % 2 == 1) (void)(*log)->publish((*log)->latest().note);
        if (!is_running && (*log)->append(entries_at(size, 1))) std::_Exit(6);
    }
}

/// Opens what the writer left and finds all it was promised.
void check_what_is_left(const fs::path& home, std::uint64_t& size_before) {
    test::LogSetup setup(home);
    const auto acknowledged = Acknowledged(home / "acknowledged").last();
    auto log = setup.try_open();
    if (!log && log.error().kind() == ErrorKind::NotFound && acknowledged == 0) {
        CHECK(Log::create(setup.place, setup.signer, setup.clock));
        return;
    }
    if (!log) FAIL(log.error().message());
    const auto size = (*log)->latest().head.size.value();
    REQUIRE(size >= acknowledged);
    REQUIRE(size >= size_before);
    size_before = size;
    for (std::uint64_t index = 1; index < size; index += 1 + (size > 2000 ? index % 37 : 0))
        REQUIRE(test::need((*log)->entry(test::need(crypto::LeafIndex::from(index)))) == test::entry_of(index));
    test::need((*log)->append(entries_at(size, 1)));
    Acknowledged(home / "acknowledged").note(size + 1);
    NoProgress progress;
    const auto report = test::need(
        check_log(setup.place, {.log = {setup.signer.ed25519_key(), setup.signer.mldsa44_key()}, .witnesses = {}},
                  progress, NoInterrupt()));
    for (const auto& finding : report.findings) UNSCOPED_INFO(finding.file + ": " + finding.what);
    REQUIRE(report.is_sound());
}

/// Runs the hidden test below under strace. Gives what waitpid does, or nothing where there is no strace.
int run_traced(const fs::path& home, const std::vector<std::string>& options) {
    std::vector<std::string> arguments = {kStrace, "-f", "-qq", "-y", "-o", (home / "trace").string()};
    arguments.insert(arguments.end(), options.begin(), options.end());
    for (const char* last : {"/proc/self/exe", "[tlog-child]"}) arguments.emplace_back(last);
    arguments[arguments.size() - 2] = fs::read_symlink("/proc/self/exe").string();
    const auto child = ::fork();
    if (child == 0) {
        ::setenv(kChildHome, home.c_str(), 1);
        ::setenv("ASAN_OPTIONS", "detect_leaks=0", 1);  // which needs to trace by itself
        const int nowhere = ::open("/dev/null", O_WRONLY);
        ::dup2(nowhere, 1);
        ::dup2(nowhere, 2);
        std::vector<char*> raw;
        for (auto& argument : arguments) raw.push_back(argument.data());
        raw.push_back(nullptr);
        ::execv(kStrace, raw.data());
        std::_Exit(127);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return status;
}

bool can_trace() {
    if (!fs::exists(kStrace)) return false;
    const test::TempFolder home;
    const int status = run_traced(home.path(), {"-e", "trace=fsync"});
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/// How often each of these calls is made in an undisturbed run.
std::map<std::string, int> count_calls(const std::vector<std::string>& calls) {
    const test::TempFolder home;
    std::string list;
    for (const auto& call : calls) list += (list.empty() ? "" : ",") + call;
    run_traced(home.path(), {"-e", "trace=" + list});
    std::map<std::string, int> counts;
    std::ifstream trace(home / "trace");
    for (std::string line; std::getline(trace, line);)
        for (const auto& call : calls)
            if (line.find(" " + call + "(") != std::string::npos) ++counts[call];
    return counts;
}

/// About `most` of the numbers 1 to `count`, or all when ASSAY_ALL_FAULTS is set, evenly spread from a random start.
std::vector<int> points(int count, int most, std::mt19937& random) {
    const int step = std::getenv("ASSAY_ALL_FAULTS") != nullptr ? 1 : std::max(1, count / most);
    std::vector<int> out;
    for (int at = 1 + static_cast<int>(random() % static_cast<unsigned>(step)); at <= count; at += step)
        out.push_back(at);
    return out;
}

}  // namespace

TEST_CASE("child of the tests below", "[.][tlog-child]") {
    const char* home = std::getenv(kChildHome);
    if (home == nullptr) SKIP("run by the crash tests only");
    write_rounds(home, 6);
}

TEST_CASE("a writer killed at random moments loses nothing that was acknowledged", "[storage][tlog][crash]") {
    const test::TempFolder home;
    const auto seed = std::random_device()();
    std::mt19937 random(seed);
    std::uint64_t size = 0;
    int unfinished = 0;
    for (int run = 0; run < 30; ++run) {
        CAPTURE(seed, run);
        const auto child = ::fork();
        if (child == 0) {
            write_rounds(home.path(), 1000);
            std::_Exit(0);
        }
        std::this_thread::sleep_for(std::chrono::microseconds(random() % 150'000));
        ::kill(child, SIGKILL);
        int status = 0;
        ::waitpid(child, &status, 0);
        unfinished += WIFSIGNALED(status) ? 1 : 0;
        const auto before = Acknowledged(home / "acknowledged").last();
        check_what_is_left(home.path(), size);
        if (size > before + 1) UNSCOPED_INFO("a round that was not acknowledged is kept");
    }
    std::printf("crash: killed %d writers at random, %llu leaves kept, seed %u\n", unfinished,
                static_cast<unsigned long long>(size), seed);
    CHECK(unfinished == 30);
}

TEST_CASE("a writer killed at a system call loses nothing that was acknowledged", "[storage][tlog][crash][strace]") {
    if (!can_trace()) SKIP("no strace here, or it may not trace");
    const auto seed = std::random_device()();
    std::mt19937 random(seed);
    int runs = 0;
    for (const auto& [call, count] : count_calls(
             {"write", "pwrite64", "fsync", "linkat", "renameat", "renameat2", "mkdirat", "unlinkat", "openat2"})) {
        for (const int at : points(count, 4, random)) {
            CAPTURE(seed, call, at);
            const test::TempFolder home;
            run_traced(home.path(),
                       {"-e", "trace=" + call, "-e", "inject=" + call + ":signal=KILL:when=" + std::to_string(at)});
            std::uint64_t size = 0;
            check_what_is_left(home.path(), size);
            ++runs;
        }
    }
    std::printf("crash: killed at %d system calls, seed %u\n", runs, seed);
    CHECK(runs > 20);
}

TEST_CASE("a system call that fails stops the log or changes nothing, and loses nothing that was acknowledged",
          "[storage][tlog][crash][strace]") {
    if (!can_trace()) SKIP("no strace here, or it may not trace");
    const auto seed = std::random_device()();
    std::mt19937 random(seed);
    const std::vector<std::pair<std::string, std::string>> faults = {
        {"write", "ENOSPC"},  {"write", "EIO"},    {"fsync", "EIO"},     {"fsync", "ENOSPC"},   {"pread64", "EIO"},
        {"linkat", "ENOSPC"}, {"renameat", "EIO"}, {"renameat2", "EIO"}, {"openat2", "EMFILE"}, {"mkdirat", "ENOSPC"}};
    const auto counts =
        count_calls({"write", "fsync", "pread64", "linkat", "renameat", "renameat2", "openat2", "mkdirat"});
    int runs = 0;
    for (const auto& [call, error] : faults) {
        const auto count = counts.find(call);
        if (count == counts.end()) continue;
        for (const int at : points(count->second, 3, random)) {
            CAPTURE(seed, call, error, at);
            const test::TempFolder home;
            const int status = run_traced(
                home.path(),
                {"-e", "trace=" + call, "-e", "inject=" + call + ":error=" + error + ":when=" + std::to_string(at)});
            // 4, 5, 6: see write_rounds; Catch2 and the shared libraries make calls of their own, whose failures are
            // theirs.
            REQUIRE(WIFEXITED(status));
            REQUIRE((WEXITSTATUS(status) < 4 || WEXITSTATUS(status) > 6));
            std::uint64_t size = 0;
            check_what_is_left(home.path(), size);
            ++runs;
        }
    }
    std::printf("crash: %d system calls made to fail, seed %u\n", runs, seed);
    CHECK(runs > 20);
}

TEST_CASE("an fsync that fails is not repeated, and none follows it", "[storage][tlog][crash][strace]") {
    if (!can_trace()) SKIP("no strace here, or it may not trace");
    const test::TempFolder home;
    { auto log = test::LogSetup(home.path()).create(); }
    const int status = run_traced(home.path(), {"-e", "trace=fsync", "-e", "inject=fsync:error=EIO:when=12"});
    CHECK(WIFEXITED(status));
    std::ifstream trace(home / "trace");
    bool has_failed = false;
    int later = 0;
    for (std::string line; std::getline(trace, line);) {
        if (has_failed && line.find("fsync(") != std::string::npos) ++later;
        has_failed |= line.find("EIO") != std::string::npos;
    }
    CHECK(has_failed);
    CHECK(later == 0);
    std::uint64_t size = 0;
    check_what_is_left(home.path(), size);
}

TEST_CASE("nothing is recorded, signed or kept before what it rests on has been synced",
          "[storage][tlog][crash][strace]") {
    if (!can_trace()) SKIP("no strace here, or it may not trace");
    const test::TempFolder home;
    run_traced(home.path(), {"-e", "trace=write,fsync,renameat,renameat2,mkdirat"});
    const auto root = home.path().string();
    const std::regex call(R"re((\w+)\((\d+<([^>]*)>)(?:, "([^"]*)")?(?:, \d+<([^>]*)>, "([^"]*)")?.* = \d+$)re");
    std::set<std::string> unsynced_files, unsynced_folders;
    int recorded = 0, kept = 0;
    std::ifstream trace(home / "trace");
    for (std::string line; std::getline(trace, line);) {
        std::smatch match;
        if (!std::regex_search(line, match, call) || match[3].str().find(root) != 0) continue;
        const auto name = match[1].str(), path = match[3].str();
        if (name == "write")
            unsynced_files.insert(path);
        else if (name == "fsync")
            unsynced_files.erase(path), unsynced_folders.erase(path);
        else if (name == "mkdirat")
            unsynced_folders.insert(path);
        else {
            const auto to = match[5].str() + "/" + match[6].str();
            CAPTURE(line);
            CHECK_FALSE(unsynced_files.contains(path + "/" + match[4].str()));
            unsynced_folders.insert(match[5].str());
            const auto is_unsynced = [&](const auto& all, const std::string& below) {
                return std::ranges::any_of(all,
                                           [&](const std::string& each) { return each.starts_with(root + below); });
            };
            if (to == root + "/record/signed") {
                ++recorded;
                CHECK_FALSE(is_unsynced(unsynced_files, "/log/staging"));
                CHECK_FALSE(is_unsynced(unsynced_folders, "/log/staging"));
            }
            if (to == root + "/log/latest") {
                ++kept;
                CHECK_FALSE(is_unsynced(unsynced_folders, "/log/tile"));
                CHECK_FALSE(is_unsynced(unsynced_folders, "/record"));
            }
        }
    }
    CHECK(recorded == 7);
    CHECK(kept == 7);
}

TEST_CASE("a full disk turns entries away and stops nothing; with room again the log goes on",
          "[storage][tlog][crash]") {
    const test::TempFolder home;
    const auto child = ::fork();
    if (child == 0) {
        const auto disk = home / "disk";
        fs::create_directory(disk);
        if (::unshare(::geteuid() == 0 ? CLONE_NEWNS : CLONE_NEWUSER | CLONE_NEWNS) != 0) std::_Exit(77);
        if (::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) std::_Exit(77);
        if (::mount("tmpfs", disk.c_str(), "tmpfs", 0, "size=16m") != 0) std::_Exit(77);
        test::LogSetup setup(disk);
        auto log = setup.create();
        const auto append = [&] { return log->append(entries_at(log->latest().head.size.value(), 4000)); };
        std::ofstream(disk / "filler") << std::string(8U << 20, 'x');
        Result<crypto::LeafIndex> last = append();
        while (last) last = append();
        if (last.error().kind() != ErrorKind::Full) std::_Exit(10);
        if (!log->check_running()) std::_Exit(11);
        if (!log->inclusion_proof(crypto::LeafIndex(0), log->latest().head.size)) std::_Exit(12);
        std::ofstream(disk / "filler2") << std::string(16U << 20, 'x');
        if (append() || !log->check_running()) std::_Exit(13);
        fs::remove(disk / "filler");
        fs::remove(disk / "filler2");
        if (!append()) std::_Exit(14);
        log.reset();
        if (!setup.try_open()) std::_Exit(15);
        std::_Exit(0);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    REQUIRE(WIFEXITED(status));
    if (WEXITSTATUS(status) == 77) SKIP("no file system may be mounted here");
    CHECK(WEXITSTATUS(status) == 0);
}
