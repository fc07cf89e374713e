// SPDX-License-Identifier: Apache-2.0
#include "storage/git/git_program.hpp"

#include "base/cell/program.hpp"
#include "base/cell/run.hpp"
#include "base/core/text.hpp"

#include <fcntl.h>

namespace assay::storage {

namespace {

constexpr auto kGit = "/usr/bin/git";
constexpr std::size_t kAnswerBytesMax = 16U << 20;
constexpr std::size_t kWordsKept = 2048;

/// Of the repository's own settings none may have git run something, and the cell's user owns no file.
std::vector<std::string> settings(const GitFeatures& features) {
    std::vector<std::string> out = {"core.fsmonitor=false",   "core.hooksPath=/dev/null", "core.untrackedCache=false",
                                    "core.checkStat=minimal", "core.trustctime=false",    "core.fileMode=true",
                                    "protocol.allow=never",   "safe.directory=*"};
    for (const auto& filter : features.filters)
        for (const auto* setting : {".clean=", ".smudge=", ".process=", ".required=false"})
            out.push_back("filter." + filter + setting);
    return out;
}

}  // namespace

Result<std::string> ask_git(const GitLayout& layout, const GitFeatures& features,
                            const std::vector<std::string>& arguments) {
    TRY(cell::need_program(kGit, "git"));
    cell::CellSpec spec;
    spec.command = {kGit, "--no-optional-locks", "--no-replace-objects", "--git-dir=" + layout.git_dir.string()};
    if (layout.work_tree) spec.command.push_back("--work-tree=" + layout.work_tree->string());
    for (const auto& setting : settings(features)) spec.command.insert(spec.command.end(), {"-c", setting});
    spec.command.insert(spec.command.end(), arguments.begin(), arguments.end());
    spec.environment = {{"HOME", "/nonexistent"},     {"LC_ALL", "C.UTF-8"},       {"PATH", "/usr/bin:/bin"},
                        {"GIT_CONFIG_NOSYSTEM", "1"}, {"GIT_ATTR_NOSYSTEM", "1"},  {"GIT_CONFIG_GLOBAL", "/dev/null"},
                        {"GIT_NO_LAZY_FETCH", "1"},   {"GIT_TERMINAL_PROMPT", "0"}};
    for (const auto& folder : layout.folders()) spec.binds.push_back(TRY(cell::bind_of(folder, folder.string())));
    spec.directory = (layout.work_tree ? *layout.work_tree : layout.git_dir).string();
    spec.limits = {.wall_seconds = 600, .cpu_seconds = 600, .memory_bytes = std::uint64_t{2} << 30, .processes = 32};
    spec.out = cell::Sink::keep(kAnswerBytesMax);
    spec.err = cell::Sink::tail(kWordsKept);
    const auto outcome = TRY(cell::run(std::move(spec)));
    if (outcome.stopped_by) return fail(ErrorKind::Limit, "git " + outcome.describe());
    if (outcome.out.truncated) return fail(ErrorKind::Limit, "git printed more than " + human_bytes(kAnswerBytesMax));
    if (!outcome.succeeded()) {
        const auto words = trim(text_of(outcome.err.bytes));
        Error error(ErrorKind::Invalid, "git " + outcome.describe() + ": " + quote(words));
        if (words.contains("unknown repository extension"))
            error = std::move(error).with_hint(
                "this machine's git is older than the repository: install a newer one, or name the commit by all 40 "
                "digits of its id, REPOSITORY#ID");
        if (words.contains("not a git repository"))
            error = std::move(error).with_hint(
                "as root, git runs as a user of its own, who must be allowed to read the repository: run it as its "
                "owner, or name the commit, REPOSITORY#HEAD");
        return fail(std::move(error));
    }
    return to_text(outcome.out.bytes);
}

}  // namespace assay::storage
