// SPDX-License-Identifier: Apache-2.0
#include "verifier/environment/root_cache.hpp"

#include "base/cell/run.hpp"
#include "base/cell/work_folder.hpp"
#include "tests/base/cell/hostile.hpp"
#include "verifier/environment/root_index.hpp"

#include <fstream>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/xattr.h>

using namespace assay;
using namespace assay::test;
using verifier::RootCache;
namespace fs = std::filesystem;

namespace {

/// A cache with one root, made in a cell as packages make one.
class Cache {
public:
    Cache() : ids_(a_range()) {
        // Whatever was there before.
        fs::create_directories(path());
        ::chmod(path().c_str(), 0777);
        auto cache = open();
        const auto work = need(cache.begin());
        need(cell::give_folder(work, *ids_));
        fill(work);
        need(cache.keep(work, ids_, 1.5));
    }
    ~Cache() { static_cast<void>(open().begin()); }

    fs::path path() const { return temp_ / "roots"; }
    fs::path root() const { return path() / crypto::hex(kLock); }
    std::string index() const { return test::read(path() / (crypto::hex(kLock) + ".index")); }
    RootCache open() const { return need(RootCache::open(path(), kLock)); }
    /// How the room finds that it was changed; "same" when it does not.
    std::string changed() const {
        auto cache = open();
        return need(cache.find()) ? "same" : cache.changed();
    }
    /// Runs a script as root of the range over the cached root, which is at /work.
    void as_range_root(const std::string& script) const { need(run(need(Folder::open(root())), script)); }

private:
    static constexpr auto kLock = crypto::Sha256{};
    Status run(const Folder& folder, const std::string& script) const {
        cell::CellSpec spec;
        spec.command = {"/usr/bin/sh", "-euc", script};
        spec.environment = {{"PATH", "/usr/sbin:/usr/bin:/sbin:/bin"}};
        spec.users = cell::UserRange{};
        spec.host_ids = ids_;
        spec.binds.push_back(
            {.source = need(folder.descriptor().duplicate()), .inside = "/work", .access = cell::Access::Writable});
        const auto outcome = need(cell::run(std::move(spec)));
        if (!outcome.succeeded()) return fail(ErrorKind::Invalid, to_text(outcome.err.bytes));
        return {};
    }
    void fill(const Folder& work) const {
        need(run(work,
                 "mkdir -p /work/root/usr/bin /work/root/closed; cd /work/root; cp /usr/bin/true usr/bin/su; "
                 "chmod 4755 usr/bin/su; cp /usr/bin/true usr/bin/ping; echo text >closed/file; echo text >'a file'; "
                 "chown 33:44 'a file'; chmod 0000 closed/file; chmod 0700 closed; ln -s usr/bin bin; mkfifo fifo; "
                 "mkdir mail; chown 0:8 mail; chmod 2775 mail; "
                 "test ! -x /usr/sbin/setcap || setcap cap_net_raw+ep usr/bin/ping"));
    }

    test::TempFolder temp_;
    std::shared_ptr<const cell::HostIds> ids_;
};

unsigned mode_of(const fs::path& path) {
    struct ::stat raw{};
    return ::lstat(path.c_str(), &raw) == 0 ? raw.st_mode & 07777 : 0xffff;
}

}  // namespace

TEST_CASE("a kept root has nothing that makes its caller somebody else", "[verifier][environment][root]") {
    const Cache cache;
    CHECK(mode_of(cache.path()) == 0700);
    CHECK(mode_of(cache.root() / "usr/bin/su") == 0755);
    CHECK(mode_of(cache.root() / "mail") == 0775);
    CHECK(mode_of(cache.root() / "closed") == 0755);
    CHECK(mode_of(cache.root() / "closed/file") == 0444);
    CHECK(::lgetxattr((cache.root() / "usr/bin/ping").c_str(), "security.capability", nullptr, 0) < 0);
    // It is kept as a fact.
    const auto index = cache.index();
    CHECK(index.contains("\nwas 4755 0 0 usr/bin/su\n"));
    CHECK(index.contains("\nwas 2775 0 8 mail\n"));
    CHECK(index.contains("\nwas 0000 0 0 closed/file\n"));
    if (fs::exists("/usr/sbin/setcap")) CHECK(index.contains(" usr/bin/ping security.capability="));
    CHECK(index.contains(" a%20file\n"));
    CHECK(cache.changed() == "same");
    CHECK(need(cache.open().find())->seconds == 1.5);
}

TEST_CASE("a kept root that was changed is noticed before it is used", "[verifier][environment][root]") {
    struct Change {
        const char* script;
        const char* words;
    };
    for (const auto& [script, words] : {
             Change{"printf X | dd of=/work/usr/bin/su conv=notrunc status=none", "\"usr/bin/su\" has other bytes"},
             Change{
                 "touch -r /work/usr/bin/su /work/fifo; printf X | dd of=/work/usr/bin/su bs=1 seek=900 conv=notrunc "
                 "status=none; touch -r /work/fifo /work/usr/bin/su",
                 "\"usr/bin/su\" has other bytes"},
             Change{"chmod 04755 /work/usr/bin/su", "\"usr/bin/su\" has mode 4755, 0755 was kept"},
             Change{"chmod 0775 /work/usr", "\"usr\" has mode 0775, 0755 was kept"},
             Change{"chown 1:1 /work/usr/bin/su", "\"usr/bin/su\" has another owner"},
             Change{"chown -h 1:1 /work/bin", "\"bin\" has another owner"},
             Change{"rm /work/bin; ln -s usr/bix /work/bin", "\"bin\" has other bytes"},
             Change{"cp /usr/bin/false /work/usr/bin/new", "\"usr/bin/new\" was not there"},
             Change{"rm /work/usr/bin/su", "\"usr/bin/su\" is gone"},
             Change{"rm /work/fifo; : >/work/fifo", "\"fifo\" is of another kind"},
             Change{"mv /work/usr /work/usx", "\"usx\" was not there"},
         }) {
        const Cache cache;
        REQUIRE(cache.changed() == "same");
        cache.as_range_root(script);
        INFO(script);
        CHECK(cache.changed() == words);
        // It stays so until it is assembled anew.
        CHECK(cache.changed() == words);
    }
}

TEST_CASE("a root that only looks changed is read whole, and is what it was", "[verifier][environment][root]") {
    const Cache cache;
    cache.as_range_root(
        "cp -a /work/usr/bin/su /work/copy; mv /work/copy /work/usr/bin/su; chmod 0700 /work/usr; "
        "chmod 0755 /work/usr");
    CHECK(cache.changed() == "same");
    // As after the machine was started anew.
    const auto note = cache.path() / (fs::path(cache.root()).filename().string() + ".json");
    auto text = test::read(note);
    text.replace(text.find("\"boot\""), std::string::npos, "\"boot\": \"another\"}");
    std::ofstream(note) << text;
    CHECK(cache.changed() == "same");
    CHECK_FALSE(test::read(note).contains("another"));
}

TEST_CASE("an index that was changed speaks for nothing", "[verifier][environment][root]") {
    const Cache cache;
    cache.as_range_root("chmod 04755 /work/usr/bin/su");
    auto text = cache.index();
    text.replace(text.find("f 0755"), 6, "f 4755");
    std::ofstream(cache.path() / (cache.root().filename().string() + ".index")) << text;
    CHECK(cache.changed() == "its index is not the one that was kept");
}

TEST_CASE("a cache that everybody shares is refused", "[verifier][environment][root]") {
    const test::TempFolder temp;
    fs::create_directory(temp / "shared");
    ::chmod((temp / "shared").c_str(), 01777);
    CHECK(RootCache::open(temp / "shared", crypto::Sha256{}).error().kind() == ErrorKind::Refused);
}
