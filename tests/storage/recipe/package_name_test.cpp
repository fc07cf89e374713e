// SPDX-License-Identifier: Apache-2.0
#include "storage/recipe/package_name.hpp"

#include "tests/support/support.hpp"

using namespace assay;
using namespace assay::storage;

TEST_CASE("names, versions and architectures of Debian packages pass", "[storage][recipe]") {
    for (const auto* name : {"libstdc++6", "a2", "0ad", "libc6.1-dev", "gcc-12"})
        CHECK(check_package_name(name).has_value());
    for (const auto* version : {"1", "1:0.95-6~deb12u1", "2.36-9+deb12u10", "0~20240101.git-1", "3.0-B1"})
        CHECK(check_package_version(version).has_value());
    for (const auto* architecture : {"amd64", "all", "kfreebsd-amd64"})
        CHECK(check_architecture(architecture).has_value());
}

TEST_CASE("what could end a word or climb out of a folder is no name", "[storage][recipe]") {
    for (const auto* name : {"", "a", "A2", "-ab", "a b", "a,b", "a/b", "..", "a=b", "a\n", "ab'", "$(x)"})
        CHECK_FALSE(check_package_name(name).has_value());
    for (const auto* version : {"", "v1", "1 2", "1/2", "1,2", "1_2", "1\n", "1;2"})
        CHECK_FALSE(check_package_version(version).has_value());
    for (const auto* architecture : {"", "-x", "AMD64", "a/b", "a b"})
        CHECK_FALSE(check_architecture(architecture).has_value());
    CHECK_FALSE(check_package_name(std::string(201, 'a')).has_value());
}
