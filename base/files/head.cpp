// SPDX-License-Identifier: Apache-2.0
#include "base/files/head.hpp"

#include "base/files/descriptor.hpp"

#include <fcntl.h>

namespace assay {

std::string head_of_file(const std::filesystem::path& path, std::size_t most) {
    const auto file = Descriptor::open(path, O_RDONLY | O_NONBLOCK);
    if (!file) return {};
    const auto status = file->status();
    if (!status || status->kind != FileKind::Regular) return {};
    Bytes bytes(std::min<std::uint64_t>(status->size, most));
    if (!file->pread_exact(bytes, 0)) return {};
    return std::string(text_of(bytes));
}

}  // namespace assay
