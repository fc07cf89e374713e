// SPDX-License-Identifier: Apache-2.0
#include "storage/intake/unpack.hpp"

#include "base/core/text.hpp"
#include "storage/intake/dsc.hpp"
#include "storage/snapshot/take_snapshot.hpp"
#include "tests/storage/archive/tar.hpp"
#include "tests/storage/command.hpp"

#include <unistd.h>

using namespace assay;
using namespace assay::storage;

namespace {

const UnpackOptions kOptions{.worker_program = ASSAY_STORAGE_WORKERS "/true"};

Snapshot snapshot_of(const std::filesystem::path& path) {
    return test::need(take_snapshot(test::need(Folder::open(path))));
}

SourceFile file_of(const std::filesystem::path& path) {
    const auto bytes = test::read(path);
    return {.path = test::need(RelativePath::parse(path.filename().string())),
            .size = bytes.size(),
            .sha256 = crypto::sha256(bytes_of(bytes))};
}

Result<Unpacked> unpack_from(const std::filesystem::path& verbatim, const Source& source,
                             const std::filesystem::path& to, const UnpackOptions& options = kOptions) {
    return unpack(source, test::need(Folder::open(verbatim)), to, options);
}

/// A folder with one archive, and its source.
struct ArchiveSource {
    test::TempFolder work;
    Source source{.kind = SourceKind::Archive};

    explicit ArchiveSource(const std::string& tar) {
        test::write(work / "v/a.tar", tar);
        source.files = {file_of(work / "v/a.tar")};
    }
    Result<Unpacked> unpack(const UnpackOptions& options = kOptions) const {
        return unpack_from(work / "v", source, work / "out", options);
    }
    /// What is below the folder besides the source itself.
    std::string left_behind() const {
        return test::output_of("cd " + test::word(work.path().string()) +
                               " && find . -mindepth 1 | grep -v '^./v' || true");
    }
};

/// Builds a small Debian source package of format 3.0 (quilt); gives its .dsc.
std::filesystem::path build_dsc(const std::filesystem::path& folder) {
    test::need_program("dpkg-source");
    const auto tree = folder / "hello-1.0";
    test::write(tree / "hello.c", "int main(void) { return 0; }\n");
    test::write(tree / "configure", "#!/bin/sh\n");
    std::filesystem::permissions(tree / "configure", std::filesystem::perms(0755));
    test::output_of(
        "cd " + test::word(folder.string()) +
        " && touch -d @1000000000 hello-1.0/hello.c && tar --owner=0 --group=0 -cJf hello_1.0.orig.tar.xz hello-1.0");
    test::write(tree / "debian/control",
                "Source: hello\nMaintainer: A <a@b.invalid>\nStandards-Version: 4.6.0\n\nPackage: hello\nArchitecture: "
                "any\nDescription: x\n y\n");
    test::write(
        tree / "debian/changelog",
        "hello (1.0-1) unstable; urgency=low\n\n  * First.\n\n -- A <a@b.invalid>  Mon, 26 Dec 2022 12:07:00 +0100\n");
    test::write(tree / "debian/rules", "#!/usr/bin/make -f\n");
    std::filesystem::permissions(tree / "debian/rules", std::filesystem::perms(0755));
    test::write(tree / "debian/source/format", "3.0 (quilt)\n");
    test::write(tree / "debian/patches/series", "one.patch\n");
    test::write(
        tree / "debian/patches/one.patch",
        "--- a/hello.c\n+++ b/hello.c\n@@ -1 +1 @@\n-int main(void) { return 0; }\n+int main(void) { return 1; }\n");
    test::output_of("cd " + test::word(folder.string()) +
                    " && chmod -R go-w hello-1.0 && { dpkg-source --before-build hello-1.0 && dpkg-source -b "
                    "hello-1.0; } >/dev/null 2>&1");
    return folder / "hello_1.0-1.dsc";
}

Source source_of_dsc(const std::filesystem::path& path) {
    const auto dsc = test::need(Dsc::parse(test::read(path)));
    Source out{.kind = SourceKind::Dsc, .name = dsc.name, .version = dsc.version};
    out.files.push_back(file_of(path));
    for (const auto& file : dsc.files) out.files.push_back(file_of(path.parent_path() / file.path.text()));
    return out;
}

}  // namespace

TEST_CASE("a dsc is unpacked by its own tool in a cell, patches applied and times kept", "[storage][intake]") {
    test::TempFolder work;
    const auto dsc = build_dsc(work.path());
    const auto source = source_of_dsc(dsc);
    const auto unpacked = test::need(unpack_from(work.path(), source, work / "out"));
    CHECK(unpacked.source_date_epoch->render() == "2022-12-26T11:07:00Z");
    CHECK(test::read(work / "out/hello.c") == "int main(void) { return 1; }\n");
    test::output_of("cd " + test::word(work.path().string()) +
                    " && umask 022 && dpkg-source -x hello_1.0-1.dsc theirs >/dev/null 2>&1");
    CHECK(snapshot_of(work / "out") == snapshot_of(work / "theirs"));
    const auto tree = test::need(Folder::open(work / "out"));
    CHECK(test::need(tree.status("configure"_path)).mode == 0755);
    CHECK(test::need(tree.status("configure"_path)).owner == ::geteuid());
    CHECK(test::need(tree.status()).mode == 0755);
}

TEST_CASE("a dsc whose files, name or time are not those of the source is refused", "[storage][intake]") {
    test::TempFolder work;
    const auto dsc = build_dsc(work.path());
    const auto source = source_of_dsc(dsc);
    const auto refusal_of = [&](auto change) {
        auto changed = source;
        change(changed);
        const auto refused = unpack_from(work.path(), changed, work / "out");
        CHECK_FALSE(std::filesystem::exists(work / "out"));
        CHECK((refused || refused.error().kind() == ErrorKind::Untrusted));
        return test::message_of(refused);
    };
    CHECK(refusal_of([](Source& each) { each.source_date_epoch = test::need(Time::from_seconds(7)); }) ==
          "unpacking: the source was last changed at 2022-12-26T11:07:00Z, not at 1970-01-01T00:00:07Z");
    test::write(work / "extra.tar.gz", "x");
    CHECK(refusal_of([&](Source& each) { each.files.push_back(file_of(work / "extra.tar.gz")); }) ==
          "source: \"hello_1.0-1.dsc\" names other files");
    CHECK(refusal_of([](Source& each) { each.files.pop_back(); }) == "source: \"hello_1.0-1.dsc\" names other files");
    CHECK(refusal_of([](Source& each) { each.name = "goodbye"; }) ==
          "source: \"hello_1.0-1.dsc\" is of another name or version");
    test::write(work / "hello_1.0-1.debian.tar.xz", "other");
    CHECK(refusal_of([](Source&) {
          }).starts_with("source file \"hello_1.0-1.debian.tar.xz\" has not the size that was named"));
}

TEST_CASE("what dpkg-source refuses is reported in its words", "[storage][intake]") {
    test::TempFolder work;
    const auto dsc = build_dsc(work.path());
    // A patch that does not apply: the dsc and its files agree, the unpacking fails.
    test::output_of(
        "cd " + test::word(work.path().string()) +
        " && mkdir d && tar -C d -xf hello_1.0-1.debian.tar.xz && sed -i s/void/char/ d/debian/patches/one.patch && "
        "tar -C d -cJf hello_1.0-1.debian.tar.xz debian && size=$(stat -c %s hello_1.0-1.debian.tar.xz) && for h in "
        "md5 sha1 "
        "sha256; do sum=$(${h}sum hello_1.0-1.debian.tar.xz | cut -d' ' -f1); n=${#sum}; sed -i -E "
        "\"s/^ [0-9a-f]{$n} [0-9]+ (hello_1.0-1.debian.tar.xz)/ $sum $size \\1/\" hello_1.0-1.dsc; done");
    const auto refused = unpack_from(work.path(), source_of_dsc(dsc), work / "out");
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().kind() == ErrorKind::Invalid);
    CHECK(refused.error().message().starts_with("unpacking \"hello_1.0-1.dsc\": dpkg-source ended with exit code "));
    CHECK_FALSE(std::filesystem::exists(work / "out"));
}

TEST_CASE("a disk with no space left is ours, whatever fails on it", "[storage][intake]") {
    test::TempFolder work;
    const auto dsc = build_dsc(work.path());
    auto options = kOptions;
    options.free_bytes = std::uint64_t{1} << 62;
    const auto refused = unpack_from(work.path(), source_of_dsc(dsc), work / "out", options);
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().kind() == ErrorKind::Full);
    CHECK(refused.error().message().starts_with("unpacking \"hello_1.0-1.dsc\": running a cell: no space left in "));
    CHECK_FALSE(std::filesystem::exists(work / "out"));
}

TEST_CASE("an archive is read in a cell and written whole", "[storage][intake]") {
    const ArchiveSource good(test::tar_header({.name = "d/", .type = '5', .mode = "0000755"}) +
                             test::tar_file("d/a", "hello") + test::tar_header({.name = "su", .mode = "0004755"}) +
                             test::tar_end());
    const auto unpacked = test::need(good.unpack());
    CHECK(test::read(good.work / "out/d/a") == "hello");
    CHECK(unpacked.source_date_epoch->seconds() == 0);
    REQUIRE(unpacked.notes.size() == 1);
    CHECK(unpacked.notes[0] == "set-id and sticky bits were left away: \"su\"");
    CHECK(good.left_behind() == "./out\n./out/d\n./out/d/a\n./out/su");
    const auto again = good.unpack();
    REQUIRE_FALSE(again.has_value());
    CHECK(again.error().kind() == ErrorKind::Conflict);
}

TEST_CASE("a refused archive leaves nothing behind", "[storage][intake]") {
    const ArchiveSource late(test::tar_file("a", "hello") + test::tar_file("../b", "x") + test::tar_end());
    CHECK(test::message_of(late.unpack()) ==
          "unpacking \"a.tar\": entry \"../b\": path \"../b\" has a component \"..\"");
    CHECK(late.left_behind().empty());
    const ArchiveSource cut(test::tar_file("a", "hello").substr(0, 600));
    CHECK(test::message_of(cut.unpack()) == "unpacking \"a.tar\": tar at byte 600: it is cut short");
    CHECK(cut.left_behind().empty());
    ArchiveSource other(test::tar_file("a", "hello") + test::tar_end());
    other.source.files[0].sha256.data()[0] ^= 1;
    CHECK(test::message_of(other.unpack()).starts_with("source file \"a.tar\" does not hash to what was named, "));
    CHECK(other.left_behind().empty());
}

TEST_CASE("a worker that was taken over gets nothing written", "[storage][intake]") {
    const ArchiveSource good(test::tar_file("a", "hello") + test::tar_end());
    const std::pair<std::string, std::string> lies[] = {
        {"climb", "entry \"../outside\": path \"../outside\" has a component \"..\""},
        {"overfill", "the worker's entries are more or larger than was asked for"},
        {"cut", "the worker's entries are cut short"},
        {"mute", "the worker's entries are cut short"},
    };
    for (const auto& [lie, words] : lies) {
        const auto refused = good.unpack({.worker_program = std::string(ASSAY_STORAGE_WORKERS "/") + lie});
        CHECK(test::message_of(refused) == "unpacking \"a.tar\": " + words);
        CHECK(good.left_behind().empty());
    }
}

TEST_CASE("a folder is copied with one time and two modes", "[storage][intake]") {
    test::TempFolder work;
    test::write(work / "v/sub/a", "x");
    test::write(work / "v/run", "y");
    std::filesystem::permissions(work / "v/run", std::filesystem::perms(04711));
    std::filesystem::create_symlink("/anywhere", work / "v/link");
    std::filesystem::create_hard_link(work / "v/sub/a", work / "v/sub/b");
    Source source{.kind = SourceKind::Folder, .source_date_epoch = test::need(Time::from_seconds(1'600'000'000))};
    test::need(unpack_from(work / "v", source, work / "out"));
    CHECK(snapshot_of(work / "out") == snapshot_of(work / "v"));
    const auto tree = test::need(Folder::open(work / "out"));
    CHECK(test::need(tree.status("run"_path)).mode == 0755);
    CHECK(test::need(tree.status("sub/a"_path)).links == 1);
    for (const auto& path :
         {RelativePath("sub"_path), RelativePath("sub/a"_path), RelativePath("link"_path), RelativePath("run"_path)})
        CHECK(test::need(tree.status(path)).modified == 1'600'000'000);
    source.source_date_epoch.reset();
    CHECK(test::message_of(unpack_from(work / "v", source, work / "again")) ==
          "unpacking a folder: its source names no time");
}

TEST_CASE("hostile archives are refused in cells as they are outside", "[storage][intake]") {
    test::Tally tally("archives-hostile, own, in cells");
    const auto set = test::vectors("archives-hostile");
    const auto cases = test::read_json(set / "cases.json");
    for (const auto& item : *cases.find("cases")->items()) {
        const std::string file(item.text_at("file"));
        if (!file.starts_with("own/") || item.text_at("expect") == "no-crash") continue;
        test::TempFolder work;
        Source source{.kind = SourceKind::Archive, .files = {file_of(set / file)}};
        auto options = kOptions;
        options.limits.bytes = 256U << 20;
        const auto unpacked = unpack_from((set / file).parent_path(), source, work / "out", options);
        tally.count(file, unpacked.has_value() == (item.text_at("expect") == "accept"), test::message_of(unpacked));
        if (!unpacked) CHECK(std::filesystem::is_empty(work.path()));
    }
}
