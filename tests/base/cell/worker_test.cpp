// SPDX-License-Identifier: Apache-2.0
#include "base/cell/worker.hpp"

#include "base/cell/run.hpp"
#include "base/cell/work_folder.hpp"
#include "base/files/temp.hpp"
#include "tests/base/cell/hostile.hpp"

#include <fcntl.h>

using namespace assay;
using namespace assay::cell;
using namespace assay::test;

namespace {

WorkerCall call_of(const std::string& name, std::string_view request = {}) {
    return {.name = name, .request = {.bytes = to_bytes(request), .files = {}}, .program = ASSAY_CELLS "/workers"};
}

Result<std::string> reply_of(WorkerCall call) {
    auto reply = call_worker(std::move(call));
    if (!reply) return fail(std::move(reply).error());
    return to_text(*reply);
}

Error error_of(WorkerCall call) {
    auto reply = call_worker(std::move(call));
    if (reply) FAIL("there is a reply: " << text_of(*reply));
    return reply.error();
}

}  // namespace

TEST_CASE("a worker gets bytes and gives bytes", "[base][cell][worker]") {
    CHECK(need(reply_of(call_of("echo"))).empty());
    const std::string large(3U << 20, 'x');
    CHECK(need(reply_of(call_of("echo", large))) == large);
}

TEST_CASE("a worker reads the files it is given", "[base][cell][worker]") {
    const test::TempFolder folder;
    auto call = call_of("files");
    for (const std::string name : {"one", "two"}) {
        auto file = need(Descriptor::open(folder / name, O_CREAT | O_RDWR, 0600));
        need(file.pwrite_all(bytes_of(name + " "), 0));
        call.request.files.push_back(std::move(file));
    }
    CHECK(need(reply_of(std::move(call))) == "one two ");
}

TEST_CASE("a worker's error travels back, made harmless", "[base][cell][worker]") {
    const auto error = error_of(call_of("fail", "x.deb"));
    CHECK(error.kind() == ErrorKind::Corrupt);
    CHECK(error.message() == R"(member 3 \x1b[31mof x.deb\x0a has no end)");
    // A kind that speaks of our side does not.
    CHECK(error_of(call_of("blame")).kind() == ErrorKind::Invalid);
    CHECK(error_of(call_of("unheard-of")).message() == "this program has no such worker");
}

TEST_CASE("a full disk is believed of a worker that writes, and of no other", "[base][cell][worker]") {
    const test::TempFolder folder;
    const auto asked = [&](int flags) {
        auto call = call_of("full");
        call.request.files.push_back(need(Descriptor::open(folder / "file", O_CREAT | flags, 0600)));
        return error_of(std::move(call)).kind();
    };
    CHECK(asked(O_RDWR) == ErrorKind::Full);
    CHECK(asked(O_RDONLY) == ErrorKind::Invalid);
}

TEST_CASE("a worker that dies or lies is distinguished from one that answers", "[base][cell][worker]") {
    CHECK(error_of(call_of("crash")).message() == "worker \"crash\" died of signal 6 (Aborted)");
    CHECK(error_of(call_of("crash")).kind() == ErrorKind::Invalid);
    CHECK(error_of(call_of("lie")).message() == "worker \"lie\": its reply is out of form");
    CHECK(error_of(call_of("chatter")).message() == "worker \"chatter\": its reply is out of form");
}

TEST_CASE("a worker opens no file, starts no process, makes no socket", "[base][cell][worker]") {
    CHECK(need(reply_of(call_of("open"))) == "refused");
    for (const std::string name : {"fork", "execute", "socket"})
        CHECK(error_of(call_of(name)).message() ==
              "worker \"" + name + "\" was stopped: it asked for a system call that it may not have");
}

TEST_CASE("a worker stays within its limits", "[base][cell][worker]") {
    auto small = call_of("echo", std::string(2000, 'x'));
    small.reply_bytes_max = 1000;
    CHECK(error_of(std::move(small)).kind() == ErrorKind::Limit);
    auto swelling = call_of("swell");
    swelling.limits.memory_bytes = 100U << 20;
    const auto error = error_of(std::move(swelling));
    CHECK(error.kind() == ErrorKind::Limit);
    CHECK(error.message().ends_with("more memory than allowed"));
    auto hanging = call_of("hang");
    hanging.limits.wall_seconds = 0.3;
    CHECK(error_of(std::move(hanging)).message() == "worker \"hang\" was stopped: it took longer than allowed");
}

TEST_CASE("a keeper changes files of many users in one folder, and sees nothing else", "[base][cell][worker]") {
    const auto ids = a_range();
    const auto temp = need(assay::TempFolder::make());
    const auto folder = need(make_work_folder(temp.folder(), "kept"_path, *ids));
    CellSpec spec;
    spec.command = {"/usr/bin/sh", "-c", "echo x >/work/open && chmod 04755 /work/open && chown 33:44 /work/open"};
    spec.environment = {{"PATH", "/usr/bin:/bin"}};
    spec.users = UserRange{};
    spec.host_ids = ids;
    spec.binds.push_back(
        {.source = need(folder.descriptor().duplicate()), .inside = "/work", .access = Access::Writable});
    holds(std::move(spec));
    const auto reply =
        call_keeper({.name = "shut", .request = {}, .folder = folder, .ids = ids, .program = ASSAY_CELLS "/workers"});
    CHECK(to_text(need(reply)) == "shut");
    need(take_back_folder(folder, *ids));
    CHECK(need(folder.status("open"_path)).mode == 0);
    need(empty_work_folder(folder, ids));
}
