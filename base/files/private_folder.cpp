// SPDX-License-Identifier: Apache-2.0
#include "base/files/private_folder.hpp"

#include "base/core/text.hpp"

#include <unistd.h>

namespace assay {

namespace {

constexpr unsigned kOwnerOnly = 0700, kSticky = 01000;

}  // namespace

Result<Folder> private_folder(const std::filesystem::path& path) {
    auto folder = TRY(Folder::make(path, kOwnerOnly));
    const auto status = TRY(folder.status());
    const auto doing = "keeping others out of " + quote(path.string());
    if (status.owner != ::geteuid())
        return fail(Error(ErrorKind::Refused, doing + ": it belongs to user " + std::to_string(status.owner))
                        .with_hint("name a folder that belongs to you, or one that does not exist yet"));
    if ((status.mode & kSticky) != 0)
        return fail(Error(ErrorKind::Refused, doing + ": everybody shares it")
                        .with_hint("name a folder below it that does not exist yet"));
    if (status.mode != kOwnerOnly) TRY(folder.descriptor().set_mode(kOwnerOnly));
    return folder;
}

}  // namespace assay
