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
#include <sys/stat.h>
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

TEST_CASE("a sparse file is taken in every form that GNU tar has, with its holes", "[storage][intake][sparse]") {
    test::TempFolder work;
    const auto tree = work / "tree";
    test::write(tree / "a", "x\n");
    test::output_of("cd " + test::word(tree.string()) +
                    " && truncate -s 8M hole && truncate -s 8M end && printf y | dd of=end bs=1 seek=8388607 "
                    "conv=notrunc status=none && printf y >begin && truncate -s 8M begin");
    const auto expected = snapshot_of(tree);
    for (const std::string format : {"--format=gnu", "--format=oldgnu", "--format=pax --sparse-version=0.0",
                                     "--format=pax --sparse-version=0.1", "--format=pax --sparse-version=1.0"}) {
        INFO(format);
        const auto archive = work / "archive.tar";
        test::output_of("tar " + format + " --sparse -cf " + test::word(archive.string()) + " -C " +
                        test::word(tree.string()) + " .");
        test::TempFolder out;
        test::need(unpack_here(archive, out.path()));
        CHECK(snapshot_of(out.path()).is_same_tree_as(expected));
        // What waits takes no more room than what is in it.
        struct ::stat raw{};
        REQUIRE(::stat((out / "hole").c_str(), &raw) == 0);
        CHECK(raw.st_size == 8 << 20);
        CHECK(raw.st_blocks * 512 < 1 << 20);
    }
}

TEST_CASE("few bytes of tar or zip that say many are stopped by the ratio, before any is written",
          "[storage][intake][sparse]") {
    test::TempFolder work;
    const auto stopped = [&](const std::filesystem::path& archive) {
        test::TempFolder out;
        const auto status = unpack_here(archive, out.path(), {});
        REQUIRE_FALSE(status.has_value());
        CHECK(status.error().kind() == ErrorKind::Limit);
        CHECK(status.error().message().contains("unpacks to more than 1000 times its size"));
        CHECK(std::filesystem::is_empty(out.path()));
    };
    test::write(work / "tree/h", "y");
    test::output_of("cd " + test::word((work / "tree").string()) + " && truncate -s 3G h");
    for (const std::string format : {"--format=gnu", "--format=oldgnu", "--format=pax --sparse-version=0.0",
                                     "--format=pax --sparse-version=0.1", "--format=pax --sparse-version=1.0", "-z"}) {
        INFO(format);
        const auto archive = work / "bomb.tar";
        test::output_of("tar " + format + " --sparse -cf " + test::word(archive.string()) + " -C " +
                        test::word((work / "tree").string()) + " h");
        stopped(archive);
    }
    // A zip has no holes, and deflate alone goes beyond the ratio.
    test::output_of("cd " + test::word(work.path().string()) +
                    " && python3 -c 'import zipfile; z = zipfile.ZipFile(\"bomb.zip\", \"w\", zipfile.ZIP_DEFLATED); "
                    "z.writestr(\"h\", bytes(200 << 20))'");
    stopped(work / "bomb.zip");
    // Many small holes as well as one.
    test::output_of("mkdir " + test::word((work / "many").string()) + " && cd " + test::word((work / "many").string()) +
                    " && for i in $(seq 100); do truncate -s 40M $i; done && tar --sparse -cf ../many.tar .");
    test::TempFolder out;
    const auto status = unpack_here(work / "many.tar", out.path(), {});
    REQUIRE_FALSE(status.has_value());
    CHECK(status.error().kind() == ErrorKind::Limit);
}

TEST_CASE("a tar is one tree for all owners and times of its files", "[storage][intake]") {
    test::TempFolder work;
    const auto tree = work / "tree";
    test::write(tree / "a", "1\n");
    test::write(tree / "d/b", std::string(5000, 'b'));
    const auto expected = snapshot_of(tree);
    test::write(
        work / "odd.py",
        "import tarfile, io, sys\n"
        "kind = {'pax': tarfile.PAX_FORMAT, 'gnu': tarfile.GNU_FORMAT}[sys.argv[1]]\n"
        "t = tarfile.open('archive', 'w', format=kind)\n"
        "for n, d in (('a', b'1\\n'), ('d/b', b'b' * 5000)):\n"
        "    i = tarfile.TarInfo(n); i.size = len(d); i.mtime = -1.5 if kind == tarfile.PAX_FORMAT else -90000000\n"
        "    i.uid = i.gid = 3000000000 if kind == tarfile.PAX_FORMAT else 0\n"
        "    i.uname = '\u00fc' * 40 if kind == tarfile.PAX_FORMAT else '\u00fc'; i.gname = '\u5c71'\n"
        "    t.addfile(i, io.BytesIO(d))\n"
        "t.close()\n");
    const auto in = " -cf archive -C tree .";
    std::vector<std::string> writers = {"python3 odd.py pax", "python3 odd.py gnu"};
    for (const std::string owner : {" --owner='m\xc3\xbcller':1000 --group='gr\xc3\xb6\xc3\x9f"
                                    "e':1000",
                                    " --owner='m\xfcller':1000", " --mtime='1955-11-05 06:15'"})
        for (const std::string format : {"posix", "gnu", "ustar"})
            // ustar has no times before 1970.
            if (format != "ustar" || !owner.contains("mtime")) writers.push_back("tar --format=" + format + owner + in);
    if (test::has_program("bsdtar"))
        for (const std::string format : {"pax", "gnutar", "ustar", "paxr"})
            writers.push_back("bsdtar --format=" + format + " --uname 'm\xc3\xbcller' --gname '\xe5\xb1\xb1'" + in);
    if (test::has_program("busybox")) writers.push_back(std::string("busybox tar") + in);
    for (const auto& writer : writers) {
        INFO(writer);
        std::filesystem::remove(work / "archive");
        test::output_of("cd " + test::word(work.path().string()) + " && " + writer);
        test::TempFolder out;
        test::need(unpack_here(work / "archive", out.path()));
        CHECK(snapshot_of(out.path()).is_same_tree_as(expected));
    }
}

TEST_CASE("zeros that fill the last block of a tape may follow packed data, nothing else", "[storage][intake]") {
    test::TempFolder work;
    const auto tar = test::tar_file("a", "1\n") + test::tar_end();
    test::write(work / "t", tar);
    for (const std::string packer : {"gzip -nc", "bzip2 -c", "xz -c", "zstd -qc"}) {
        INFO(packer);
        const auto packed =
            test::run(packer + " " + test::word((work / "t").string()) + " >" + test::word((work / "p").string()));
        REQUIRE(packed.code == 0);
        const auto plain = test::read(work / "p");
        const auto outcome = [&](const std::string& archive) {
            test::write(work / "archive", archive);
            test::TempFolder out;
            return test::message_of(unpack_here(work / "archive", out.path()));
        };
        auto padded = plain;
        padded.resize((plain.size() / 10240 + 1) * 10240);
        CHECK(outcome(padded).empty());
        CHECK(outcome(padded + std::string(512, '\0')).empty());
        CHECK_FALSE(outcome(padded + std::string(1, '\0')).empty());
        CHECK_FALSE(outcome(padded + std::string(2U << 20, '\0')).empty());
        auto marked = padded;
        marked.back() = 'x';
        CHECK_FALSE(outcome(marked).empty());
        CHECK_FALSE(outcome(padded + plain).empty());
    }
}

TEST_CASE("what is of another format is named, with what is taken", "[storage][intake]") {
    const auto packed = [](const std::string& content, const std::string& packer) {
        test::TempFolder work;
        test::write(work / "in", content);
        test::output_of(packer + " <" + test::word((work / "in").string()) + " >" +
                        test::word((work / "out").string()));
        return test::read(work / "out");
    };
    const auto said = [](const std::string& archive) {
        test::TempFolder work;
        test::write(work / "archive", archive);
        const auto status = unpack_here(work / "archive", test::TempFolder().path());
        REQUIRE_FALSE(status.has_value());
        CHECK(status.error().kind() == ErrorKind::Unsupported);
        CHECK(status.error().message().contains("which is not read here; escrow takes tar"));
        return status.error().message();
    };
    const std::string rest(2000, 'r'), html = "<!DOCTYPE html>\n<html><body>404</body></html>";
    CHECK(said(std::string("7z\xbc\xaf\x27\x1c", 6) + rest).starts_with("this is a 7-Zip archive,"));
    CHECK(said(std::string("Rar!\x1a\x07\x01\0", 8) + rest).starts_with("this is a rar archive,"));
    CHECK(said("LZIP\1" + rest).starts_with("this is lzip-compressed,"));
    CHECK(said("\x1f\x9d\x90" + rest).starts_with("this is compressed by compress (.Z),"));
    CHECK(said("!<arch>\ndebian-binary   " + rest).starts_with("this is a Debian binary package (.deb),"));
    CHECK(said("!<arch>\na.o/" + rest).starts_with("this is an ar archive,"));
    CHECK(said(packed("text", "xz --format=lzma")).starts_with("this is LZMA-compressed (.lzma),"));
    CHECK(said(html).starts_with("this is an HTML page,"));
    CHECK(said("\xef\xbb\xbf  \n<HTML>").starts_with("this is an HTML page,"));
    CHECK(said(packed(html, "gzip")).starts_with("what is packed in it by gzip is an HTML page,"));
    CHECK(said("MZ" + rest).starts_with("this is a Windows program,"));
    CHECK(said("MZ" + rest + std::string("PK\x05\x06", 4) + std::string(18, '\0'))
              .starts_with("this is a program with a zip archive in it, which unpacks itself,"));
    // A tar is a tar, whatever its first name is.
    test::TempFolder work;
    test::write(work / "archive", test::tar_file("MZ", "x") + test::tar_file("7z", "x") + test::tar_end());
    test::need(unpack_here(work / "archive", test::TempFolder().path()));
}
