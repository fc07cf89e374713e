// SPDX-License-Identifier: Apache-2.0
#include "storage/intake/unpack_dsc.hpp"

#include "base/cell/program.hpp"
#include "base/cell/run.hpp"
#include "base/cell/work_folder.hpp"
#include "base/core/expansion.hpp"
#include "base/core/text.hpp"
#include "base/files/read.hpp"
#include "base/files/walk.hpp"
#include "storage/intake/changelog.hpp"

namespace assay::storage {

namespace {

constexpr auto kTool = "/usr/bin/dpkg-source";
constexpr std::size_t kChangelogBytesMax = 64U << 20;
constexpr std::size_t kWordsKept = 4096;

/// The last line a tool has said, for the reason it gave up.
std::string last_words(ByteView said) {
    const auto lines = split(trim(text_of(said)), '\n');
    return std::string(trim(lines.back()));
}

std::uint64_t packed_bytes_of(const Source& source) {
    std::uint64_t out = 0;
    for (const auto& file : source.files) out += file.size;
    return out;
}

/// Whether what a folder holds is more than may come out of the source: compression and holes of sparse files count
/// alike. Errors: Limit.
Status check_expansion(const Folder& folder, const Source& source, const ArchiveLimits& limits) {
    const Expansion expansion{.ratio = limits.ratio, .free_bytes = limits.ratio_free_bytes};
    const auto packed = packed_bytes_of(source);
    std::uint64_t bytes = 0;
    const auto add = [&](const WalkEntry& found, const Folder&) -> Result<WalkNext> {
        if (found.status.kind == FileKind::Regular) bytes += found.status.size;
        if (bytes > limits.bytes || expansion.is_too_far(packed, bytes))
            return fail(ErrorKind::Limit, "with " + quote(found.path.text()) + " it unpacks to more than " +
                                              std::to_string(limits.ratio) + " times its size, or than " +
                                              human_bytes(limits.bytes));
        return WalkNext::Enter;
    };
    return walk(folder, add, {.depth = limits.depth, .entries = limits.entries});
}

Result<cell::CellSpec> cell_for(const Source& source, const Folder& verbatim, const Folder& work,
                                std::shared_ptr<const cell::HostIds> ids, const UnpackOptions& options) {
    cell::CellSpec spec;
    spec.command = {kTool, "-x", "/source/" + source.files.front().path.text(), "/work/tree"};
    spec.environment = {{"HOME", "/nonexistent"}, {"LC_ALL", "C.UTF-8"}, {"PATH", "/usr/sbin:/usr/bin:/sbin:/bin"}};
    spec.directory = "/work";
    // File by file: other files beside them are not taken.
    for (const auto& file : source.files) {
        auto opened = TRY(verbatim.open_file(file.path));
        spec.binds.push_back({.source = std::move(opened), .inside = "/source/" + file.path.text()});
    }
    auto writable = TRY(work.descriptor().duplicate());
    spec.binds.push_back({.source = std::move(writable), .inside = "/work", .access = cell::Access::Writable});
    spec.host_ids = std::move(ids);
    spec.umask = 022;
    spec.profile = cell::Profile::Build;
    spec.syncing = cell::Syncing::Skipped;
    spec.limits = {.wall_seconds = options.seconds,
                   .cpu_seconds = options.seconds,
                   .memory_bytes = std::uint64_t{2} << 30,
                   .processes = 64,
                   .file_bytes = options.limits.bytes,
                   .free_bytes = options.free_bytes};
    spec.out = cell::Sink::discard();
    spec.err = cell::Sink::tail(kWordsKept);
    return spec;
}

Result<Time> changelog_date(const Folder& tree) {
    return date_of_changelog(text_of(TRY(read_file(tree, "debian/changelog"_path, kChangelogBytesMax))));
}

}  // namespace

Result<Unpacked> unpack_dsc(const Source& source, const Folder& verbatim, const Folder& destination,
                            const RelativePath& name, const UnpackOptions& options) {
    const auto what = "unpacking " + quote(source.files.front().path.text());
    TRY_WITHIN(what, cell::need_program(kTool, "dpkg-dev"));
    auto ids = std::make_shared<const cell::HostIds>(TRY(cell::HostIds::one()));
    const auto work = TRY(cell::make_work_folder(destination, "work"_path, *ids));
    auto ran = cell::run(TRY(cell_for(source, verbatim, work, ids, options)), options.interrupt);
    TRY(cell::take_back_tree(work, *ids));
    // Whose disk is full because of too much that came out of too little is not at fault: the source is.
    if (!ran && ran.error().kind() == ErrorKind::Full) TRY_WITHIN(what, check_expansion(work, source, options.limits));
    if (!ran) return fail(std::move(ran).error().within(what));
    const auto& outcome = *ran;
    if (outcome.stopped_by) return fail(ErrorKind::Limit, what + ": dpkg-source " + outcome.describe());
    // It removes what it has made before it gives up, so that the disk is no longer full when we look.
    if (!outcome.succeeded())
        return fail(outcome.speaks_of_full_disk() ? ErrorKind::Full : ErrorKind::Invalid,
                    what + ": dpkg-source " + outcome.describe() + ": " + quote(last_words(outcome.err.bytes)));
    TRY_WITHIN(what, check_expansion(work, source, options.limits));
    TRY_WITHIN(what, destination.rename("work/tree"_path, name, WhenPresent::Refuse));
    const auto tree = TRY_WITHIN(what, destination.folder(name));
    const auto changed = TRY_WITHIN(what, changelog_date(tree));
    return Unpacked{.source_date_epoch = changed};
}

}  // namespace assay::storage
