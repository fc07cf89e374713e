// SPDX-License-Identifier: Apache-2.0
#include "base/cell/program.hpp"

#include "base/core/text.hpp"
#include "base/files/descriptor.hpp"

#include <cerrno>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace assay::cell {

namespace {

constexpr std::size_t kOutputBytesMax = 64U << 10;

struct FileActions {
    posix_spawn_file_actions_t actions{};
    FileActions() { ::posix_spawn_file_actions_init(&actions); }
    ~FileActions() { ::posix_spawn_file_actions_destroy(&actions); }
    FileActions(const FileActions&) = delete;
    FileActions& operator=(const FileActions&) = delete;
};

}  // namespace

Result<std::string> run_tool(const std::vector<std::string>& command) {
    const auto doing = "running " + quote(command.front());
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return fail(io_error(doing, errno));
    Descriptor reading(ends[0], "pipe"), writing(ends[1], "pipe");
    FileActions files;
    ::posix_spawn_file_actions_addopen(&files.actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_adddup2(&files.actions, writing.number(), STDOUT_FILENO);
    ::posix_spawn_file_actions_adddup2(&files.actions, writing.number(), STDERR_FILENO);
    std::vector<char*> arguments;
    for (const auto& argument : command) arguments.push_back(const_cast<char*>(argument.c_str()));
    arguments.push_back(nullptr);
    char* environment[] = {nullptr};
    pid_t process = 0;
    if (const int error = ::posix_spawn(&process, arguments[0], &files.actions, nullptr, arguments.data(), environment))
        return fail(io_error(doing, error));
    TRY(writing.close());
    const auto output = reading.read_all(kOutputBytesMax);
    int status = 0;
    while (::waitpid(process, &status, 0) < 0 && errno == EINTR) {}
    if (!output) return fail(output.error());
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        return fail(ErrorKind::Io, doing + ": it failed, saying " + quote(trim(text_of(*output))));
    return to_text(*output);
}

Status need_program(const std::string& path, std::string_view package) {
    if (::access(path.c_str(), X_OK) == 0) return {};
    return fail(Error(ErrorKind::Sandbox, "building a cell: " + quote(path) + " is not installed")
                    .with_hint("apt install " + std::string(package)));
}

}  // namespace assay::cell
