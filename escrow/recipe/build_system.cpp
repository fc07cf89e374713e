// SPDX-License-Identifier: Apache-2.0
#include "escrow/recipe/build_system.hpp"

#include "base/core/shell.hpp"

namespace assay::escrow {

namespace {

using Names = std::vector<std::string>;

Names make_commands(const Names&) { return {"make -j$ASSAY_CPUS", "make DESTDIR=\"$ASSAY_OUT\" install"}; }

Names cmake_commands(const Names&) {
    return {"cmake -S . -B build -DCMAKE_BUILD_TYPE=Release -DCMAKE_INSTALL_PREFIX=/usr",
            "cmake --build build -j $ASSAY_CPUS", "DESTDIR=\"$ASSAY_OUT\" cmake --install build"};
}

/// npm installs nothing: what is deployed lies in the folder after the build.
Names npm_commands(const Names& artifacts) {
    std::string copy = "cp --parents -t \"$ASSAY_OUT\"";
    for (const auto& artifact : artifacts) copy += " " + shell_quoted(artifact);
    return {"npm run build --if-present", std::move(copy)};
}

struct Known {
    const char *name, *file, *depends;
    Names (*commands)(const Names& artifacts);
};

/// The first whose file is there.
constexpr const char* kMakeDepends = "gcc, libc6-dev, make";
const Known kKnown[] = {
    {"make", "GNUmakefile", kMakeDepends, &make_commands},
    {"make", "makefile", kMakeDepends, &make_commands},
    {"make", "Makefile", kMakeDepends, &make_commands},
    {"CMake", "CMakeLists.txt", "cmake, g++, gcc, libc6-dev, make", &cmake_commands},
    {"npm", "package.json", "nodejs, npm", &npm_commands},
};

}  // namespace

BuildSystem build_system_of(const std::optional<std::filesystem::path>& folder, const Names& artifacts) {
    std::error_code ignored;
    for (const auto& known : kKnown)
        if (folder && std::filesystem::exists(*folder / known.file, ignored))
            return {known.name, known.file, known.commands(artifacts), known.depends};
    return {"make", "", make_commands(artifacts), kMakeDepends};
}

}  // namespace assay::escrow
