// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/encoding.hpp"
#include "tests/storage/command.hpp"

namespace assay::test {

/// A git repository made by git itself, with a work tree and no user's configuration.
class GitFixture {
public:
    explicit GitFixture(const std::string& options = "") {
        need_program("git");
        std::filesystem::create_directory(path());
        git("init -q -b main " + options);
    }

    std::filesystem::path path() const { return work_ / "repository"; }
    std::filesystem::path work(const std::string& name) const { return work_ / name; }
    std::string git(const std::string& command) const { return output_of(prefix() + command); }
    bool try_git(const std::string& command) const { return run(prefix() + command + " >/dev/null 2>&1").code == 0; }

    void write(const std::string& name, std::string_view bytes) const { test::write(path() / name, bytes); }
    /// Adds everything, commits it at a fixed time and gives the commit's id.
    std::string commit(const std::string& message = "m") const {
        git("-c core.safecrlf=false add -A -f . && " + prefix() + "commit -q --allow-empty -m " + word(message));
        return git("rev-parse HEAD");
    }
    /// Stores an object whatever its content.
    std::string store(const std::string& type, ByteView content) const {
        test::write(work_ / "object", text_of(content));
        return git("hash-object -t " + type + " -w --literally " + word((work_ / "object").string()));
    }

private:
    std::string prefix() const {
        return "cd " + word(path().string()) +
               " && GIT_CONFIG_NOSYSTEM=1 HOME=/nonexistent GIT_AUTHOR_NAME=A GIT_AUTHOR_EMAIL=a@b.invalid "
               "GIT_COMMITTER_NAME=C "
               "GIT_COMMITTER_EMAIL=c@b.invalid GIT_AUTHOR_DATE='1700000000 +0100' GIT_COMMITTER_DATE='1800000000 "
               "+0100' git ";
    }

    TempFolder work_;
};

}  // namespace assay::test
