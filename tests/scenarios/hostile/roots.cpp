// SPDX-License-Identifier: Apache-2.0
// A cached build root, which packages of strangers made: what is in it, and who may change it.
#include "tests/scenarios/hostile/attacks.hpp"
#include "tests/scenarios/hostile/table.hpp"

#include "base/cell/work_folder.hpp"
#include "verifier/environment/root_cache.hpp"

#include <fstream>
#include <iostream>

#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

namespace assay::hostile {

namespace fs = std::filesystem;

void roots(const Folder& place) {
    auto range = cell::HostIds::range();
    if (!range) {
        std::cerr << "cached roots are left out: " << range.error().message() << "\n";
        return;
    }
    const Ids ids = std::make_shared<const cell::HostIds>(std::move(*range));
    const auto cache_path = fs::path(place.name()) / "roots";
    fs::create_directory(cache_path);
    ::chmod(cache_path.c_str(), 0777);
    const crypto::Sha256 lock{};
    const auto root_path = cache_path / crypto::hex(lock);
    const auto mode_of = [](const fs::path& path) {
        struct ::stat raw{};
        return ::lstat(path.c_str(), &raw) == 0 ? static_cast<int>(raw.st_mode & 07777) : -1;
    };
    const auto octal = [](int mode) {
        char text[16];
        std::snprintf(text, sizeof text, "%04o", static_cast<unsigned>(mode));
        return std::string(text);
    };
    int raw_mode = 0, raw_shut = 0;
    std::string raw_capability;
    const auto assemble = [&] {
        auto cache = need(verifier::RootCache::open(cache_path, lock));
        const auto work = need(cache.begin());
        need(cell::give_folder(work, *ids));
        auto spec = shell(
            "mkdir -p /work/root/usr/bin; cd /work/root; cp /usr/bin/sh usr/bin/su; chmod 6755 usr/bin/su; cp "
            "/usr/bin/true "
            "usr/bin/ping; test ! -x /usr/sbin/setcap || setcap cap_net_raw+ep usr/bin/ping; echo x >secret; "
            "chown 33:33 secret; chmod 0 secret; mkdir shut; echo x >shut/file; chown -R 44:44 shut; chmod 0700 shut");
        show_work(spec, work, ids);
        need(cell::run(std::move(spec)));
        raw_mode = mode_of(cache_path / (crypto::hex(lock) + ".part/root/usr/bin/su"));
        const auto raw = cache_path / (crypto::hex(lock) + ".part/root");
        raw_shut = mode_of(raw / "secret");
        raw_capability = outside("getcap '" + (raw / "usr/bin/ping").string() + "' | sed 's/.* //'");
        need(cache.keep(work, ids, 1));
    };
    const auto cache_before = mode_of(cache_path);
    assemble();
    row("the cache is closed to others, whatever was there before", mode_of(cache_path) == 0700,
        "as it was: " + octal(cache_before));
    row("no file of a cached root is set-id", mode_of(root_path / "usr/bin/su") == 0755,
        "as assembled: " + octal(raw_mode));
    row("no file of a cached root has a capability",
        outside("getcap '" + (root_path / "usr/bin/ping").string() + "'").empty(), "as assembled: " + raw_capability);
    std::ifstream index(cache_path / (crypto::hex(lock) + ".index"));
    const std::string text((std::istreambuf_iterator<char>(index)), std::istreambuf_iterator<char>());
    row("what was taken away is kept as a fact", text.contains("was 6755 0 0 usr/bin/su"),
        "on disk: mode " + octal(mode_of(root_path / "usr/bin/su")));
    row("a room reads all of a root, with any owners",
        ::access((root_path / "shut/file").c_str(), R_OK) == 0 && ::access((root_path / "secret").c_str(), R_OK) == 0,
        "as assembled: mode " + octal(raw_shut));

    std::string somebodys;
    for (const auto& entry : fs::recursive_directory_iterator(root_path)) {
        struct ::stat raw{};
        if (::lstat(entry.path().c_str(), &raw) != 0 || raw.st_uid == ::geteuid() || ::getpwuid(raw.st_uid) != nullptr)
            somebodys = entry.path().string();
    }
    row("no file of a cached root is a user's of the machine", somebodys.empty(),
        "made by the room: user " + std::to_string(::geteuid()));

    const auto changed = [&]() -> std::string {
        auto cache = need(verifier::RootCache::open(cache_path, lock));
        return need(cache.find()) ? "same" : cache.changed();
    };
    const auto same = changed();
    row("an unchanged root is used again", same == "same", same);
    struct Change {
        const char* what;
        const char* script;
    };
    for (const auto& [what, script] :
         {Change{"one byte", "printf X | dd of=/work/usr/bin/su bs=1 seek=800 conv=notrunc status=none"},
          Change{"one byte, its time put back",
                 "touch -r /work/usr/bin/su /tmp/t; printf X | dd of=/work/usr/bin/su bs=1 seek=9 conv=notrunc "
                 "status=none; "
                 "touch -r /tmp/t /work/usr/bin/su"},
          Change{"a mode", "chmod 4755 /work/usr/bin/su"}, Change{"an owner", "chown 1:1 /work/usr/bin/su"},
          Change{"a group", "chgrp 1 /work/usr/bin/su"}, Change{"a file more", ": >/work/usr/bin/new"},
          Change{"a file less", "rm /work/secret"}, Change{"a link in a file's place", "ln -sf /x /work/secret"},
          Change{"a name", "mv /work/usr/bin/su /work/usr/bin/sv"}}) {
        auto spec = shell(script);
        show_work(spec, need(Folder::open(root_path)), ids);
        const auto done = need(cell::run(std::move(spec)));
        const auto found = changed();
        row("a cached root is noticed before use: " + std::string(what), done.succeeded() && found != "same", found);
        assemble();
    }
    static_cast<void>(need(verifier::RootCache::open(cache_path, lock)).begin());
    fs::remove_all(cache_path);
}

}  // namespace assay::hostile
