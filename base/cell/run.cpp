// SPDX-License-Identifier: Apache-2.0
// Who is who: we fork a supervisor, the supervisor forks a launcher, the launcher becomes bubblewrap, bubblewrap makes
// the cell and becomes its first process (first.hpp), which starts the command. The supervisor adopts whatever
// bubblewrap leaves, so that waiting for the supervisor is waiting for all of it; it knows by a closed pipe when we
// stop the cell or die.
#include "base/cell/run.hpp"

#include "base/cell/bubblewrap.hpp"
#include "base/cell/disk_watch.hpp"
#include "base/cell/first.hpp"
#include "base/cell/host_limits.hpp"
#include "base/cell/id_maps.hpp"
#include "base/cell/memory_file.hpp"
#include "base/cell/meter.hpp"
#include "base/cell/orphans.hpp"
#include "base/cell/supervisor.hpp"
#include "base/core/json.hpp"
#include "base/core/text.hpp"
#include "base/files/pipe.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <csignal>
#include <functional>

#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace assay::cell {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kFirstTick{50}, kLongestTick{200};
constexpr std::size_t kReadBytes = 64U << 10;
constexpr std::size_t kComplaintBytesMax = 2048;  // of bubblewrap's own words
constexpr std::size_t kStatusBytesMax = 4096;
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kHasShadowMemory = true;
#else
constexpr bool kHasShadowMemory = false;
#endif

Result<Descriptor> open_input(Input& input) {
    if (const auto* bytes = std::get_if<Bytes>(&input)) return sealed_file("standard input", *bytes);
    if (auto* descriptor = std::get_if<Descriptor>(&input)) return std::move(*descriptor);
    return Descriptor::open("/dev/null", O_RDONLY);
}

/// The supervisor's process; ends with the object, and with it all of the cell.
class Supervisor {
public:
    static Result<Supervisor> start(const Orders& orders, Descriptor control) {
        const auto process = fork_child();
        if (process < 0) return fail(io_error("building a cell: starting it", errno).as(ErrorKind::Sandbox));
        if (process == 0) keep_cell(orders);
        return Supervisor(process, std::move(control));
    }
    Supervisor(Supervisor&& other) noexcept
        : process_(std::exchange(other.process_, 0)), control_(std::move(other.control_)) {}
    Supervisor& operator=(Supervisor&&) = delete;
    ~Supervisor() {
        stop();
        int status = 0;
        while (process_ > 0 && ::waitpid(process_, &status, 0) < 0 && errno == EINTR) {}
    }
    void stop() { control_ = Descriptor(); }

private:
    Supervisor(pid_t process, Descriptor control) : process_(process), control_(std::move(control)) {}
    pid_t process_;
    Descriptor control_;
};

/// Reads Reports as they come.
class Reports {
public:
    explicit Reports(const Descriptor& from) : from_(from) {}

    /// The next one; none when the supervisor is gone without a word.
    Result<std::optional<Report>> next() {
        Report report;
        std::span<std::uint8_t> bytes(reinterpret_cast<std::uint8_t*>(&report), sizeof report);
        const auto got = TRY(from_.read_some(bytes));
        if (got != sizeof report) return std::optional<Report>();
        return std::optional(report);
    }

private:
    const Descriptor& from_;
};

std::unexpected<Error> failed(const Report& report) {
    auto error =
        io_error("building a cell: " + std::string(describe(report.step)), report.error).as(ErrorKind::Sandbox);
    if (report.step == Step::Namespace) error = std::move(error).with_hint(namespace_hint(NamespaceSwitches::now()));
    if (report.step == Step::Stage && report.error == EPERM)
        error = std::move(error).with_hint(
            "this root may not mount: run as an ordinary user, or give the container "
            "CAP_SYS_ADMIN");
    return fail(std::move(error));
}

/// One run, from the spec to the outcome.
class Run {
public:
    Run(CellSpec spec, const Interrupt* interrupt) : spec_(std::move(spec)), interrupt_(interrupt), meter_(spec_) {
        if (spec_.orphan_seconds) orphans_.emplace(*spec_.orphan_seconds);
    }

    Result<Outcome> go() {
        TRY(prepare());
        auto plan = TRY(Plan::make(spec_, {.status = status_.writing, .failures = not_built_.writing}, stages()));
        walls_.landlock_abi = plan.landlock_abi;
        auto supervisor = TRY(start(plan));
        TRY(release());
        started_ = Clock::now();
        TRY(attend(supervisor));
        return conclude();
    }

private:
    bool is_range() const { return std::holds_alternative<UserRange>(spec_.users); }
    /// Whether the cell's user could not reach what is bound in by its path.
    bool stages() const { return ids_->kind() == HostIds::Kind::Fresh || ids_->kind() == HostIds::Kind::Subordinate; }

    Status prepare() {
        program_ = TRY(find_bubblewrap());
        TRY(check_host(spec_.limits));
        ids_ = spec_.host_ids;
        if (!ids_) {
            auto ids = TRY(is_range() ? HostIds::range() : HostIds::one());
            ids_ = std::make_shared<HostIds>(std::move(ids));
        }
        if (ids_->is_range() != is_range())
            return fail(ErrorKind::Usage, "building a cell: its host ids do not fit its users");
        disks_ = TRY_WITHIN("building a cell", DiskWatch::of(spec_));
        input_ = TRY(open_input(spec_.input));
        return make_pipes();
    }

    Status make_pipes() {
        const std::string doing = "building a cell";
        out_ = TRY_WITHIN(doing, Pipe::make("standard output"));
        err_ = TRY_WITHIN(doing, Pipe::make("standard error"));
        report_ = TRY_WITHIN(doing, Pipe::make("reports"));
        go_ = TRY_WITHIN(doing, Pipe::make("go"));
        status_ = TRY_WITHIN(doing, Pipe::make("status", O_NONBLOCK));
        not_built_ = TRY_WITHIN(doing, Pipe::make("failures", O_NONBLOCK));
        return {};
    }

    Result<Supervisor> start(Plan& plan) {
        auto control = TRY_WITHIN("building a cell", Pipe::make("control"));
        std::vector<Orders::Handover> handovers = {{input_.number(), STDIN_FILENO},
                                                   {out_.writing.number(), STDOUT_FILENO},
                                                   {err_.writing.number(), STDERR_FILENO}};
        for (const auto& [from, to] : plan.handovers) handovers.push_back({from, to});
        std::vector<Orders::Staged> staged;
        for (const auto& one : plan.staged) staged.push_back({one.source, one.place.c_str(), one.is_folder});
        const auto limits = resource_limits();
        std::vector<char*> arguments = {program_.data()};
        for (auto& argument : plan.arguments) arguments.push_back(argument.data());
        arguments.push_back(nullptr);
        const auto* one = std::get_if<OneUser>(&spec_.users);
        const bool is_own = ids_->kind() == HostIds::Kind::Own;
        const unsigned uid = is_own ? ids_->first_uid() : one != nullptr ? one->uid : 0;
        const unsigned gid = is_own ? ids_->first_gid() : one != nullptr ? one->gid : 0;
        const auto uid_map = map_of(uid, ids_->first_uid(), ids_->subordinate_uid());
        const auto gid_map = map_of(gid, ids_->first_gid(), ids_->subordinate_gid());

        Orders orders;
        orders.control = control.reading.number();
        orders.report = report_.writing.number();
        orders.go = go_.reading.number();
        orders.control_writing = control.writing.number();
        orders.go_writing = go_.writing.number();
        orders.origin = origin_of(ids_->kind());
        orders.is_range = is_range();
        orders.uid = uid;
        orders.gid = gid;
        orders.uid_map = uid_map.c_str();
        orders.gid_map = gid_map.c_str();
        orders.stage = Plan::kStage;
        orders.staged = staged;
        orders.handovers = handovers;
        orders.limits = limits;
        orders.umask = spec_.umask;
        orders.program = program_.c_str();
        orders.arguments = arguments.data();
        return Supervisor::start(orders, std::move(control.writing));
    }

    static Orders::Origin origin_of(HostIds::Kind kind) {
        switch (kind) {
            case HostIds::Kind::Fresh: return Orders::Origin::Fresh;
            case HostIds::Kind::Subordinate: return Orders::Origin::Subordinate;
            case HostIds::Kind::Keeper: return Orders::Origin::Keeper;
            case HostIds::Kind::Own: break;
        }
        return Orders::Origin::Own;
    }

    /// One line of a map: the id inside, the one outside as the writer's namespace has it, and how many.
    std::string map_of(unsigned inside, unsigned first, unsigned subordinate) const {
        // In the namespace of a Subordinate's supervisor the caller's own id is 0, and the others follow.
        const unsigned outside = ids_->kind() == HostIds::Kind::Subordinate ? 1 + first - subordinate : first;
        return std::to_string(inside) + " " + std::to_string(outside) + " " + std::to_string(ids_->count()) + "\n";
    }

    std::vector<Orders::ResourceLimit> resource_limits() const {
        const auto& limits = spec_.limits;
        const auto enforcement = meter_.enforcement();
        // A cgroup that counts processes also says when there were too many, so it is to be reached first.
        const std::uint64_t margin = enforcement.processes == Means::Rlimit ? 0 : kProcessesOfBubblewrap;
        std::vector<Orders::ResourceLimit> all = {
            {RLIMIT_CPU, static_cast<std::uint64_t>(std::ceil(limits.cpu_seconds)) + 1},
            {RLIMIT_NOFILE, limits.open_files},
            {RLIMIT_FSIZE, limits.file_bytes},
            {RLIMIT_CORE, 0},
            {RLIMIT_NPROC, limits.processes + kProcessesOfBubblewrap + margin},
        };
        // Where memory is only sampled, one process could outrun the sampling: a wall twice as far away.
        if (enforcement.memory == Means::Sampled && !kHasShadowMemory)
            all.push_back({RLIMIT_DATA, 2 * limits.memory_bytes});
        return all;
    }

    /// Waits for the launcher, counts it in, maps its users, and lets it go on.
    Status release() {
        // Our copies of the ends that others write to would keep us from seeing that they have closed them.
        for (auto* pipe : {&out_, &err_, &report_, &status_, &not_built_}) pipe->writing = Descriptor();
        go_.reading = Descriptor();
        input_ = Descriptor();
        spec_.passed.clear();
        auto first = TRY(Reports(report_.reading).next());
        if (first && first->kind == Report::Kind::Unmapped) {
            TRY(write_keeper_maps(first->process, *ids_));
            TRY(go_.writing.write_all(bytes_of("!")));
            first = TRY(Reports(report_.reading).next());
        }
        if (!first) return fail(ErrorKind::Sandbox, "building a cell: its supervisor died");
        if (first->kind != Report::Kind::Launched) return failed(*first);
        first_process_ = first->process;
        walls_.has_own_cores = first->has_own_cores;
        walls_.has_own_user = ids_->kind() == HostIds::Kind::Fresh || ids_->kind() == HostIds::Kind::Subordinate;
        TRY(meter_.admit(first_process_));
        if (ids_->kind() == HostIds::Kind::Keeper) TRY(write_keeper_maps(first->process, *ids_));
        return go_.writing.write_all(bytes_of("!"));
    }

    /// Reads what the cell writes and watches its limits, until the supervisor says that all of it has ended.
    Status attend(Supervisor& supervisor) {
        auto tick = kFirstTick;
        auto next_look = Clock::now() + tick;
        while (!ended_) {
            pollfd waits[] = {{out_.reading.number(), POLLIN, 0},
                              {err_.reading.number(), POLLIN, 0},
                              {report_.reading.number(), POLLIN, 0},
                              {interrupt_ && !is_stopping() ? interrupt_->descriptor() : -1, POLLIN, 0}};
            const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(next_look - Clock::now());
            if (::poll(waits, 4, static_cast<int>(std::max<std::int64_t>(left.count() + 1, 0))) < 0 && errno != EINTR)
                return fail(io_error("attending a cell", errno));
            if (waits[0].revents) take(out_.reading, spec_.out);
            if (waits[1].revents) take_err();
            if (waits[2].revents) TRY(hear());
            if (interrupt_ && interrupt_->requested() && !failure_)
                failure_ = Error(ErrorKind::Interrupted, "running a cell: interrupted");
            if (Clock::now() >= next_look && !is_stopping()) {
                TRY(look());
                tick = std::min(2 * tick, kLongestTick);
                next_look = Clock::now() + tick;
            }
            if (is_stopping()) {
                supervisor.stop();
                next_look = Clock::now() + kLongestTick;
            }
        }
        // All writers are dead: what the pipes still hold is all there will be.
        while (out_.reading.is_open()) take(out_.reading, spec_.out);
        while (err_.reading.is_open()) take_err();
        return {};
    }

    bool is_stopping() const { return stopped_by_.has_value() || failure_.has_value(); }

    double elapsed() const { return std::chrono::duration<double>(Clock::now() - started_).count(); }

    Status look() {
        if (elapsed() > spec_.limits.wall_seconds)
            stopped_by_ = Limit::Wall;
        else if (TRY(disks_.passed()))
            stopped_by_ = Limit::Disk;
        else if (auto space = disks_.check(); !space)
            failure_ = std::move(space).error().within("running a cell");
        else if (auto passed = meter_.passed(); !passed)
            failure_ = std::move(passed).error().within("running a cell");
        else
            stopped_by_ = *passed;
        if (orphans_ && !is_stopping()) orphans_->look(first_process_, elapsed());
        return {};
    }

    void take_err() {
        auto& from = err_.reading;
        take(from, spec_.err.is_with_out() ? spec_.out : spec_.err, [this](ByteView bytes) {
            if (complaint_.size() < kComplaintBytesMax)
                complaint_ += text_of(bytes.first(std::min(bytes.size(), kComplaintBytesMax - complaint_.size())));
        });
    }

    void take(Descriptor& from, Sink& sink, const std::function<void(ByteView)>& first = {}) {
        std::uint8_t buffer[kReadBytes];
        const auto got = from.read_some(buffer);
        if (!got || *got == 0) {
            from = Descriptor();
            return;
        }
        const ByteView bytes(buffer, *got);
        if (first) first(bytes);
        if (failure_ || stopped_by_ == Limit::Output) return;
        if (auto status = sink.take(bytes); !status) failure_ = std::move(status).error();
        if (spec_.out.seen() + spec_.err.seen() > spec_.limits.output_bytes && !stopped_by_)
            stopped_by_ = Limit::Output;
    }

    Status hear() {
        const auto report = TRY(Reports(report_.reading).next());
        if (!report) return fail(ErrorKind::Sandbox, "attending a cell: its supervisor died");
        if (report->kind == Report::Kind::Failed) return failed(*report);
        if (report->kind == Report::Kind::Ended) ended_ = *report;
        return {};
    }

    Result<Outcome> conclude() {
        if (failure_) return fail(std::move(*failure_));
        Outcome outcome;
        outcome.usage.wall_seconds = elapsed();
        outcome.usage.cpu_seconds = std::max(meter_.cpu_seconds(), static_cast<double>(ended_->cpu_microseconds) / 1e6);
        outcome.usage.peak_memory_bytes = meter_.peak_memory_bytes();
        if (!outcome.usage.peak_memory_bytes) outcome.usage.peak_memory_bytes = ended_->largest_process_bytes;
        outcome.enforcement = meter_.enforcement();
        outcome.walls = walls_;
        outcome.processes_exhausted = meter_.processes_exhausted();
        const auto code = TRY(exit_code());
        if (code == 128 + SIGXFSZ) TRY(check_file_limit(spec_.limits));
        if (!stopped_by_ && meter_.killed_for_memory()) stopped_by_ = Limit::Memory;
        if (!stopped_by_ && code == 128 + SIGXCPU) stopped_by_ = Limit::Cpu;
        if (const auto failure = first_failure(); failure && !stopped_by_) return no_command(*failure);
        if (stopped_by_)
            outcome.stopped_by = stopped_by_;
        else if (!code)
            return not_built();
        else if (*code > 128 && *code < 128 + NSIG)
            outcome.signal = *code - 128;
        else
            outcome.code = *code;
        if (!outcome.succeeded() && stopped_by_ != Limit::Disk)
            TRY_WITHIN("running a cell", disks_.check_after_failure());
        outcome.out = TRY(captured(spec_.out));
        outcome.err = TRY(captured(spec_.err));
        return outcome;
    }

    /// What bubblewrap wrote when the command had ended; none when it never started.
    Result<std::optional<int>> exit_code() const {
        std::uint8_t buffer[kStatusBytesMax];
        const auto got = status_.reading.read_some(buffer);
        if (!got) return std::optional<int>();
        for (const auto line : split(text_of(ByteView(buffer, *got)), '\n')) {
            const auto json = Json::parse(line);
            if (!json) continue;
            if (const auto* code = json->find("exit-code"); code && code->integer())
                return std::optional(static_cast<int>(*code->integer()));
        }
        return std::optional<int>();
    }

    /// Why there was no command. Once there is one, none of the cell can write there.
    std::optional<first::Failure> first_failure() const {
        first::Failure failure;
        const auto got = not_built_.reading.read_some({reinterpret_cast<std::uint8_t*>(&failure), sizeof failure});
        if (!got || *got != sizeof failure) return {};
        return failure;
    }

    std::unexpected<Error> no_command(const first::Failure& failure) const {
        using Step = first::Failure::Step;
        std::string doing = "building a cell: ";
        switch (failure.step) {
            case Step::None:
            case Step::Arguments: doing += "telling its first process what to do"; break;
            case Step::Closing: doing += "closing its first process"; break;
            case Step::Landlock: doing += "confining its command by Landlock"; break;
            case Step::Filters: doing += "loading its filters"; break;
            case Step::Start: doing += "starting its command"; break;
            case Step::Command: doing += "executing " + quote(spec_.command.front()); break;
        }
        return fail(io_error(doing, failure.error).as(ErrorKind::Sandbox));
    }

    static Result<Captured> captured(Sink& sink) {
        TRY(sink.finish());
        return Captured{.bytes = sink.release_bytes(), .truncated = sink.is_truncated(), .seen = sink.seen()};
    }

    std::unexpected<Error> not_built() const {
        const auto words = trim(complaint_);
        Error error(
            ErrorKind::Sandbox,
            "building a cell: " + (words.empty() ? std::string("bubblewrap ended without a word") : quote(words)));
        // AppArmor lets the namespace be made, and then nothing be done in it.
        for (const std::string_view sign : {"new namespace", "uid map", "gid map", "loopback", "RTM_NEWADDR"})
            if (error.hints().empty() && words.find(sign) != std::string_view::npos)
                error = std::move(error).with_hint(namespace_hint(NamespaceSwitches::now()));
        if (words.find("mount proc") != std::string_view::npos)
            error = std::move(error).with_hint(
                "parts of /proc are masked here, as containers do, so no cell gets one: run the container with "
                "--security-opt systempaths=unconfined, or this program outside it");
        if (words.find("Unknown option") != std::string_view::npos)
            error =
                std::move(error).with_hint("bubblewrap is too old: apt install bubblewrap from the security updates");
        return fail(std::move(error));
    }

    CellSpec spec_;
    const Interrupt* interrupt_;
    Meter meter_;
    std::optional<Orphans> orphans_;
    int first_process_ = 0;
    DiskWatch disks_;
    std::string program_;
    std::shared_ptr<const HostIds> ids_;
    Descriptor input_;
    Pipe out_, err_, report_, go_, status_, not_built_;
    Walls walls_;
    Clock::time_point started_;
    std::optional<Limit> stopped_by_;
    std::optional<Error> failure_;
    std::optional<Report> ended_;
    std::string complaint_;
};

}  // namespace

Result<Outcome> run(CellSpec spec, const Interrupt* interrupt) { return Run(std::move(spec), interrupt).go(); }

}  // namespace assay::cell
