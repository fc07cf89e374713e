// SPDX-License-Identifier: Apache-2.0
#include "base/cell/program.hpp"

#include "base/core/text.hpp"
#include "base/process/run.hpp"

#include <unistd.h>

namespace assay::cell {

namespace {

constexpr std::size_t kOutputBytesMax = 64U << 10;

}  // namespace

Result<std::string> run_tool(const std::vector<std::string>& command) {
    auto outcome =
        TRY(process::run({.command = command, .environment = {}, .output_bytes_max = kOutputBytesMax}, NoInterrupt()));
    if (outcome.status != 0)
        return fail(ErrorKind::Io, "running " + quote(command.front()) + ": it failed, saying " + outcome.last_words());
    return std::move(outcome.out);
}

Status need_program(const std::string& path, std::string_view package) {
    if (::access(path.c_str(), X_OK) == 0) return {};
    return fail(Error(ErrorKind::Sandbox, "building a cell: " + quote(path) + " is not installed")
                    .with_hint("apt install " + std::string(package)));
}

}  // namespace assay::cell
