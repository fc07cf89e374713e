// SPDX-License-Identifier: Apache-2.0
// A reply is `assay-worker-1\n`, a byte `+` or `-`, the payload's length as 8 bytes, and the payload: what the worker
// returned, or a byte for the error's kind and the message.
#include "base/cell/worker.hpp"

#include "base/cell/host_limits.hpp"
#include "base/cell/run.hpp"
#include "base/cell/seccomp.hpp"
#include "base/core/text.hpp"
#include "base/core/unicode.hpp"

#include <algorithm>
#include <array>
#include <new>

#include <fcntl.h>
#include <unistd.h>

namespace assay::cell {

namespace {

constexpr std::string_view kArgument = "--assay-worker", kKeeperArgument = "--assay-keeper";
constexpr auto kInside = "/cell/program", kKeptInside = "/work";
constexpr std::string_view kMagic = "assay-worker-1\n";
constexpr std::uint8_t kDone = '+', kFailed = '-';
constexpr std::size_t kHeaderBytes = kMagic.size() + 1 + sizeof(std::uint64_t);
constexpr std::size_t kRequestBytesMax = 1U << 30;
constexpr std::size_t kMessageBytesMax = 4096;
constexpr int kFirstFile = 3;

// The kinds a parser can have reason to give; any other would speak of our side. The last two only a worker that
// writes.
constexpr std::array kKinds = {ErrorKind::Invalid,  ErrorKind::Limit,   ErrorKind::Unsupported,
                               ErrorKind::NotFound, ErrorKind::Corrupt, ErrorKind::Untrusted,
                               ErrorKind::Internal, ErrorKind::Full,    ErrorKind::Io};
constexpr std::size_t kKindsOfReaders = kKinds.size() - 2;

Bytes reply_of(const Result<Bytes>& result) {
    Bytes payload;
    if (!result) {
        std::size_t kind = 0;
        for (std::size_t i = 0; i < kKinds.size(); ++i)
            if (kKinds[i] == result.error().kind()) kind = i;
        payload.push_back(static_cast<std::uint8_t>(kind));
        append(payload, std::string_view(result.error().message()).substr(0, kMessageBytesMax));
    }
    const auto& bytes = result ? *result : payload;
    Bytes reply;
    reply.reserve(kHeaderBytes + bytes.size());
    append(reply, kMagic);
    reply.push_back(result ? kDone : kFailed);
    append_big_endian(reply, static_cast<std::uint64_t>(bytes.size()));
    append(reply, bytes);
    return reply;
}

std::string harmless(std::string_view message) {
    std::string out;
    for_each_character(message.substr(0, kMessageBytesMax), [&](const Character& character) {
        out += character.deceptive ? escaped(character) : std::string(character.bytes);
    });
    return out;
}

bool is_writable(const Descriptor& file) { return (::fcntl(file.number(), F_GETFL) & O_ACCMODE) != O_RDONLY; }

Result<Bytes> result_in(ByteView reply, const std::string& name, bool writes) {
    const auto malformed = [&] {
        return fail(ErrorKind::Invalid, "worker " + quote(name) + ": its reply is out of form");
    };
    if (reply.size() < kHeaderBytes || text_of(reply.first(kMagic.size())) != kMagic) return malformed();
    const auto mark = reply[kMagic.size()];
    const auto length = read_big_endian<std::uint64_t>(reply.subspan(kMagic.size() + 1));
    const auto payload = reply.subspan(kHeaderBytes);
    if (payload.size() != length) return malformed();
    if (mark == kDone) return to_bytes(payload);
    if (mark != kFailed || payload.empty() || payload[0] >= kKinds.size()) return malformed();
    const auto message = harmless(text_of(payload.subspan(1)));
    // A disk of ours that fails keeps us from judging: who cannot have written must not say that it does.
    return fail(!writes && payload[0] >= kKindsOfReaders ? ErrorKind::Invalid : kKinds[payload[0]], message);
}

Result<Bytes> work(Worker worker, std::uint64_t files) {
    Request request;
    for (std::uint64_t i = 0; i < files; ++i)
        request.files.emplace_back(kFirstFile + static_cast<int>(i), "file " + std::to_string(i));
    const Descriptor input(STDIN_FILENO, "request");
    TRY(confine_to_computing());
    try {
        request.bytes = TRY(input.read_all(kRequestBytesMax));
        return worker(request);
    } catch (const std::bad_alloc&) {
        // Where memory is limited by rlimit, this is how one learns of it.
        return fail(ErrorKind::Limit, "it needs more memory than allowed");
    }
}

Result<Bytes> keep(Worker worker) {
    Request request;
    const Descriptor input(STDIN_FILENO, "request");
    try {
        request.bytes = TRY(input.read_all(kRequestBytesMax));
        request.files.push_back(TRY(Descriptor::open(kKeptInside, O_RDONLY | O_DIRECTORY)));
        return worker(request);
    } catch (const std::bad_alloc&) { return fail(ErrorKind::Limit, "it needs more memory than allowed"); }
}

Result<Bytes> ask(CellSpec spec, const std::string& name, std::size_t reply_bytes_max, bool writes,
                  const Interrupt* interrupt) {
    spec.environment = {{"LC_ALL", "C.UTF-8"}, {"ASAN_OPTIONS", "detect_leaks=0"}};
    spec.limits.output_bytes = reply_bytes_max + kHeaderBytes + kMessageBytesMax;
    spec.out = Sink::keep(reply_bytes_max + kHeaderBytes);
    const auto outcome = TRY(run(std::move(spec), interrupt));
    const auto what = "worker " + quote(name);
    if (outcome.stopped_by) return fail(ErrorKind::Limit, what + " " + outcome.describe());
    if (outcome.out.truncated)
        return fail(ErrorKind::Limit, what + ": its reply is longer than " + human_bytes(reply_bytes_max));
    if (!outcome.succeeded()) return fail(ErrorKind::Invalid, what + " " + outcome.describe());
    return result_in(outcome.out.bytes, name, writes);
}

}  // namespace

std::optional<int> run_worker_if_asked(int argc, char** argv, const WorkerTable& table) {
    if (argc != 4 || (argv[1] != kArgument && argv[1] != kKeeperArgument)) return {};
    const auto worker = table.find(std::string_view(argv[2]));
    const auto files = parse_decimal(argv[3]).value_or(0);
    const auto result = [&]() -> Result<Bytes> {
        if (worker == table.end() || files > Passed::kMax - kFirstFile)
            return fail(ErrorKind::Internal, "this program has no such worker");
        return argv[1] == kArgument ? work(worker->second, files) : keep(worker->second);
    }();
    Descriptor output(STDOUT_FILENO, "reply");
    const bool written = output.write_all(reply_of(result)).has_value();
    // Not by exit: what runs then may want calls that are gone.
    ::_exit(written ? 0 : 1);
}

Result<Bytes> call_worker(WorkerCall call) {
    CellSpec spec;
    spec.command = {kInside, std::string(kArgument), call.name, std::to_string(call.request.files.size())};
    // The program is found by /proc, so that is looked for first.
    TRY(check_host(call.limits));
    spec.binds.push_back(TRY(bind_of(call.program, kInside)));
    spec.profile = Profile::Parser;
    spec.limits = call.limits;
    spec.input = std::move(call.request.bytes);
    int number = kFirstFile;
    const bool writes = std::ranges::any_of(call.request.files, is_writable);
    for (auto& file : call.request.files) spec.passed.push_back({.descriptor = std::move(file), .inside = number++});
    return ask(std::move(spec), call.name, call.reply_bytes_max, writes, call.interrupt);
}

Result<Bytes> call_keeper(KeeperCall call) {
    CellSpec spec;
    spec.command = {kInside, std::string(kKeeperArgument), call.name, "0"};
    TRY(check_host(call.limits));
    spec.binds.push_back(TRY(bind_of(call.program, kInside)));
    auto folder = TRY(call.folder.descriptor().duplicate());
    spec.binds.push_back({.source = std::move(folder), .inside = kKeptInside, .access = Access::Writable});
    if (call.ids->is_range()) spec.users = UserRange{};
    spec.host_ids = std::move(call.ids);
    spec.limits = call.limits;
    spec.input = std::move(call.request);
    return ask(std::move(spec), call.name, call.reply_bytes_max, true, call.interrupt);
}

}  // namespace assay::cell
