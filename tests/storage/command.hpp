// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/support/support.hpp"

#include <cstdio>
#include <cstdlib>

#include <sys/wait.h>

namespace assay::test {

/// A word for the shell, quoted.
inline std::string word(const std::string& text) {
    std::string out = "'";
    for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return out + "'";
}

struct Ran {
    int code = -1;
    std::string out;
};

/// Runs a command by the shell; its errors go where ours go unless it says otherwise.
inline Ran run(const std::string& command) {
    Ran ran;
    auto* pipe = ::popen(command.c_str(), "r");
    if (pipe == nullptr) return ran;
    char buffer[4096];
    for (std::size_t size = 0; (size = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;) ran.out.append(buffer, size);
    const int status = ::pclose(pipe);
    ran.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    while (ran.out.ends_with('\n')) ran.out.pop_back();
    return ran;
}

/// What a command that must succeed prints.
inline std::string output_of(const std::string& command) {
    auto ran = run(command);
    INFO(command);
    REQUIRE(ran.code == 0);
    return ran.out;
}

inline bool has_program(const std::string& name) {
    return run("command -v " + word(name) + " >/dev/null 2>&1").code == 0;
}

/// Skips the running test where a program is not installed.
inline void need_program(const std::string& name) {
    if (!has_program(name)) SKIP(name + " is not installed");
}

/// A file of our own naming, with folders above it.
inline void write(const std::filesystem::path& path, std::string_view bytes) {
    std::filesystem::create_directories(path.parent_path());
    auto* file = std::fopen(path.c_str(), "wb");
    REQUIRE(file != nullptr);
    if (!bytes.empty()) REQUIRE(std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size());
    REQUIRE(std::fclose(file) == 0);
}

}  // namespace assay::test
