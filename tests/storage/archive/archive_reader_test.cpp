// SPDX-License-Identifier: Apache-2.0
#include "storage/archive/archive_reader.hpp"

#include "base/core/text.hpp"
#include "storage/archive/entry_stream.hpp"
#include "storage/archive/tree_writer.hpp"
#include "storage/snapshot/take_snapshot.hpp"
#include "tests/storage/archive/tar.hpp"
#include "tests/storage/command.hpp"

#include <algorithm>
#include <map>

#include <fcntl.h>
#include <rapidcheck.h>
#include <unistd.h>

using namespace assay;
using namespace assay::storage;

namespace {

const ArchiveLimits kSmall{.bytes = 256U << 20};

/// Reads an archive the way a worker and its caller do together, in one process: into a stream, and from there into a
/// folder.
Status unpack_here(const std::filesystem::path& archive, const std::filesystem::path& to,
                   const ArchiveLimits& limits = kSmall) {
    test::TempFolder work;
    const auto entries = TRY(Descriptor::open(work / "entries", O_RDWR | O_CREAT, 0600));
    EntryWriter into(entries);
    TRY(into.begin());
    TRY(read_archive(TRY(Descriptor::open(archive, O_RDONLY)), into, limits));
    TRY(into.finish());
    REQUIRE(::lseek(entries.number(), 0, SEEK_SET) == 0);
    const auto folder = TRY(Folder::open(to));
    TreeWriter writer(folder, {.limits = limits});
    TRY(read_entries(entries, writer, limits));
    return writer.finish();
}

Snapshot snapshot_of(const std::filesystem::path& path) {
    return test::need(take_snapshot(test::need(Folder::open(path))));
}

/// Unpacks by the tool every system has; empty where it refuses.
std::optional<Snapshot> unpacked_by_tool(const std::filesystem::path& archive) {
    test::TempFolder work;
    const bool is_zip = archive.extension() == ".zip" || archive.extension() == ".jar";
    const auto quoted = test::word(archive.string());
    const auto command =
        is_zip ? "unzip -qq -d . " + quoted : "tar -xf " + quoted + " --no-same-owner --no-same-permissions";
    const auto code =
        test::run("umask 022; cd " + test::word(work.path().string()) + " && " + command + " >/dev/null 2>&1").code;
    if (code != 0) return {};
    return snapshot_of(work.path());
}

// Cases that are refused here although the set accepts them, and why.
const std::map<std::string, std::string> kStricter = {
    {"libarchive/compat_bzip2_2.tbz",
     "there are bytes after the last member: refused as in own/trailing-garbage.tar.gz"},
    {"libarchive/compat_gzip_2.tgz",
     "there are bytes after the last member: refused as in own/trailing-garbage.tar.gz"},
    {"libarchive/read_format_zip.zip", "its directory has another checksum than the data"},
    {"yauzl/ok-unicode-path-extra-field.zip", "the extra fields of its local header run into the descriptor"},
};

void write_tar(const std::filesystem::path& path, const std::string& tar) { test::write(path, tar); }

std::string refusal_of(const std::string& archive) {
    test::TempFolder work;
    test::write(work / "archive", archive);
    std::filesystem::create_directory(work / "out");
    return test::message_of(unpack_here(work / "archive", work / "out"));
}

}  // namespace

TEST_CASE("hostile archives are refused, good ones are read", "[storage][intake]") {
    test::Tally tally("archives-hostile");
    const auto set = test::vectors("archives-hostile");
    const auto cases = test::read_json(set / "cases.json");
    for (const auto& item : *cases.find("cases")->items()) {
        const std::string file(item.text_at("file"));
        const auto expect = item.text_at("expect");
        test::TempFolder work;
        test::write(work / "outside", "safe");
        std::filesystem::create_directory(work / "inside");
        const auto status = unpack_here(set / file, work / "inside");
        // Whatever the verdict: nothing but the folder may have changed.
        const bool is_contained = test::read(work / "outside") == "safe" && !std::filesystem::exists("/tmp/evil.txt");
        if (const auto stricter = kStricter.find(file); stricter != kStricter.end() && !status) {
            tally.skip(file + ": " + stricter->second);
            continue;
        }
        const bool as_expected = is_contained && (expect == "no-crash" || status.has_value() == (expect == "accept"));
        tally.count(file, as_expected, std::string(item.text_at("reason")) + ": " + test::message_of(status));
    }
}

TEST_CASE("what is read from a good archive is what other tools read", "[storage][intake]") {
    test::need_program("unzip");
    test::Tally tally("archives-hostile, against tar and unzip");
    const auto set = test::vectors("archives-hostile");
    const auto cases = test::read_json(set / "cases.json");
    for (const auto& item : *cases.find("cases")->items()) {
        const std::string file(item.text_at("file"));
        if (item.text_at("expect") != "accept" || kStricter.contains(file)) continue;
        test::TempFolder work;
        test::need(unpack_here(set / file, work.path()));
        const auto theirs = unpacked_by_tool(set / file);
        if (!theirs) {
            tally.skip("the other tool does not unpack it");
            continue;
        }
        tally.count(file, snapshot_of(work.path()).is_same_tree_as(*theirs));
    }
}

TEST_CASE("a tree comes out of every kind of archive as it went in", "[storage][intake]") {
    test::TempFolder work;
    const auto tree = work / "tree";
    test::write(tree / "run.sh", "#!/bin/sh\n");
    std::filesystem::permissions(tree / "run.sh", std::filesystem::perms(0755));
    test::write(tree / "d\xc3\xa9j\xc3\xa0/vu", "text");
    test::write(tree / ("long-" + std::string(120, 'n')) / std::string(120, 'm'), std::string(300'000, 'z'));
    std::filesystem::create_directory(tree / "empty");
    std::filesystem::create_symlink("run.sh", tree / "link");
    const auto expected = snapshot_of(tree);
    const auto in_tree = "cd " + test::word(tree.string()) + " && ";
    for (const std::string command : {"tar -cf A .", "tar -czf A --format=pax .", "tar -cjf A --format=gnu *",
                                      "tar -cJf A --format=posix .", "tar --zstd -cf A .", "zip -qry A ."}) {
        if (command.starts_with("zip") && !test::has_program("zip")) continue;
        INFO(command);
        const auto archive = (work / "archive.zip").string();
        auto filled = command;
        filled.replace(filled.find(" A "), 3, " " + test::word(archive) + " ");
        test::output_of(in_tree + filled);
        test::TempFolder out;
        test::need(unpack_here(archive, out.path()));
        CHECK(snapshot_of(out.path()).is_same_tree_as(expected));
        std::filesystem::remove(archive);
    }
}

TEST_CASE("the form of a git archive is read", "[storage][intake]") {
    test::need_program("git");
    test::TempFolder work;
    const auto git =
        "cd " + test::word(work.path().string()) +
        " && export GIT_CONFIG_NOSYSTEM=1 HOME=/nonexistent GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a GIT_COMMITTER_NAME=a "
        "GIT_COMMITTER_EMAIL=a && ";
    test::write(work / "r/src/a.c", "int a;\n");
    test::output_of(
        git +
        "git init -q r && cd r && git add . && git commit -qm x && git archive --prefix=p/ -o ../a.tar.gz HEAD && "
        "git archive -o ../a.zip HEAD");
    for (const std::string name : {"a.tar.gz", "a.zip"}) {
        test::TempFolder out;
        test::need(unpack_here(work / name, out.path()));
        CHECK(snapshot_of(out.path()).files == 1);
    }
}

TEST_CASE("what is no archive is refused in words", "[storage][intake]") {
    CHECK(refusal_of("") == "it is empty");
    CHECK(refusal_of("hello") == "tar at byte 0: it is cut short");
    CHECK(refusal_of("PK and nothing").starts_with("zip at byte "));
    CHECK(refusal_of(std::string("\x1f\x8b", 2)) == "gzip: it is cut short");
}

TEST_CASE("limits end the reading of an archive", "[storage][intake]") {
    test::TempFolder work;
    write_tar(work / "a.tar", test::tar_file("a", "1234") + test::tar_file("b", "5678") + test::tar_end());
    const auto kind_of = [&](const ArchiveLimits& limits) {
        test::TempFolder out;
        const auto status = unpack_here(work / "a.tar", out.path(), limits);
        return status ? ErrorKind::Internal : status.error().kind();
    };
    CHECK(kind_of({.bytes = 7}) == ErrorKind::Limit);
    CHECK(kind_of({.entries = 1}) == ErrorKind::Limit);
    CHECK(test::message_of(unpack_here(work / "a.tar", test::TempFolder().path(), {.bytes = 7})) ==
          "with \"b\" there is more than 7 B in it");
}

TEST_CASE("a changed byte in a zip is refused or changes nothing that counts", "[storage][intake]") {
    /// How much there is.
    class Count final : public EntrySink {
    public:
        Status entry(const ArchiveEntry& entry) override {
            ++entries;
            bytes += entry.target.size();
            return {};
        }
        Status content(ByteView more) override {
            bytes += more.size();
            return {};
        }
        std::size_t entries = 0, bytes = 0;
    };
    test::TempFolder work;
    const auto set = test::vectors("archives-hostile");
    for (const std::string name :
         {"libzip/testcomment.zip", "yauzl/ok-zip64.zip", "libarchive/read_format_zip_symlink.zip"}) {
        const auto good = test::read(set / name);
        Count expected;
        test::need(read_archive(test::need(Descriptor::open(set / name, O_RDONLY)), expected));
        for (std::size_t at = 0; at < good.size(); ++at) {
            auto changed = good;
            changed[at] = static_cast<char>(changed[at] ^ 0x20);
            test::write(work / "changed", changed);
            Count read;
            // A name or a mode may be another one where both headers agree on it; bytes may not.
            if (!read_archive(test::need(Descriptor::open(work / "changed", O_RDONLY)), read)) continue;
            INFO(name << " byte " << at);
            REQUIRE(read.entries == expected.entries);
            REQUIRE(read.bytes == expected.bytes);
        }
    }
}
