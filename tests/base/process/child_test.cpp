// SPDX-License-Identifier: Apache-2.0
#include "base/process/child.hpp"

#include "base/files/pipe.hpp"
#include "base/process/run.hpp"
#include "tests/support/support.hpp"

#include <chrono>
#include <csignal>

#include <fcntl.h>
#include <unistd.h>

using namespace assay;
using namespace assay::process;

namespace {

/// A shell as a child, its output in `out`, with more descriptors where given.
struct Shell {
    Pipe out = test::need(Pipe::make("out"));

    Child start(const std::string& script, std::map<int, int> more = {}) {
        ChildSpec spec{.program = "/bin/sh", .arguments = {"shell", "-c", script}, .environment = {"A=1"}};
        spec.descriptors = std::move(more);
        spec.descriptors.emplace(STDIN_FILENO, kNothing);
        spec.descriptors.emplace(STDOUT_FILENO, out.writing.number());
        auto child = test::need(Child::start(spec));
        test::need(out.writing.close());
        return child;
    }
    std::string read() { return to_text(test::need(out.reading.read_all(1U << 20))); }
};

std::string printed(const std::string& script, std::map<int, int> more = {}) {
    Shell shell;
    auto child = shell.start(script, std::move(more));
    auto text = shell.read();
    CHECK(test::need(child.wait()) == 0);
    return text;
}

RunOutcome outcome(const std::string& script) {
    return test::need(run({.command = {"sh", "-c", script}, .environment = {}}, NoInterrupt()));
}

class Asked final : public Interrupt {
public:
    bool requested() const override { return true; }
    int descriptor() const override { return -1; }
};

}  // namespace

TEST_CASE("a child has the environment and descriptors it was given, and no others", "[base][process]") {
    const auto folder = test::need(Descriptor::open("/", O_RDONLY | O_DIRECTORY));
    // Left open across exec by the parent process.
    const int left = ::dup(folder.number());
    CHECK(printed("echo $0 $A; unset A _ PWD OLDPWD SHLVL; env") == "shell 1\n");
    CHECK(printed("ls /proc/self/fd | tr '\\n' ' '") == "0 1 2 3 ");
    CHECK(printed("ls /proc/self/fd | tr '\\n' ' '", {{7, folder.number()}}) == "0 1 2 3 7 ");
    CHECK(printed("readlink /proc/self/fd/7; readlink /proc/self/fd/0", {{7, folder.number()}}) == "/\n/dev/null\n");
    ::close(left);
}

TEST_CASE("descriptors may change places", "[base][process]") {
    auto first = test::need(Descriptor::open("/proc", O_RDONLY));
    auto second = test::need(Descriptor::open("/sys", O_RDONLY));
    const auto what = "readlink /proc/self/fd/" + std::to_string(first.number()) + " /proc/self/fd/" +
                      std::to_string(second.number());
    CHECK(printed(what, {{first.number(), second.number()}, {second.number(), first.number()}}) == "/sys\n/proc\n");
    CHECK(printed(what, {{first.number(), first.number()}, {second.number(), second.number()}}) == "/proc\n/sys\n");
}

TEST_CASE("a child's end is its exit code, or 128 and its signal", "[base][process]") {
    CHECK(outcome("exit 7").status == 7);
    CHECK(outcome("kill -9 $$").status == 128 + SIGKILL);
    const auto missing = Child::start({.program = "/nonexistent/x", .arguments = {"x"}, .environment = {}});
    REQUIRE(!missing);
    CHECK(missing.error().kind() == ErrorKind::NotFound);
    CHECK(missing.error().message() == "starting \"/nonexistent/x\": no such file or directory");

    auto child = test::need(Child::start({.program = "true", .arguments = {"true"}, .environment = {}}));
    CHECK(test::need(child.wait()) == 0);
    CHECK(child.wait().error().kind() == ErrorKind::Internal);
}

TEST_CASE("a child does not outlive its object, even one that ignores SIGTERM", "[base][process]") {
    for (const auto* script : {"exec sleep 1000", "trap '' TERM; echo; while :; do sleep 0.05; done"}) {
        Shell shell;
        std::optional<Child> child(shell.start(script));
        if (std::string_view(script).starts_with("trap")) {
            std::uint8_t byte[1];
            CHECK(test::need(shell.out.reading.read_some(byte)) == 1);
        }
        const auto before = std::chrono::steady_clock::now();
        child.reset();
        CHECK(std::chrono::steady_clock::now() - before < std::chrono::seconds(10));
        // Nothing holds the writing end any more, but for the last of the sleeps.
        shell.read();
    }
}

TEST_CASE("SIGPIPE ends a child though we ignore it", "[base][process]") {
    const auto before = std::signal(SIGPIPE, SIG_IGN);
    CHECK(outcome("kill -PIPE $$; exit 5").status == 128 + SIGPIPE);
    std::signal(SIGPIPE, before);
}

TEST_CASE("a program's output is kept, up to a limit", "[base][process]") {
    const auto both = outcome("echo out; echo err >&2; exit 3");
    CHECK(both.out == "out\n");
    CHECK(both.err == "err\n");
    CHECK(both.last_words() == "\"err\"");
    CHECK(outcome("echo out").last_words() == "\"out\"");
    CHECK(outcome("yes | head -c 100000 >&2; echo end >&2").err.size() == 16U << 10);
    CHECK(outcome("yes | head -c 100000 >&2; echo end >&2").err.ends_with("y\nend\n"));

    const auto much = run({.command = {"yes"}, .environment = {}, .output_bytes_max = 1000}, NoInterrupt());
    REQUIRE(!much);
    CHECK(much.error().kind() == ErrorKind::Limit);
    CHECK(much.error().message() == "\"yes\" printed more than 1.0 kB");
    const auto stopped = run({.command = {"yes"}, .environment = {}}, Asked());
    REQUIRE(!stopped);
    CHECK(stopped.error().kind() == ErrorKind::Interrupted);
}

TEST_CASE("our environment goes on with what is set anew", "[base][process]") {
    ::setenv("ASSAY_TEST_KEPT", "kept", 1);
    ::setenv("ASSAY_TEST_SET", "old", 1);
    const auto all = our_environment_with({{"ASSAY_TEST_SET", "new"}});
    CHECK(std::ranges::count(all, "ASSAY_TEST_KEPT=kept") == 1);
    CHECK(std::ranges::count(all, "ASSAY_TEST_SET=new") == 1);
    CHECK(std::ranges::count(all, "ASSAY_TEST_SET=old") == 0);
    ::unsetenv("ASSAY_TEST_KEPT");
    ::unsetenv("ASSAY_TEST_SET");
}
