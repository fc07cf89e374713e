// SPDX-License-Identifier: Apache-2.0
#include "tests/base/cell/hostile.hpp"

#include <cstdlib>

#include <sys/wait.h>

using namespace assay;
using namespace assay::test;

// Root's cells and an ordinary user's are built differently, so all the other tests of this folder run as both.
TEST_CASE("all of it holds for an ordinary user too", "[base][cell][unprivileged]") {
    if (!is_root()) SKIP("this is an ordinary user");
    const auto self = std::filesystem::read_symlink("/proc/self/exe").string();
    const std::string as_user = "/usr/bin/setpriv --reuid 4321 --regid 4321 --clear-groups ";
    if (std::system((as_user + "test -x '" + self + "'").c_str()) != 0)
        SKIP("an ordinary user can not run " << self << ", or there is no setpriv");
    const int status = std::system((as_user + "env HOME=/nonexistent TMPDIR=/tmp '" + self +
                                    "' '[cell]~[unprivileged]' --allow-running-no-tests >&2")
                                       .c_str());
    CHECK(WIFEXITED(status));
    // Catch2 ends with 4 when tests were skipped and none failed.
    CHECK((WEXITSTATUS(status) == 0 || WEXITSTATUS(status) == 4));
}
