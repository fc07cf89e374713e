// SPDX-License-Identifier: Apache-2.0
#include "storage/intake/unpack_archive.hpp"

#include "base/core/text.hpp"
#include "storage/archive/archive_reader.hpp"
#include "storage/archive/entry_stream.hpp"
#include "storage/archive/tree_writer.hpp"
#include "storage/intake/workers.hpp"

#include <algorithm>
#include <array>
#include <cerrno>

#include <unistd.h>

namespace assay::storage {

namespace {

constexpr std::uint64_t kWorkerMemoryBytes = 1U << 30;
// Names and heads of entries on top of the content.
constexpr std::uint64_t kNamesBytesMax = 1U << 30;

Bytes render_limits(const ArchiveLimits& limits) {
    Bytes out;
    for (const auto number : {limits.bytes, limits.entries, limits.ratio, limits.ratio_free_bytes})
        append_big_endian(out, number);
    return out;
}

Result<ArchiveLimits> parse_limits(ByteView bytes) {
    if (bytes.size() != 4 * sizeof(std::uint64_t)) return fail(ErrorKind::Internal, "the request has no limits");
    const auto number = [bytes](std::size_t i) {
        return read_big_endian<std::uint64_t>(bytes.subspan(i * sizeof(std::uint64_t)));
    };
    return ArchiveLimits{.bytes = number(0), .entries = number(1), .ratio = number(2), .ratio_free_bytes = number(3)};
}

/// A file without a name in the file system of a folder.
Result<Descriptor> make_nameless(const Folder& folder) {
    const RelativePath name = ".assay-entries"_path;
    auto file = TRY(folder.create_file(name, 0600));
    TRY(folder.remove(name));
    return file;
}

std::vector<std::string> notes_of(const TreeWriter& writer) {
    if (writer.without_special_bits() == 0) return {};
    std::vector<std::string> names;
    for (const auto& path : writer.first_without_special_bits()) names.push_back(quote(path.text()));
    const auto more = writer.without_special_bits() - names.size();
    return {"set-id and sticky bits were left away: " + join(names, ", ") +
            (more > 0 ? " and " + std::to_string(more) + " more" : std::string())};
}

}  // namespace

Result<Bytes> read_archive_in_worker(cell::Request& request) {
    if (request.files.size() != 2) return fail(ErrorKind::Internal, "the request has not two files");
    EntryWriter writer(request.files[1]);
    TRY(writer.begin());
    TRY(read_archive(request.files[0], writer, TRY(parse_limits(request.bytes))));
    TRY(writer.finish());
    return Bytes();
}

cell::WorkerTable intake_workers() { return {{std::string(kArchiveWorker), &read_archive_in_worker}}; }

Result<Unpacked> unpack_archive(const Descriptor& archive, const Folder& destination, const UnpackOptions& options) {
    const auto entries = TRY(make_nameless(destination));
    cell::WorkerCall call{.name = std::string(kArchiveWorker),
                          .request = {.bytes = render_limits(options.limits), .files = {}},
                          .reply_bytes_max = 1024,
                          .limits = {.wall_seconds = options.seconds,
                                     .cpu_seconds = options.seconds,
                                     .memory_bytes = kWorkerMemoryBytes,
                                     .processes = 1,
                                     .file_bytes = options.limits.bytes + kNamesBytesMax,
                                     .free_bytes = options.free_bytes},
                          .program = options.worker_program,
                          .interrupt = options.interrupt};
    call.request.files.push_back(TRY(archive.duplicate()));
    call.request.files.push_back(TRY(entries.duplicate()));
    TRY(cell::call_worker(std::move(call)));
    // The worker's descriptor and this one are of one open file: its offset is at the end of what was written.
    if (::lseek(entries.number(), 0, SEEK_SET) != 0) return fail(io_error("reading the worker's entries", errno));
    TreeWriter writer(destination, {.limits = options.limits});
    TRY(read_entries(entries, writer, options.limits));
    TRY(writer.finish());
    const auto newest = TRY(Time::from_seconds(std::clamp<std::int64_t>(writer.newest(), 0, Time::kMax)));
    return Unpacked{.source_date_epoch = newest, .notes = notes_of(writer)};
}

}  // namespace assay::storage
