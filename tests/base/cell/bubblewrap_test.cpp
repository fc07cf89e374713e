// SPDX-License-Identifier: Apache-2.0
#include "base/cell/bubblewrap.hpp"

#include "base/cell/first_program.hpp"
#include "base/core/text.hpp"
#include "base/files/pipe.hpp"
#include "tests/base/cell/hostile.hpp"

#include <algorithm>

using namespace assay;
using namespace assay::cell;
using namespace assay::test;

namespace {

class Planned {
public:
    explicit Planned(const CellSpec& spec, bool stages = false)
        : status_(need(Pipe::make("status"))),
          failures_(need(Pipe::make("failures"))),
          plan(Plan::make(spec, {.status = status_.writing, .failures = failures_.writing}, stages)) {}

    /// What bubblewrap reads as options.
    std::vector<std::string> options() const {
        std::vector<std::string> out;
        for (const auto& held : plan->held) {
            if (held.name() != "arguments") continue;
            Bytes bytes(1U << 20);
            const auto got = ::pread(held.number(), bytes.data(), bytes.size(), 0);
            for (const auto option : split(text_of(ByteView(bytes).first(static_cast<std::size_t>(got))), '\0'))
                out.emplace_back(option);
        }
        return out;
    }

private:
    Pipe status_, failures_;

public:
    Result<Plan> plan;
};

CellSpec spec_of(const std::string& command = "/usr/bin/true") {
    CellSpec spec;
    spec.command = {command};
    return spec;
}

bool has(const std::vector<std::string>& options, std::vector<std::string> part) {
    return !std::ranges::search(options, part).empty();
}

}  // namespace

TEST_CASE("a plan takes all namespaces, and makes / read-only last", "[base][cell][bubblewrap]") {
    const Planned planned(spec_of());
    const auto options = planned.options();
    for (const auto* option :
         {"--unshare-net", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup", "--unshare-user",
          "--disable-userns", "--die-with-parent", "--new-session", "--as-pid-1", "--clearenv"})
        CHECK(std::ranges::count(options, option) == 1);
    CHECK(has(options, {"--ro-bind", "/proc/sys", "/proc/sys"}));
    CHECK(std::ranges::search(options, std::vector<std::string>{"--remount-ro", "/"}).begin() >
          std::ranges::search(options, std::vector<std::string>{"--tmpfs", "/tmp"}).begin());
    CHECK(planned.plan->landlock_abi == landlock_abi());
}

TEST_CASE("root of a range has eight capabilities and no user namespace of bubblewrap's", "[base][cell][bubblewrap]") {
    auto spec = spec_of();
    spec.users = UserRange{};
    const auto options = Planned(spec).options();
    CHECK(has(options, {"--cap-drop", "ALL"}));
    CHECK(std::ranges::count(options, "--cap-add") == 8);
    CHECK(std::ranges::count(options, "--unshare-user") == 0);
}

TEST_CASE("what is staged is bound by its place, else handed over", "[base][cell][bubblewrap]") {
    const test::TempFolder temp;
    auto spec = spec_of();
    spec.binds.push_back(need(bind_of(temp.path(), "/work", Access::Writable)));
    const Planned staged(spec, true), handed(spec, false);
    REQUIRE(staged.plan->staged.size() == 1);
    CHECK(staged.plan->staged.front().is_folder);
    CHECK(has(staged.options(), {"--bind", staged.plan->staged.front().place, "/work"}));
    CHECK(handed.plan->staged.empty());
    CHECK(std::ranges::count(handed.options(), "--bind-fd") == 1);
}

TEST_CASE("a spec that contradicts itself is no plan", "[base][cell][bubblewrap]") {
    const auto message = [](const CellSpec& spec) { return message_of(Planned(spec).plan); };
    CHECK(message(spec_of("true")) == "building a cell: the command is no absolute path");
    auto spec = spec_of();
    spec.directory = "work";
    CHECK(message(spec) == "building a cell: the working directory is no absolute path");
    spec = spec_of();
    spec.binds.push_back({.source = Descriptor(), .inside = "/work"});
    CHECK(message(spec) == "building a cell: the bind at \"/work\" has no source");
    spec = spec_of();
    spec.environment = {{"NAME", std::string("a\0b", 3)}};
    INFO(message(spec));
    CHECK(message(spec).ends_with("has a NUL byte"));
}
