// SPDX-License-Identifier: Apache-2.0
#include "verifier/machine/guest/system.hpp"

#include "verifier/machine/guest.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include <dirent.h>
#include <fcntl.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <unistd.h>

namespace assay::verifier::guest {

using std::string;

namespace {

int console = -1;

}  // namespace

void open_console() { console = ::open("/dev/console", O_WRONLY | O_CLOEXEC | O_NOCTTY); }

void say(const string& words) {
    const auto line = words + "\n";
    static_cast<void>(!::write(console, line.data(), line.size()));
}

[[noreturn]] void power_off() {
    ::sync();
    ::reboot(RB_POWER_OFF);
    ::reboot(RB_AUTOBOOT);  // the machine is told to end instead of starting again
    for (;;) ::pause();
}

[[noreturn]] void cannot(const string& doing) {
    say(kCannot + doing + ": " + ::strerrordesc_np(errno));
    if (::getpid() == 1) power_off();
    ::_exit(1);
}

void need(bool done, const string& doing) {
    if (!done) cannot(doing);
}

void make_folder(const string& path, mode_t mode) {
    if (::mkdir(path.c_str(), mode) == 0) return;
    struct stat status{};
    need(errno == EEXIST && ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode), "making " + path);
}

void make_folders(const string& path) {
    for (auto slash = path.find('/', 1); slash != string::npos; slash = path.find('/', slash + 1))
        make_folder(path.substr(0, slash));
    make_folder(path);
}

void make_file(const string& path) {
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
    need(file >= 0, "making " + path);
    ::close(file);
}

void mount_at(const char* source, const string& target, const char* type, unsigned long flags, const string& options) {
    need(::mount(source, target.c_str(), type, flags, options.c_str()) == 0, "mounting " + target);
}

void bind(const string& source, const string& target, bool is_writable) {
    mount_at(source.c_str(), target, nullptr, MS_BIND);
    mount_at(nullptr, target, nullptr, MS_REMOUNT | MS_BIND | MS_NOSUID | MS_NODEV | (is_writable ? 0 : MS_RDONLY));
}

string read_text(const string& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) return {};
    string out;
    char buffer[4096];
    for (;;) {
        const auto got = ::read(file, buffer, sizeof buffer);
        if (got <= 0) break;
        out.append(buffer, static_cast<std::size_t>(got));
    }
    ::close(file);
    return out;
}

bool write_text(const string& path, std::string_view text) {
    const int file = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
    if (file < 0) return false;
    const bool done = ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    ::close(file);
    return done;
}

std::uint64_t number_after(const string& text, const string& word) {
    const auto at = ("\n" + text).find("\n" + word + " ");
    return at == string::npos ? 0 : std::strtoull(text.c_str() + at + word.size() + 1, nullptr, 10);
}

std::vector<string> names_in(const string& path) {
    std::vector<string> out;
    DIR* folder = ::opendir(path.c_str());
    need(folder != nullptr, "listing " + path);
    // One thread: NOLINTNEXTLINE(concurrency-mt-unsafe)
    while (const auto* entry = ::readdir(folder))
        if (const std::string_view name = entry->d_name; name != "." && name != "..") out.emplace_back(name);
    ::closedir(folder);
    return out;
}

string disk_named(const char* serial) {
    for (int tries = 0; tries < 100; ++tries) {
        for (const auto& name : names_in("/sys/block"))
            if (read_text("/sys/block/" + name + "/serial").substr(0, std::strlen(serial)) == serial)
                return "/dev/" + name;
        ::usleep(100'000);
    }
    errno = ENODEV;
    cannot(string("finding the disk ") + serial);
}

}  // namespace assay::verifier::guest
