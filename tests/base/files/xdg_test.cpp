// SPDX-License-Identifier: Apache-2.0
#include "base/files/xdg.hpp"

#include "tests/base/files/child.hpp"
#include "tests/support/support.hpp"

#include <cstdlib>

using namespace assay;
using test::need;

namespace {

std::string folders_where(const char* home, const char* config) {
    return test::in_child([&]() -> std::string {
        for (const auto* name : {"XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "HOME"}) ::unsetenv(name);
        if (home != nullptr) ::setenv("HOME", home, 1);
        if (config != nullptr) ::setenv("XDG_CONFIG_HOME", config, 1);
        const auto found = config_folder();
        if (!found) return found.error().message();
        return found->string() + " " + state_folder().value_or("none").string() + " " +
               cache_folder().value_or("none").string();
    });
}

}  // namespace

TEST_CASE("the user's folders follow the XDG specification", "[base][xdg]") {
    CHECK(folders_where("/home/u", nullptr) == "/home/u/.config/assay /home/u/.local/state/assay /home/u/.cache/assay");
    CHECK(folders_where("/home/u", "/conf") == "/conf/assay /home/u/.local/state/assay /home/u/.cache/assay");
    CHECK(folders_where("/home/u", "relative") ==
          "/home/u/.config/assay /home/u/.local/state/assay /home/u/.cache/assay");
    CHECK(folders_where(nullptr, "/conf") == "/conf/assay none none");
    CHECK(folders_where(nullptr, nullptr) ==
          "looking for the user's own folder: neither XDG_CONFIG_HOME nor HOME is an absolute path");
}
