// SPDX-License-Identifier: Apache-2.0
#include "base/cell/memory_file.hpp"

#include "base/core/text.hpp"

#include <cerrno>

#include <fcntl.h>
#include <sys/mman.h>

namespace assay::cell {

Result<Descriptor> memory_file(const std::string& name, ByteView bytes) {
    Descriptor file(::memfd_create(name.c_str(), MFD_CLOEXEC | MFD_ALLOW_SEALING), name);
    if (!file.is_open()) return fail(io_error("making a file in memory for the " + name, errno));
    TRY(file.pwrite_all(bytes, 0));
    return file;
}

Result<Descriptor> sealed_file(const std::string& name, ByteView bytes) {
    auto file = TRY(memory_file(name, bytes));
    if (::fcntl(file.number(), F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL) != 0)
        return fail(io_error("sealing the " + name, errno));
    return file;
}

}  // namespace assay::cell
