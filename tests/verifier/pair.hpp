// SPDX-License-Identifier: Apache-2.0
// Pairs of files to compare, and packages made by Debian's own tools.
#pragma once

#include "tests/support/support.hpp"
#include "verifier/anatomy/elf_layout.hpp"
#include "verifier/anatomy/explain_worker.hpp"
#include "verifier/explain/explain.hpp"

#include <algorithm>
#include <fstream>

#include <fcntl.h>

namespace assay::test {

inline Descriptor file_of(const std::filesystem::path& path) { return need(Descriptor::open(path, O_RDONLY)); }

inline void write(const std::filesystem::path& path, std::string_view text) {
    std::filesystem::create_directories(path.parent_path());
    std::ofstream out(path, std::ios::binary);
    out.write(text.data(), static_cast<std::streamsize>(text.size()));
    if (!out.flush()) FAIL("writing " << path);
}

/// Runs a command of ours in a shell; fails the test when it fails.
inline void shell(const std::string& command) {
    INFO(command);
    REQUIRE(std::system(("(" + command + ") >/dev/null 2>&1").c_str()) == 0);
}
inline bool has_tool(const std::string& name) {
    return std::system(("command -v " + name + " >/dev/null 2>&1").c_str()) == 0;
}
inline void need_tool(const std::string& name) {
    if (!has_tool(name)) SKIP("there is no " << name << " on this machine");
}

/// Skips the running test where no cell can be built.
inline verifier::WorkerOptions real_workers(const std::string& program = "true") {
    need_tool("bwrap");
    return {.program = std::string(ASSAY_VERIFIER_WORKERS) + "/" + program};
}

/// What is found inside by the worker's code, run here without a cell; none when there is no difference.
inline std::optional<verifier::Finding> look_inside(const std::filesystem::path& deployed,
                                                    const std::filesystem::path& rebuilt) {
    cell::Request request;
    for (const auto& path : {deployed, rebuilt}) {
        request.files.push_back(file_of(path));
        append_big_endian(request.bytes, std::uint64_t{std::filesystem::file_size(path)});
    }
    const auto reply = need(verifier::explain_in_worker(request));
    const auto json = need(Json::parse(text_of(reply)));
    if (json.is_null()) return {};
    return need(verifier::Finding::parse(json));
}

/// The finding at the end of a path of steps, of that kind where one is given; fails the test where there is none. Of
/// several findings about one thing, the one that has something inside leads further.
inline const verifier::Finding& at(const verifier::Finding& whole, const std::vector<std::string>& steps,
                                   std::optional<verifier::FindingKind> kind = {}) {
    const auto* here = &whole;
    for (std::size_t i = 0; i < steps.size(); ++i) {
        const auto fits = [&](const verifier::Finding& inner) {
            const bool is_last = i + 1 == steps.size();
            return inner.where == steps[i] && (is_last ? !kind || inner.kind == *kind : !inner.inside.empty());
        };
        const auto next = std::ranges::find_if(here->inside, fits);
        if (next == here->inside.end())
            FAIL("no finding at step " << steps[i] << " in " << whole.render().render_pretty());
        here = &*next;
    }
    return *here;
}

/// Where a section of a program lies.
inline verifier::ElfLayout::Part section(const std::filesystem::path& program, std::string_view name) {
    const auto bytes = read(program);
    for (const auto& part : need(verifier::ElfLayout::of(bytes_of(bytes))).sections)
        if (part.name == name) return part;
    SKIP("there is no " << name << " in " << program);
    return {};
}

/// A tree for a small package with a real program in it.
class PackageTree {
public:
    explicit PackageTree(std::filesystem::path root) : root_(std::move(root)) {
        need_tool("dpkg-deb");
        write(root_ / "DEBIAN/control",
              "Package: sample\nVersion: 1\nArchitecture: all\nMaintainer: A <a@b.example>\nDescription: a sample\n");
        write(root_ / "usr/share/doc/sample/notes", std::string("first line\nsecond line\nthird line\n"));
        std::filesystem::create_directories(root_ / "usr/bin");
        std::filesystem::copy_file("/usr/bin/true", program());
        std::filesystem::permissions(program(), std::filesystem::perms(0755));
        std::filesystem::create_symlink("true", root_ / "usr/bin/yes");
    }
    std::filesystem::path program() const { return root_ / "usr/bin/program"; }
    const std::filesystem::path& root() const { return root_; }
    std::filesystem::path copy(const std::filesystem::path& to) const {
        std::filesystem::copy(root_, to,
                              std::filesystem::copy_options::recursive | std::filesystem::copy_options::copy_symlinks);
        return to;
    }

private:
    std::filesystem::path root_;
};

/// Packs a tree as dpkg-deb does, members dated 2023.
inline std::filesystem::path pack(const std::filesystem::path& tree, const std::string& options = "") {
    const auto deb = tree.string() + ".deb";
    shell("cd '" + tree.string() +
          "' && find . -exec touch -h -d @1700000000 {} + && SOURCE_DATE_EPOCH=1700000000 dpkg-deb " + options +
          " --root-owner-group -b . '" + deb + "'");
    return deb;
}

inline void flip(const std::filesystem::path& path, std::uint64_t offset, unsigned bit = 0) {
    auto bytes = read(path);
    REQUIRE(offset < bytes.size());
    bytes[offset] = static_cast<char>(static_cast<unsigned char>(bytes[offset]) ^ (1U << bit));
    write(path, bytes);
}

}  // namespace assay::test
