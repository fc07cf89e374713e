// SPDX-License-Identifier: Apache-2.0
#include "base/files/overwrite.hpp"

#include "base/core/text.hpp"
#include "base/files/descriptor.hpp"

#include <fcntl.h>

namespace assay {

namespace {

/// What keeps the file from being replaced; nothing where it may be.
Result<std::optional<std::string>> why_kept(const std::filesystem::path& path, const Overwritable& overwritable) {
    // Looked at before it is opened: a link is never replaced, and opening a device may do something.
    const auto kind = TRY(TRY(Descriptor::open(path, O_PATH | O_NOFOLLOW)).status()).kind;
    if (kind != FileKind::Regular) return std::optional("is " + std::string(describe(kind)));
    const auto file = TRY(Descriptor::open(path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW));
    Bytes head(std::min<std::uint64_t>(TRY(file.status()).size, overwritable.head_bytes));
    if (head.empty()) return std::optional<std::string>();
    TRY(file.pread_exact(head, 0));
    return overwritable.why_not(head);
}

}  // namespace

Status check_may_overwrite(const std::filesystem::path& path, const Overwritable& overwritable) {
    std::error_code ignored;
    if (!std::filesystem::exists(std::filesystem::symlink_status(path, ignored))) return {};
    const auto why = TRY_WITHIN(overwritable.what, why_kept(path, overwritable));
    if (!why) return {};
    return fail(
        Error(ErrorKind::Conflict, overwritable.what + " " + quote(path.string()) + ": exists already, and " + *why)
            .with_hint(overwritable.hint));
}

}  // namespace assay
