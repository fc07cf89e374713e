// SPDX-License-Identifier: Apache-2.0
#include "verifier/machine/qemu_machine.hpp"

#include "base/cell/program.hpp"
#include "base/cell/seccomp.hpp"
#include "base/cell/work_folder.hpp"
#include "base/core/text.hpp"
#include "base/files/beneath.hpp"
#include "base/files/durable.hpp"
#include "verifier/machine/guest.hpp"
#include "verifier/machine/machine_answer.hpp"
#include "verifier/machine/machine_image.hpp"

#include <algorithm>
#include <cerrno>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace assay::verifier {

namespace {

/// How much slower than the room's processor an emulated one is allowed to be: what a recipe may take is meant for a
/// real one.
constexpr double kEmulationFactor = 20;
/// Of the guest's kernel, beside what the build may take.
constexpr std::uint64_t kGuestBytes = 384U << 20;
/// Of QEMU itself: translated code, buffers.
constexpr std::uint64_t kProgramBytes = std::uint64_t{1} << 30;
/// Of a root's top folder: what a guest has of its own.
constexpr std::string_view kOwnPlaces[] = {"dev", "proc", "sys", "tmp"};
constexpr std::size_t kConsoleBytesMax = 1U << 20;

/// What is laid out for one machine, removed whatever happens: much of it may be closed to us.
class Places {
public:
    static Result<Places> make(const Folder& job, std::shared_ptr<const cell::HostIds> ids) {
        auto kernel = TRY(job.make_folder("kernel"_path, 0700));
        auto disks = TRY(job.make_folder("disks"_path, 0700));
        auto input = TRY(job.make_folder("input"_path, 0755));
        auto frame = TRY(job.make_folder("frame"_path, 0755));
        return Places(std::move(kernel), std::move(disks), std::move(input), std::move(frame), std::move(ids));
    }
    Places(Places&&) = default;
    Places& operator=(Places&&) = delete;
    ~Places() {
        if (!ids_) return;
        for (const auto* folder : {&kernel_, &disks_}) static_cast<void>(cell::empty_work_folder(*folder, ids_));
    }
    const Folder& kernel() const { return kernel_; }
    const Folder& disks() const { return disks_; }
    const Folder& input() const { return input_; }
    const Folder& frame() const { return frame_; }

private:
    Places(Folder kernel, Folder disks, Folder input, Folder frame, std::shared_ptr<const cell::HostIds> ids)
        : kernel_(std::move(kernel)),
          disks_(std::move(disks)),
          input_(std::move(input)),
          frame_(std::move(frame)),
          ids_(std::move(ids)) {}
    Folder kernel_, disks_, input_, frame_;
    std::shared_ptr<const cell::HostIds> ids_;
};

std::uint64_t answer_bytes(std::size_t artifacts) {
    return guest::data_at(artifacts) + kArtifactBytesMax + artifacts * guest::kAlignment;
}

/// A file of zeros. What a guest makes of its name does not matter to who holds the descriptor.
Result<Descriptor> make_disk(const Folder& disks, const RelativePath& name, std::uint64_t bytes) {
    auto file = TRY(disks.create_file(name, 0600));
    if (::ftruncate(file.number(), static_cast<off_t>(bytes)) != 0)
        return fail(io_error("making the disk " + quote(file.name()), errno));
    return file;
}

/// Fields as guest/job.cpp reads them.
class JobText {
public:
    void add(std::string_view text) { out_.append(text).push_back('\0'); }
    void add(std::uint64_t number) { add(std::to_string(number)); }
    void add(const std::vector<std::string>& list) {
        add(list.size());
        for (const auto& text : list) add(text);
    }
    const std::string& text() const { return out_; }

private:
    std::string out_;
};

std::string job_text(const BuildPlan& plan, const std::vector<std::string>& filters, double seconds) {
    const cell::OneUser user;
    // Whom the cell around QEMU shows as the owner of the source.
    const bool is_own = plan.ids->kind() == cell::HostIds::Kind::Own;
    const auto place = work_place(plan.directory);
    std::vector<std::string> environment, artifacts;
    for (const auto& [name, value] : plan.environment)
        environment.push_back(std::string(name).append("=").append(value));
    environment.push_back("PWD=" + plan.directory);  // as bubblewrap adds it
    for (const auto& path : plan.artifacts) artifacts.push_back(path.text());
    JobText job;
    job.add(guest::kJobFormat);
    job.add(std::uint64_t{is_own ? plan.ids->first_uid() : user.uid});
    job.add(std::uint64_t{is_own ? plan.ids->first_gid() : user.gid});
    job.add(std::uint64_t{cell::CellSpec{}.umask});
    job.add("build");
    job.add(plan.directory);
    job.add(place.inside);
    job.add(place.below ? place.below->text() : std::string("."));
    job.add(kOutInside);
    job.add(kScriptInside);
    job.add(std::min(build_limits::kTmpBytes, plan.bounds.memory_bytes));
    job.add(plan.bounds.memory_bytes);
    job.add(build_limits::kProcessesMax);
    job.add(build_limits::kOpenFilesMax);
    job.add(build_limits::kFileBytesMax);
    job.add(static_cast<std::uint64_t>(seconds * 1000));
    job.add(filters);
    job.add(environment);
    job.add({"/bin/sh", "-eu", std::string(kScriptInside)});
    job.add(artifacts);
    return job.text();
}

/// The job, the script, and the filters of a cell: what system calls there are shows in what a build makes.
Status write_input(const BuildPlan& plan, const Folder& input, double seconds) {
    std::vector<std::string> names;
    for (const auto& filter : TRY(cell::filters_for(cell::Profile::Build, cell::Syncing::Skipped))) {
        TRY(filter.rewind());
        const auto bytes = TRY(filter.read_all(std::size_t{1} << 20));
        names.push_back("filter." + std::to_string(names.size()));
        TRY(write_durably(input, TRY(RelativePath::parse(names.back())), bytes, {.mode = 0644}));
    }
    TRY(write_durably(input, TRY(RelativePath::parse(guest::kJob)), bytes_of(job_text(plan, names, seconds)),
                      {.mode = 0644}));
    return write_durably(input, "script"_path, bytes_of(plan.script), {.mode = 0644});
}

Result<cell::Bind> show(const Descriptor& source, std::string inside) {
    auto copy = TRY(source.duplicate());
    return cell::Bind{std::move(copy), std::move(inside), cell::Access::ReadOnly};
}

/// Each entry of an assembled root but those that are the guest's own, as a cell shows it: the folder itself may be
/// closed to others.
Status show_tree(const cell::Tree& tree, const Folder& frame, const std::string& inside, cell::CellSpec& spec) {
    for (const auto& entry : TRY(tree.folder.list())) {
        if (std::ranges::find(kOwnPlaces, entry.name) != std::end(kOwnPlaces)) continue;
        const auto path = TRY(RelativePath::parse(entry.name));
        if (entry.kind == FileKind::Link) {
            const auto target = TRY(tree.folder.read_link(path));
            TRY(frame.make_link(path, target));
        } else if (entry.kind == FileKind::Folder || entry.kind == FileKind::Regular) {
            if (entry.kind == FileKind::Folder)
                TRY(frame.make_folder(path, 0755));
            else
                TRY(frame.create_file(path, 0644));
            const auto source = TRY(open_beneath(tree.folder.descriptor(), path, O_PATH | O_NOFOLLOW));
            spec.binds.push_back(TRY(show(source, inside + "/" + entry.name)));
        }
    }
    return {};
}

/// The machine's /usr, and around it what a cell puts there (base/cell/bubblewrap.cpp, show_host_usr).
Status show_host(const Folder& frame, const std::string& inside, unsigned uid, unsigned gid, cell::CellSpec& spec) {
    TRY(frame.make_folder("usr"_path, 0755));
    TRY(frame.make_folder("empty"_path, 0555));
    const auto etc = TRY(frame.make_folder("etc"_path, 0755));
    for (const std::string name : {"bin", "sbin", "lib", "lib32", "lib64", "libx32"}) {
        struct stat status{};
        const auto path = "/" + name;
        if (::lstat(path.c_str(), &status) != 0) continue;
        const auto place = TRY(RelativePath::parse(name));
        if (S_ISLNK(status.st_mode)) TRY(frame.make_link(place, std::filesystem::read_symlink(path).string()));
        if (!S_ISDIR(status.st_mode)) continue;
        TRY(frame.make_folder(place, 0755));
        spec.binds.push_back(TRY(cell::bind_of(path, inside + path)));
    }
    const auto id = std::to_string(uid), group = std::to_string(gid);
    TRY(write_durably(etc, "passwd"_path,
                      bytes_of("root:x:0:0::/root:/bin/sh\ncell:x:" + id + ":" + group + "::/nonexistent:/bin/sh\n")));
    TRY(write_durably(etc, "group"_path, bytes_of("root:x:0:\ncell:x:" + group + ":\n")));
    if (::access("/etc/alternatives", R_OK) == 0) {
        TRY(etc.make_folder("alternatives"_path, 0755));
        spec.binds.push_back(TRY(cell::bind_of("/etc/alternatives", inside + "/etc/alternatives")));
    }
    if (::access("/etc/ld.so.cache", R_OK) == 0) {
        TRY(etc.create_file("ld.so.cache"_path, 0644));
        spec.binds.push_back(TRY(cell::bind_of("/etc/ld.so.cache", inside + "/etc/ld.so.cache")));
    }
    spec.binds.push_back(TRY(cell::bind_of("/usr", inside + "/usr")));
    struct stat local{};
    if (::lstat("/usr/local", &local) == 0 && S_ISDIR(local.st_mode)) {
        const auto empty = TRY(frame.folder("empty"_path));
        spec.binds.push_back(TRY(show(empty.descriptor(), inside + "/usr/local")));
    }
    return {};
}

std::string inside_program(const std::filesystem::path& program) {
    return program.string().starts_with("/usr/") ? program.string() : "/machine/qemu";
}

std::vector<std::string> qemu_command(const std::string& program, const BuildPlan& plan) {
    const auto mib = (plan.bounds.memory_bytes + plan.bounds.memory_bytes / 32 + kGuestBytes) >> 20;
    const auto disk = [](const std::string& name) {
        return "if=none,id=" + name + ",format=raw,file=/machine/disks/" + name +
               ",cache=unsafe,file.locking=off,werror=report,rerror=report";
    };
    const auto disk_device = [](const std::string& name) { return "virtio-blk-pci,drive=" + name + ",serial=" + name; };
    const std::pair<const char*, std::string> options[] = {
        {"-display", "none"},
        {"-monitor", "none"},
        {"-machine", "q35,usb=off,vmport=off,sata=off,smbus=off,memory-backend=ram"},
        {"-object", "memory-backend-ram,id=ram,reserve=off,size=" + std::to_string(mib) + "M"},
        {"-m", std::to_string(mib)},
        {"-accel", "tcg,thread=multi,tb-size=256"},
        {"-cpu", "max"},
        {"-smp", std::to_string(plan.bounds.processors)},
        {"-kernel", "/machine/kernel/vmlinuz"},
        {"-initrd", "/machine/kernel/initramfs"},
        {"-append", "console=ttyS0 loglevel=4 panic=-1 edd=off rdinit=/init"},
        {"-chardev", "file,id=console,path=/machine/disks/console"},
        {"-serial", "chardev:console"},
        {"-add-fd", "fd=3,set=1"},
        {"-chardev", "file,id=log,path=/dev/fdset/1,append=on"},
        {"-device", "virtio-serial-pci"},
        {"-device", "virtserialport,chardev=log,name=log"},
        {"-fsdev", "local,id=share,path=/share,security_model=none,readonly=on,multidevs=remap"},
        {"-device", std::string("virtio-9p-pci,fsdev=share,mount_tag=") + guest::kShareTag},
        {"-drive", disk(guest::kScratchDisk)},
        {"-device", disk_device(guest::kScratchDisk)},
        {"-drive", disk(guest::kAnswerDisk)},
        {"-device", disk_device(guest::kAnswerDisk)},
        {"-sandbox", "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny"}};
    // The log goes to our output by another number: QEMU takes over none of the three streams.
    std::vector<std::string> out = {"/bin/sh", "-c",          "exec \"$@\" 3>&1", "sh",
                                    program,   "-nodefaults", "-no-user-config",  "-no-reboot"};
    for (const auto& [option, value] : options) out.insert(out.end(), {option, value});
    return out;
}

Result<cell::CellSpec> spec_of(const BuildPlan& plan, const MachineSettings& settings, const Places& places,
                               double wall) {
    cell::CellSpec spec;
    const auto program = inside_program(settings.program);
    spec.command = qemu_command(program, plan);
    spec.environment = {{"PATH", "/usr/bin:/bin"}, {"LC_ALL", "C.UTF-8"}};
    if (!program.starts_with("/usr/")) spec.binds.push_back(TRY(cell::bind_of(settings.program, program)));
    const cell::OneUser user;
    spec.binds.push_back(TRY(show(places.frame().descriptor(), "/share/root")));
    if (const auto* tree = std::get_if<cell::Tree>(&plan.root)) {
        TRY(show_tree(*tree, places.frame(), "/share/root", spec));
    } else {
        const bool is_own = plan.ids->kind() == cell::HostIds::Kind::Own;
        TRY(show_host(places.frame(), "/share/root", is_own ? plan.ids->first_uid() : user.uid,
                      is_own ? plan.ids->first_gid() : user.gid, spec));
    }
    spec.binds.push_back(TRY(show(plan.work.descriptor(), "/share/source")));
    spec.binds.push_back(TRY(show(places.input().descriptor(), "/share/input")));
    spec.binds.push_back(TRY(show(places.kernel().descriptor(), "/machine/kernel")));
    auto disks = TRY(show(places.disks().descriptor(), "/machine/disks"));
    disks.access = cell::Access::Writable;
    spec.binds.push_back(std::move(disks));
    spec.host_name = "machine";
    spec.users = user;
    spec.host_ids = plan.ids;
    spec.syncing = cell::Syncing::Skipped;
    const auto disk_bytes = build_limits::kDiskBytesMax + answer_bytes(plan.artifacts.size());
    spec.limits = {
        .wall_seconds = wall,
        .cpu_seconds = wall * (plan.bounds.processors + 2),
        .memory_bytes = plan.bounds.memory_bytes + plan.bounds.memory_bytes / 16 + kGuestBytes + kProgramBytes,
        .processes = 1024,
        .open_files = build_limits::kOpenFilesMax,
        .file_bytes = disk_bytes,
        .output_bytes = build_limits::kOutputBytesMax,
        .disk_bytes = disk_bytes,
        .free_bytes = build_limits::kDiskBytesFree,
        .names = build_limits::kNamesMax,
        .free_names = build_limits::kNamesFree};
    return spec;
}

/// What the kernel and our first program said, the first of it.
Result<std::string> read_console(const Descriptor& file) {
    Bytes bytes(kConsoleBytesMax);
    std::size_t size = 0;
    while (size < bytes.size()) {
        const auto got = TRY(file.read_some(std::span(bytes).subspan(size)));
        if (got == 0) break;
        size += got;
    }
    return std::string(text_of(ByteView(bytes).first(size)));
}

/// Why a machine never began its build: our own words there, else the last of what was said.
std::string why_not_begun(const std::string& console, const cell::Outcome& outcome) {
    if (const auto at = console.find(guest::kCannot); at != std::string::npos) {
        const auto begin = at + std::string_view(guest::kCannot).size();
        return "its first program could not go on: " + quote(console.substr(begin, console.find('\n', begin) - begin));
    }
    auto words = "QEMU " + outcome.describe();
    if (const auto said = trim(text_of(outcome.err.bytes)); !said.empty()) words += ", saying " + quote(said, 500);
    const auto last = trim(console);
    if (!last.empty())
        words += "; its console ends in " + quote(last.substr(last.size() > 300 ? last.size() - 300 : 0), 600);
    return words;
}

}  // namespace

Result<std::string> QemuMachine::program_version() const {
    TRY(cell::need_program(settings_.program.string(), "qemu-system-x86"));
    const auto words = TRY_WITHIN("the build's machine", cell::run_tool({settings_.program.string(), "--version"}));
    auto line = std::string(trim(words.substr(0, words.find('\n'))));
    if (line.empty() || line.size() > crypto::MachineRecord::kTextBytesMax)
        return fail(ErrorKind::Sandbox,
                    "the build's machine: " + quote(settings_.program.string()) + " does not tell its version");
    return line;
}

Result<BuildEnd> QemuMachine::run(const BuildPlan& plan, cell::Sink log, const Interrupt& interrupt) const {
    BuildEnd end;
    auto version = TRY(program_version());
    end.machine = crypto::MachineRecord{.accelerator = "tcg",
                                        .program = std::move(version),
                                        .kernel_name = settings_.kernel.filename().string(),
                                        .kernel = settings_.kernel_sha256,
                                        .release = {}};
    const auto places = TRY(Places::make(plan.job, plan.ids));
    TRY(make_disk(places.disks(), TRY(RelativePath::parse(guest::kScratchDisk)), build_limits::kDiskBytesMax));
    const auto disk = TRY(
        make_disk(places.disks(), TRY(RelativePath::parse(guest::kAnswerDisk)), answer_bytes(plan.artifacts.size())));
    const auto said = TRY(make_disk(places.disks(), "console"_path, 0));
    end.machine->release =
        TRY(make_machine_image(settings_, places.kernel(), places.disks(), plan.ids, interrupt)).release;
    const auto seconds = plan.bounds.seconds * kEmulationFactor;
    TRY(write_input(plan, places.input(), seconds));
    auto spec = TRY(spec_of(plan, settings_, places, seconds + around_seconds_));
    spec.out = std::move(log);
    TRY(cell::give_tree(plan.work, *plan.ids));
    const auto outcome = TRY(cell::run(std::move(spec), &interrupt));
    end.seconds = outcome.usage.wall_seconds;
    end.walls = outcome.walls.describe();

    const auto console = TRY(read_console(said));
    // Before this the guest has run nothing of the build.
    if (!console.contains(guest::kBegins))
        return fail(ErrorKind::Sandbox, "starting the build's machine: " + why_not_begun(console, outcome));
    if (outcome.stopped_by) {
        end.failure = outcome.describe();
        return end;
    }
    const auto answer = MachineAnswer::read(disk, plan.artifacts);
    if (!answer && answer.error().kind() != ErrorKind::Invalid) return fail(answer.error());
    if (!answer || !outcome.succeeded()) {
        // In fixed words: a build is not to choose what is signed of it.
        end.failure = "ended without an answer of its machine";
        return end;
    }
    end.failure = answer->failure();
    if (!end.failure.empty()) return end;
    auto taken = answer->take(disk, plan.artifacts, plan.out);
    if (!taken && taken.error().kind() != ErrorKind::Invalid) return fail(taken.error());
    if (!taken)
        end.failure = "ended without an answer of its machine";
    else if (!taken->empty())
        end.failure = "put out too much: " + *taken;
    return end;
}

}  // namespace assay::verifier
