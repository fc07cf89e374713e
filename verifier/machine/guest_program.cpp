// SPDX-License-Identifier: Apache-2.0
#include "verifier/machine/guest_program.hpp"

// The program as the linker made it: CMakeLists.txt says where it is.
asm(".pushsection .rodata\n"
    "assay_guest_first_begin:\n"
    ".incbin \"" ASSAY_GUEST_FIRST
    "\"\n"
    "assay_guest_first_end:\n"
    ".popsection\n");
extern "C" const std::uint8_t assay_guest_first_begin[], assay_guest_first_end[];

namespace assay::verifier {

ByteView guest_program() { return {assay_guest_first_begin, assay_guest_first_end}; }

}  // namespace assay::verifier
