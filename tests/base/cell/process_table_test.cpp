// SPDX-License-Identifier: Apache-2.0
#include "base/cell/process_table.hpp"

#include "tests/support/support.hpp"

#include <csignal>

#include <sys/wait.h>
#include <unistd.h>

using namespace assay;

TEST_CASE("a process table has us, our children, and no one who has ended", "[base][cell][processes]") {
    const auto self = static_cast<std::uint64_t>(::getpid());
    const auto child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0)
        for (;;) ::pause();
    const auto number = static_cast<std::uint64_t>(child);
    const auto table = cell::ProcessTable::now();
    REQUIRE(table.find(number) != nullptr);
    CHECK(table.find(number)->parent == self);
    CHECK(table.find(number)->started == cell::process_of(number)->started);
    CHECK(table.family_of(self).front() == self);
    const auto children = table.children_of(self);
    CHECK(std::find(children.begin(), children.end(), number) != children.end());
    CHECK(cell::read_proc(number, "status").contains("PPid:\t" + std::to_string(self)));
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    CHECK(cell::ProcessTable::now().find(number) == nullptr);
    CHECK(!cell::process_of(number));
    CHECK(cell::read_proc(number, "status").empty());
}

TEST_CASE("kilobytes are read from the line that has the key", "[base][cell][processes]") {
    const std::string text = "VmPeak:\t  100 kB\nVmRSS:\t  42 kB\nThreads:\t1\n";
    CHECK(cell::bytes_at(text, "VmRSS") == 42 * 1024);
    CHECK(!cell::bytes_at(text, "VmSwap"));
}
