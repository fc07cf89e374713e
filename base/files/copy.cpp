// SPDX-License-Identifier: Apache-2.0
#include "base/files/copy.hpp"

#include "base/core/text.hpp"
#include "base/files/extents.hpp"

#include <fcntl.h>
#include <unistd.h>

namespace assay {

namespace {

constexpr std::size_t kBufferBytes = 256U << 10;

Status copy(const Descriptor& from, const Descriptor& to) {
    SparseWriter writer(to);
    Bytes buffer(kBufferBytes);
    while (const auto size = TRY(from.read_some(buffer))) TRY(writer.write(ByteView(buffer).first(size)));
    return writer.finish();
}

}  // namespace

Status link_or_copy_file(const std::filesystem::path& from, const std::filesystem::path& to) {
    if (::linkat(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), AT_SYMLINK_FOLLOW) == 0) return {};
    const auto doing = "copying " + quote(from.string()) + " to " + quote(to.string());
    const auto source = TRY_WITHIN(doing, Descriptor::open(from, O_RDONLY));
    auto made = TRY_WITHIN(doing, Descriptor::open(to, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0644));
    auto copied = copy(source, made);
    // Some file systems tell only now that there was no room.
    if (copied) copied = made.close();
    if (copied) return {};
    ::unlink(to.c_str());
    return fail(std::move(copied).error().within(doing));
}

}  // namespace assay
