// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/recipe/lock.hpp"
#include "tests/support/support.hpp"

namespace assay::test {

/// A lock with two archives and three packages, the last of which is not vouched for.
inline storage::DebianLock sample_lock() {
    const auto sha256 = need(
        decode_hex_as<crypto::Sha256>("9ad1a7a3d8bc3e90e5a2f3d1f3cb24e8d1a7d5c6d8cbe1bf6a1a1d2a8d1a1f4e", "digest"));
    return {
        .suite = "bookworm",
        .architecture = "amd64",
        .archives = {{.in_release = {"bookworm_InRelease"_path, sha256, 151082},
                      .indexes = {{{"bookworm_main_amd64_Packages.xz"_path, {}, 0}, "main/binary-amd64/Packages"},
                                  {{"bookworm_main_all_Packages"_path, {}, 0}, "main/binary-all/Packages"}}},
                     {.in_release = {"security_InRelease"_path, {}, 0},
                      .indexes = {{{"security_main_amd64_Packages.xz"_path, {}, 0}, "main/binary-amd64/Packages"}}}},
        .packages = {{"libc6", "2.36-9+deb12u10", "amd64", {"libc6_2.36-9+deb12u10_amd64.deb"_path, {}, 0}, 0},
                     {"tzdata", "2024b-0+deb12u1", "all", {"tzdata_2024b-0+deb12u1_all.deb"_path, {}, 0}, 1},
                     {"vendor-gcc", "1", "amd64", {"vendor-gcc_1_amd64.deb"_path, {}, 0}, {}}}};
}

}  // namespace assay::test
