// SPDX-License-Identifier: Apache-2.0
#include "verifier/signer/signer_user.hpp"

#include "base/files/walk.hpp"

#include <fcntl.h>
#include <grp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>
#include <cerrno>

namespace assay::verifier {

namespace {

Status step(int result, const char* what) {
    if (result == 0) return {};
    return fail(io_error(std::string("becoming the signer's user: ") + what, errno));
}

Status give(const Folder& ledger, const SignerUser& user) {
    const int folder = ledger.descriptor().number();
    for (const auto& entry : TRY(walk(ledger)))
        TRY(step(::fchownat(folder, entry.path.text().c_str(), user.uid, user.gid, AT_SYMLINK_NOFOLLOW), "chown"));
    return step(::fchown(folder, user.uid, user.gid), "chown");
}

}  // namespace

Status become_signer(const SignerUser& user, const Folder& ledger) {
    TRY(give(ledger, user));
    // Groups first: afterwards there is no right to change them.
    TRY(step(::setgroups(0, nullptr), "setgroups"));
    TRY(step(::setresgid(user.gid, user.gid, user.gid), "setresgid"));
    TRY(step(::setresuid(user.uid, user.uid, user.uid), "setresuid"));
    if (::geteuid() != user.uid || ::getegid() != user.gid || ::setresuid(0, 0, 0) == 0)
        return fail(ErrorKind::Sandbox, "becoming the signer's user had no effect");
    return {};
}

Status close_signer() {
    const rlimit none{0, 0};
    TRY(step(::prctl(PR_SET_DUMPABLE, 0), "prctl"));
    TRY(step(::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "prctl"));
    return step(::setrlimit(RLIMIT_CORE, &none), "setrlimit");
}

}  // namespace assay::verifier
