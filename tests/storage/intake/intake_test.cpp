// SPDX-License-Identifier: Apache-2.0
#include "storage/intake/intake.hpp"

#include "tests/storage/archive/tar.hpp"
#include "tests/storage/command.hpp"

using namespace assay;
using namespace assay::storage;

namespace {

namespace fs = std::filesystem;

/// What a vendor names, taken in below a folder of its own.
struct Taken {
    test::TempFolder work;
    Result<Intake> intake = fail(ErrorKind::Internal, "not yet");

    explicit Taken(const fs::path& source) {
        const auto place = locate_source(source.string());
        if (!place) {
            intake = std::unexpected(place.error());
            return;
        }
        NoProgress progress;
        IntakeOptions options{.work = work.path()};
        options.unpack.worker_program = ASSAY_STORAGE_WORKERS "/true";
        intake = take_in(*place, options, progress);
    }
};

const std::string kTar = test::tar_file("a", "1\n") + test::tar_file("d/b", "2\n") + test::tar_end();

/// A native source package, as dpkg-source makes them.
std::string make_dsc(const fs::path& folder) {
    test::need_program("dpkg-source");
    test::write(folder / "calc-1.0/debian/control",
                "Source: calc\nMaintainer: x <x@example.org>\n\nPackage: calc\n"
                "Architecture: all\nDescription: x\n");
    test::write(
        folder / "calc-1.0/debian/changelog",
        "calc (1.0) bookworm; urgency=low\n\n  * x\n\n -- x <x@example.org>  Tue, 14 Nov 2023 22:13:20 +0000\n");
    test::write(folder / "calc-1.0/debian/source/format", "3.0 (native)\n");
    test::output_of("cd " + test::word(folder.string()) + " && dpkg-source -b calc-1.0 >/dev/null 2>&1");
    return "calc_1.0.dsc";
}

}  // namespace

TEST_CASE("an archive that is named by a link is taken under the link's name", "[storage][intake]") {
    test::TempFolder work;
    test::write(work / "real/archive.tar", kTar);
    fs::create_symlink("real/archive.tar", work / "calc-1.0.tar");
    fs::create_symlink("calc-1.0.tar", work / "again.tar");
    const Taken plain(work / "real/archive.tar");
    for (const std::string name : {"calc-1.0.tar", "again.tar"}) {
        const Taken linked(work / name);
        const auto& intake = *linked.intake;
        REQUIRE(linked.intake.has_value());
        CHECK(intake.snapshot == plain.intake->snapshot);
        REQUIRE(intake.source.files.size() == 1);
        CHECK(intake.source.files[0].path.text() == name);
        CHECK(intake.source.files[0].sha256 == plain.intake->source.files[0].sha256);
        // Sealing follows no link, and finds the bytes.
        CHECK(fs::is_regular_file(fs::symlink_status(intake.verbatim / name)));
    }
    fs::create_symlink("nowhere", work / "dead.tar");
    CHECK(Taken(work / "dead.tar").intake.error().kind() == ErrorKind::NotFound);
    fs::create_symlink("round.tar", work / "round.tar");
    CHECK_FALSE(Taken(work / "round.tar").intake.has_value());
}

TEST_CASE("a .dsc without one of its files names that file", "[storage][intake]") {
    test::TempFolder work;
    const auto dsc = make_dsc(work.path());
    for (const bool is_dead_link : {false, true}) {
        fs::remove(work / "calc_1.0.tar.xz");
        if (is_dead_link) fs::create_symlink("nowhere", work / "calc_1.0.tar.xz");
        const Taken taken(work / dsc);
        REQUIRE_FALSE(taken.intake.has_value());
        CHECK(taken.intake.error().kind() == ErrorKind::NotFound);
        CHECK(taken.intake.error().message().ends_with("it names \"calc_1.0.tar.xz\", which is not there beside it"));
        CHECK(taken.intake.error().hints().size() == 1);
    }
}

TEST_CASE("a .dsc and its tarball may be links", "[storage][intake]") {
    test::TempFolder work;
    const auto dsc = make_dsc(work.path());
    const auto plain = Taken(work / dsc);
    const auto expected = test::need(plain.intake).source.render().render();
    const std::string tarball = "calc_1.0.tar.xz";
    // As uscan does it: the tarball is a link to the one that was fetched.
    fs::create_directory(work / "fetched");
    fs::rename(work / tarball, work / "fetched/calc-1.0.tar.xz");
    fs::create_symlink("fetched/calc-1.0.tar.xz", work / tarball);
    CHECK(test::need(Taken(work / dsc).intake).source.render().render() == expected);
    // The .dsc is a link to a folder where everything lies, and the tarball a link there.
    fs::create_directory(work / "links");
    fs::create_symlink("../" + dsc, work / "links" / dsc);
    CHECK(test::need(Taken(work / "links" / dsc).intake).source.render().render() == expected);
    fs::create_symlink("../" + dsc, work / "links/latest");
    CHECK(test::need(Taken(work / "links/latest").intake).source.render().render() == expected);
    // The digests are of the bytes behind the links.
    test::write(work / "fetched/calc-1.0.tar.xz", "other");
    CHECK(Taken(work / dsc).intake.error().kind() == ErrorKind::Untrusted);
}

TEST_CASE("a folder of holes is a limit, one with some is taken", "[storage][intake][sparse]") {
    test::TempFolder work;
    test::write(work / "holes/a", "x");
    fs::resize_file(work / "holes/a", std::uintmax_t{1} << 30);
    const Taken refused(work / "holes");
    REQUIRE_FALSE(refused.intake.has_value());
    CHECK(refused.intake.error().kind() == ErrorKind::Limit);
    CHECK(refused.intake.error().message().contains("the rest are holes"));
    test::write(work / "some/a", "x");
    fs::resize_file(work / "some/a", std::uintmax_t{32} << 20);
    CHECK(test::need(Taken(work / "some").intake).snapshot.bytes == 32U << 20);
}

TEST_CASE("a .dsc is held to the ratio of what it unpacks to", "[storage][intake][sparse]") {
    test::TempFolder work;
    make_dsc(work.path());
    fs::resize_file(work / "calc-1.0/debian/control", std::uintmax_t{300} << 20);
    test::output_of("cd " + test::word(work.path().string()) +
                    " && tar --sparse -cJf calc_1.0.tar.xz calc-1.0 && python3 -c 'import hashlib, re\n"
                    "d = open(\"calc_1.0.tar.xz\", \"rb\").read()\n"
                    "t = open(\"calc_1.0.dsc\").read()\n"
                    "for n in (\"md5\", \"sha1\", \"sha256\"):\n"
                    "    h = hashlib.new(n, d).hexdigest()\n"
                    "    t = re.sub(r\"\\b[0-9a-f]{%d} \\d+ \" % len(h), \"%s %d \" % (h, len(d)), t)\n"
                    "open(\"calc_1.0.dsc\", \"w\").write(t)'");
    const Taken refused(work / "calc_1.0.dsc");
    REQUIRE_FALSE(refused.intake.has_value());
    CHECK(refused.intake.error().kind() == ErrorKind::Limit);
    CHECK(refused.intake.error().message().contains("it unpacks to more than 1000 times its size"));
}

TEST_CASE("what a release does not hold is reported of a commit and of an archive", "[storage][intake]") {
    test::need_program("git");
    test::TempFolder work;
    test::output_of("cd " + test::word(work.path().string()) +
                    " && export GIT_CONFIG_NOSYSTEM=1 HOME=/nonexistent GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a "
                    "GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a && git init -q r && cd r && echo 1 >a && git add a && "
                    "git update-index --add --cacheinfo 160000," +
                    std::string(40, '1') + ",lib && git commit -qm x");
    const Taken commit((work / "r").string() + "#HEAD");
    REQUIRE(commit.intake.has_value());
    CHECK(commit.intake->missing.parts == std::set<MissingPart>{{MissingPart::Kind::Submodule, "lib"}});
    test::write(work / "none.tar", test::tar_end());
    const Taken none(work / "none.tar");
    REQUIRE(none.intake.has_value());
    CHECK(none.intake->missing.parts == std::set<MissingPart>{{MissingPart::Kind::Files, ""}});
}
