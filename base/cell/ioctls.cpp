// SPDX-License-Identifier: Apache-2.0
// Written out in the filter machine's own instructions: libseccomp cannot say "any other argument".
#include "base/cell/ioctls.hpp"

#include <cerrno>
#include <cstddef>
#include <iterator>

#include <asm/termbits.h>
#include <linux/filter.h>
#include <linux/fs.h>
#include <linux/seccomp.h>
#include <linux/sockios.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>

namespace assay::cell {

namespace {

// Not among them: what types into a terminal (TIOCSTI, TIOCLINUX), loads a line discipline (TIOCSETD), tells where a
// file lies on the disk (FS_IOC_FIEMAP, FIBMAP) or changes a file's attributes (FS_IOC_SETFLAGS), and all of devices,
// of which a cell has none.
constexpr unsigned long kRequests[] = {
    // Descriptors of any kind.
    FIOCLEX, FIONCLEX, FIONBIO, FIOASYNC, FIONREAD, FIOQSIZE,
    // Terminals.
    TCGETS, TCSETS, TCSETSW, TCSETSF, TCGETS2, TCSETS2, TCSETSW2, TCSETSF2, TCGETA, TCSETA, TCSETAW, TCSETAF, TCSBRK,
    TCSBRKP, TCXONC, TCFLSH, TIOCGWINSZ, TIOCSWINSZ, TIOCGPGRP, TIOCSPGRP, TIOCGSID, TIOCSCTTY, TIOCNOTTY, TIOCOUTQ,
    TIOCEXCL, TIOCNXCL, TIOCGPTN, TIOCSPTLCK, TIOCGPTLCK, TIOCGPTPEER, TIOCPKT, TIOCGPKT,
    // Files: copies that share blocks, attributes and block size as ls, cp and tar ask for them.
    FICLONE, FICLONERANGE, FS_IOC_GETFLAGS, FS_IOC_FSGETXATTR, FS_IOC_GETVERSION, FIGETBSZ,
    // The cell's own loopback, as Java, Python and test suites look at it.
    SIOCATMARK, SIOCGIFCONF, SIOCGIFNAME, SIOCGIFINDEX, SIOCGIFFLAGS, SIOCGIFADDR, SIOCGIFDSTADDR, SIOCGIFBRDADDR,
    SIOCGIFNETMASK, SIOCGIFMTU, SIOCGIFHWADDR, SIOCGIFMETRIC, SIOCGIFTXQLEN};

// A jump tells how many instructions to skip in a byte.
static_assert(std::size(kRequests) < 250);

void add(Bytes& program, const sock_filter& instruction) {
    const auto* raw = reinterpret_cast<const std::uint8_t*>(&instruction);
    program.insert(program.end(), raw, raw + sizeof instruction);
}

}  // namespace

Bytes ioctl_filter() {
    constexpr std::uint32_t kNumber = offsetof(seccomp_data, nr);
    // The lower half of the second argument.
    constexpr std::uint32_t kRequest = offsetof(seccomp_data, args) + sizeof(std::uint64_t) +
                                       (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? sizeof(std::uint32_t) : 0);
    constexpr auto kCount = static_cast<std::uint8_t>(std::size(kRequests));
    Bytes program;
    add(program, BPF_STMT(BPF_LD | BPF_W | BPF_ABS, kNumber));
    add(program, BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_ioctl, 0, kCount + 2));
    add(program, BPF_STMT(BPF_LD | BPF_W | BPF_ABS, kRequest));
    for (std::uint8_t i = 0; i < kCount; ++i)
        add(program, BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<std::uint32_t>(kRequests[i]),
                              static_cast<std::uint8_t>(kCount - i), 0));
    add(program, BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOTTY));
    add(program, BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
    return program;
}

}  // namespace assay::cell
