// SPDX-License-Identifier: Apache-2.0
#include "base/process/own_program.hpp"

#include "tests/support/support.hpp"

#include <fstream>

using namespace assay;
namespace fs = std::filesystem;

TEST_CASE("a program of ours is found beside the one that runs, where it may be run", "[base][process]") {
    CHECK(process::own_program().filename() == "test_base");
    const test::TempFolder folder;
    const auto found = [&] { return process::program_beside(folder / "escrow", "verifier"); };
    CHECK_FALSE(found());
    std::ofstream(folder / "verifier") << "#!/bin/sh\n";
    CHECK_FALSE(found());
    fs::permissions(folder / "verifier", fs::perms::owner_all);
    CHECK(found() == folder / "verifier");
    CHECK_FALSE(process::program_beside({}, "sh"));
}
