// SPDX-License-Identifier: Apache-2.0
#include "base/cell/first_program.hpp"

#include "base/cell/first.hpp"

#include <algorithm>
#include <cerrno>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

// The program as the linker made it: CMakeLists.txt says where it is.
asm(".pushsection .rodata\n"
    "assay_cell_first_begin:\n"
    ".incbin \"" ASSAY_CELL_FIRST
    "\"\n"
    "assay_cell_first_end:\n"
    ".popsection\n");
extern "C" const std::uint8_t assay_cell_first_begin[], assay_cell_first_end[];

namespace assay::cell {

namespace {

constexpr unsigned kExecutable = 0x10;  // MFD_EXEC, which the oldest headers do not know
constexpr long kCreateRuleset = 444;    // landlock_create_ruleset
constexpr int kKnownAbi = 7;

Result<Descriptor> make() {
    constexpr auto kFlags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
    const auto* name = "assay-cell";
    int number = ::memfd_create(name, kFlags | kExecutable);
    // Kernels before 6.3 refuse the flag; there every such file can be executed.
    if (number < 0 && errno == EINVAL) number = ::memfd_create(name, kFlags);
    Descriptor file(number, name);
    const auto failed = [] {
        return fail(io_error("building a cell: making the program of its first process", errno).as(ErrorKind::Sandbox));
    };
    if (!file.is_open()) {
        const auto cause = errno;
        auto error = io_error("building a cell: making the program of its first process", cause).as(ErrorKind::Sandbox);
        if (cause == EACCES)
            error = std::move(error).with_hint("sysctl vm.memfd_noexec=1 or 0: programs in memory are forbidden here");
        return fail(std::move(error));
    }
    TRY(file.pwrite_all(ByteView(assay_cell_first_begin, assay_cell_first_end), 0));
    if (::fcntl(file.number(), F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL) != 0)
        return failed();
    return file;
}

}  // namespace

Result<int> first_program() {
    static const auto program = make();
    if (!program) return fail(program.error());
    return program->number();
}

int landlock_abi() {
    constexpr std::uint32_t kAskVersion = 1;
    const auto abi = static_cast<int>(::syscall(kCreateRuleset, nullptr, 0, kAskVersion));
    return abi < first::kLandlockAbiMin ? 0 : std::min(abi, kKnownAbi);
}

}  // namespace assay::cell
