// SPDX-License-Identifier: Apache-2.0
#include "verifier/room/media.hpp"

#include "base/core/text.hpp"
#include "base/files/durable.hpp"
#include "base/files/space.hpp"
#include "storage/export/export_pieces.hpp"
#include "verifier/room/room.hpp"

#include <fcntl.h>

namespace assay::verifier {

namespace {

constexpr std::size_t kCopyBytes = 1U << 20;
constexpr double kWalkSecondsMax = 3600;

// What the worker is asked.
constexpr std::string_view kMeasure = "measure", kWalk = "walk";

/// Has a file read in a cell: media are the first stranger's file the room touches.
Result<Bytes> read_in_cell(std::string_view task, const Descriptor& file, const Interrupt& interrupt) {
    cell::WorkerCall call;
    call.name = kExportWorker;
    call.request.bytes = to_bytes(task);
    auto copy = TRY(file.duplicate());
    call.request.files.push_back(std::move(copy));
    call.limits.wall_seconds = kWalkSecondsMax;
    call.limits.cpu_seconds = kWalkSecondsMax;
    call.interrupt = &interrupt;
    return TRY_WITHIN("reading the export file", cell::call_worker(std::move(call)));
}

/// The size of a file that is as long as it says.
Result<std::uint64_t> measure(const Descriptor& media, const Interrupt& interrupt) {
    const auto status = TRY(media.status());
    if (status.kind != FileKind::Regular) return fail(ErrorKind::Invalid, "it is no regular file");
    const auto reply = TRY(read_in_cell(kMeasure, media, interrupt));
    if (reply.size() != sizeof(std::uint64_t))
        return fail(ErrorKind::Invalid, "the worker that reads it answered out of form");
    const auto said = read_big_endian<std::uint64_t>(reply);
    if (said != status.size)
        return fail(ErrorKind::Invalid,
                    "it is " + std::to_string(status.size) + " bytes long, its pieces end at " + std::to_string(said));
    return status.size;
}

Status copy_to(const Descriptor& media, std::uint64_t size, const Folder& to, const RelativePath& name,
               Progress& progress, const Interrupt& interrupt) {
    ProgressStage stage(progress, "reading the media", Progress::Unit::Octets, size);
    auto copy = TRY(DurableFile::begin(to, name));
    Bytes buffer(kCopyBytes);
    while (copy.size() <= size) {
        TRY(interrupt.check("reading the media"));
        const auto got = TRY(media.read_some(buffer));
        if (got == 0) break;
        TRY(copy.append(ByteView(buffer).first(got)));
        stage.advance(got);
    }
    if (copy.size() != size) return fail(ErrorKind::Invalid, "it changed while it was read");
    TRY(copy.commit());
    stage.done();
    return {};
}

}  // namespace

Result<Bytes> export_worker(cell::Request& request) {
    if (request.files.size() != 1) return fail(ErrorKind::Invalid, "one export file is wanted");
    if (text_of(request.bytes) == kMeasure) {
        const auto pieces = TRY(storage::ExportPieces::open(std::move(request.files[0])));
        Bytes out;
        append_big_endian(out, pieces.end());
        return out;
    }
    auto reader = TRY(storage::ExportReader::open(request.files[0]));
    TRY(reader.read_sealed());
    const auto list = TRY(reader.read_list());
    TRY(reader.read_pieces(list, [](storage::SealedPiece) { return Status(); }));
    return Bytes();
}

Status take_in_media(const std::filesystem::path& path, const Folder& to, const RelativePath& name, Progress& progress,
                     const Interrupt& interrupt) {
    const auto media = TRY(Descriptor::open(path, O_RDONLY | O_NONBLOCK));
    const auto size = TRY(measure(media, interrupt));
    TRY(need_space(to, size + kRoomBytesFree, "copying it"));
    TRY(media.rewind());
    TRY(copy_to(media, size, to, name, progress, interrupt));
    TRY(read_in_cell(kWalk, TRY(to.open_file(name)), interrupt));
    return {};
}

}  // namespace assay::verifier
