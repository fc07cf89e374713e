// SPDX-License-Identifier: Apache-2.0
#include "verifier/rebuild/take_out.hpp"

#include "base/cell/work_folder.hpp"
#include "base/files/space.hpp"
#include "storage/layout/layout.hpp"
#include "tests/base/cell/hostile.hpp"

#include <fcntl.h>
#include <sys/stat.h>

using namespace assay;
using namespace assay::test;
using verifier::take_artifacts;
namespace fs = std::filesystem;

namespace {

/// What a build leaves, as its own user leaves it.
class Built {
public:
    explicit Built(const std::string& script)
        : ids_(one_user()),
          folder_(need(Folder::open(temp_.path()))),
          out_(need(cell::make_work_folder(folder_, "out"_path, *ids_))),
          outputs_(need(folder_.make_folder("outputs"_path))) {
        cell::CellSpec spec;
        spec.command = {"/usr/bin/sh", "-euc", "cd /out; " + script};
        spec.environment = {{"PATH", "/usr/bin:/bin"}};
        spec.host_ids = ids_;
        spec.limits.file_bytes = std::uint64_t{16} << 30;
        spec.binds.push_back(
            {.source = need(out_.descriptor().duplicate()), .inside = "/out", .access = cell::Access::Writable});
        holds(std::move(spec));
    }
    ~Built() { static_cast<void>(cell::empty_work_folder(out_, ids_)); }

    verifier::TakenOut take(const std::vector<RelativePath>& paths) const {
        return need(take_artifacts(out_, paths, outputs_));
    }
    struct ::stat status(const RelativePath& artifact) const {
        struct ::stat raw{};
        const auto path = temp_ / "outputs" / need(storage::layout::artifact(artifact)).text();
        REQUIRE(::lstat(path.c_str(), &raw) == 0);
        return raw;
    }

private:
    assay::test::TempFolder temp_;
    std::shared_ptr<const cell::HostIds> ids_;
    Folder folder_, out_, outputs_;
};

}  // namespace

TEST_CASE("a hole under six names is taken out as one, and takes no disk", "[verifier][rebuild][take]") {
    const Built built("truncate -s 300M one; for i in two three four five six; do ln one $i; done; echo text >other");
    const auto taken =
        built.take({"one"_path, "two"_path, "three"_path, "four"_path, "five"_path, "six"_path, "other"_path});
    CHECK(taken.failure.empty());
    REQUIRE(taken.artifacts.size() == 7);
    CHECK(taken.artifacts[0].size == 300U << 20);
    CHECK(taken.artifacts[0].digest == taken.artifacts[5].digest);
    CHECK(crypto::hex(taken.artifacts[0].digest.sha256) ==
          "17a88af83717f68b8bd97873ffcf022c8aed703416fe9b08e0fa9e3287692bf0");
    CHECK(taken.artifacts[6].digest == crypto::DigestSet::of(bytes_of("text\n")));
    CHECK(built.status("one"_path).st_blocks * 512 < 1 << 20);
    CHECK(built.status("one"_path).st_ino == built.status("six"_path).st_ino);
}

TEST_CASE("an artifact is taken with any mode, under any user of the room", "[verifier][rebuild][take]") {
    const Built built(
        "mkdir -p a/b; echo text >a/b/file; chmod 04000 a/b/file; chmod 0 a/b; chmod 0 a; echo text >shut; chmod 0 "
        "shut; "
        "chmod 0 .");
    const auto taken = built.take({"a/b/file"_path, "shut"_path});
    CHECK(taken.failure.empty());
    REQUIRE(taken.artifacts.size() == 2);
    CHECK(taken.artifacts[0].digest == crypto::DigestSet::of(bytes_of("text\n")));
    for (const auto& path : {"a/b/file"_path, "shut"_path}) {
        CHECK((built.status(path).st_mode & 07777) == 0644);
        CHECK(built.status(path).st_uid == ::geteuid());
    }
}

TEST_CASE("where an artifact is missing, what the build left is named, for the room alone",
          "[verifier][rebuild][take]") {
    const Built built(
        "mkdir -p usr/lib/arch; echo x >usr/lib/arch/libgeo.so; ln -s libgeo.so usr/lib/arch/link; echo x >'a\nb'");
    const auto taken = built.take({"usr/lib/libgeo.so"_path});
    CHECK(taken.failure == "the build left no artifact \"usr/lib/libgeo.so\"");
    CHECK(taken.left == std::vector<std::string>{"\"a\\x0ab\"", "\"usr/lib/arch/libgeo.so\"", "\"usr/lib/arch/link\""});
    CHECK(built.take({"usr/lib/arch/link"_path}).left.empty());
    const Built many("i=0; while [ $i -lt 99 ]; do echo x >$i; i=$((i+1)); done");
    CHECK(many.take({"gone"_path}).left.size() == verifier::kLeftNamesMax);
}

TEST_CASE("what is no artifact fails the build, and nothing is taken", "[verifier][rebuild][take]") {
    const Built built(
        "echo x >file; ln -s file link; ln -s . way; mkfifo fifo; mkdir folder; for i in 1 2 3 4 5; do truncate -s 15G "
        "$i; done");
    CHECK(built.take({"file"_path, "gone"_path}).failure == "the build left no artifact \"gone\"");
    for (const auto& [path, name] : std::vector<std::pair<RelativePath, std::string>>{
             {"link"_path, "link"}, {"way/file"_path, "way/file"}, {"fifo"_path, "fifo"}, {"folder"_path, "folder"}})
        CHECK(built.take({path}).failure == "the artifact \"" + name + "\" is no regular file");
    CHECK(built.take({"1"_path, "2"_path, "3"_path, "4"_path, "5"_path}).failure.starts_with("the artifacts come to "));
    CHECK(built.take({"file"_path}).artifacts.size() == 1);
}
