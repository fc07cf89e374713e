// SPDX-License-Identifier: Apache-2.0
#include "storage/intake/unpack.hpp"

#include "base/core/text.hpp"
#include "base/files/read.hpp"
#include "base/files/temp.hpp"
#include "storage/digest/hash_file.hpp"
#include "storage/intake/copy_tree.hpp"
#include "storage/intake/dsc.hpp"
#include "storage/intake/unpack_archive.hpp"
#include "storage/intake/unpack_dsc.hpp"

#include <algorithm>

namespace assay::storage {

namespace {

/// Reads a file of the source to its end and leaves it at its beginning.
Result<Descriptor> open_checked(const Folder& verbatim, const SourceFile& file, const Interrupt& interrupt) {
    auto opened = TRY(verbatim.open_file(file.path));
    const auto what = "source file " + quote(file.path.text());
    if (TRY(opened.status()).size != file.size)
        return fail(ErrorKind::Untrusted, what + " has not the size that was named, " + std::to_string(file.size));
    if (TRY(hash_file<crypto::Sha256>(opened, interrupt)).digest != file.sha256)
        return fail(ErrorKind::Untrusted, what + " does not hash to what was named, " + encode_hex(file.sha256.view()));
    return verbatim.open_file(file.path);
}

/// The source says of a .dsc what the .dsc says itself.
Status check_dsc(const Source& source, const Folder& verbatim) {
    const auto& file = source.files.front();
    const auto dsc = TRY(Dsc::parse(text_of(TRY(read_file(verbatim, file.path, Dsc::kBytesMax)))));
    if (dsc.name != source.name || dsc.version != source.version)
        return fail(ErrorKind::Untrusted, "source: " + quote(file.path.text()) + " is of another name or version");
    const auto is_listed = [&](const SourceFile& each) {
        return std::ranges::find(dsc.files, each) != dsc.files.end();
    };
    if (source.files.size() != dsc.files.size() + 1 ||
        !std::all_of(source.files.begin() + 1, source.files.end(), is_listed))
        return fail(ErrorKind::Untrusted, "source: " + quote(file.path.text()) + " names other files");
    return {};
}

Result<Unpacked> unpack_into(const Source& source, const Folder& verbatim, const Folder& work, const RelativePath& name,
                             const UnpackOptions& options, const Interrupt& interrupt) {
    switch (source.kind) {
        case SourceKind::Dsc:
            for (const auto& file : source.files) TRY(open_checked(verbatim, file, interrupt));
            TRY(check_dsc(source, verbatim));
            return unpack_dsc(source, verbatim, work, name, options);
        case SourceKind::Archive: {
            const auto archive = TRY(open_checked(verbatim, source.files.front(), interrupt));
            const auto tree = TRY(work.make_folder(name, 0755));
            return TRY_WITHIN("unpacking " + quote(source.files.front().path.text()),
                              unpack_archive(archive, tree, options));
        }
        case SourceKind::Folder:
        case SourceKind::Commit: {
            if (!source.source_date_epoch)
                return fail(ErrorKind::Invalid,
                            "unpacking a " + std::string(name_of(source.kind)) + ": its source names no time");
            const auto tree = TRY(work.make_folder(name, 0755));
            TRY(copy_tree(verbatim, tree, source.source_date_epoch->seconds(), options.limits, interrupt));
            return Unpacked{.source_date_epoch = source.source_date_epoch};
        }
    }
    return fail(ErrorKind::Internal, "unpacking a source of no kind");
}

}  // namespace

Result<Unpacked> unpack(const Source& source, const Folder& verbatim, const std::filesystem::path& destination,
                        const UnpackOptions& options) {
    const NoInterrupt none;
    const auto& interrupt = options.interrupt != nullptr ? *options.interrupt : none;
    const auto parent = TRY(Folder::open(destination.parent_path().empty() ? "." : destination.parent_path()));
    const auto last =
        TRY_WITHIN("unpacking to " + quote(destination.string()), RelativePath::parse(destination.filename().string()));
    if (TRY(parent.exists(last)))
        return fail(ErrorKind::Conflict, "unpacking to " + quote(destination.string()) + ": it is there already");

    auto work = TRY(TempFolder::make(parent.name()));
    const RelativePath tree = "tree"_path;
    auto unpacked = TRY(unpack_into(source, verbatim, work.folder(), tree, options, interrupt));
    if (source.source_date_epoch && source.source_date_epoch != unpacked.source_date_epoch)
        return fail(ErrorKind::Untrusted, "unpacking: the source was last changed at " +
                                              unpacked.source_date_epoch->render() + ", not at " +
                                              source.source_date_epoch->render());
    TRY(TRY(work.folder().folder(tree)).descriptor().set_mode(0755));
    const auto from = TRY(RelativePath::parse(work.path().filename().string() + "/" + tree.text()));
    TRY(parent.rename(from, last, WhenPresent::Refuse));
    return unpacked;
}

}  // namespace assay::storage
