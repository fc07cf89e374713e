// SPDX-License-Identifier: Apache-2.0
#include "verifier/explain/explain.hpp"

#include "tests/verifier/pair.hpp"
#include "verifier/finding/findings_text.hpp"

#include <array>
#include <random>

using namespace assay;
using namespace assay::verifier;
using namespace assay::test;

namespace {

Finding need_difference(const std::filesystem::path& deployed, const std::filesystem::path& rebuilt) {
    auto finding = look_inside(deployed, rebuilt);
    if (!finding) FAIL("nothing was found");
    return std::move(*finding);
}

bool has_kind(const Finding& finding, FindingKind kind) {
    return finding.kind == kind ||
           std::ranges::any_of(finding.inside, [&](const Finding& inner) { return has_kind(inner, kind); });
}

std::string text_of_all(const Finding& whole) {
    std::string out;
    for (const auto& line : render_findings_text({"d", "r", whole})) out += line.whole() + "\n";
    return out;
}

/// A changed copy of a tree, packed; and the original, packed.
struct Packed {
    std::filesystem::path deployed;
    std::filesystem::path rebuilt;
};
Packed pack_changed(const test::TempFolder& folder,
                    const std::function<void(const std::filesystem::path& root)>& change,
                    const std::string& options = "") {
    const PackageTree tree(folder / "rebuilt");
    const auto copy = tree.copy(folder / "deployed");
    change(copy);
    return {pack(copy, options), pack(tree.root(), options)};
}

}  // namespace

TEST_CASE("one changed byte of a program in a repacked package is named by member, section and offset",
          "[verifier][explain]") {
    for (const std::string options : {"", "-Zgzip", "-Zzstd", "-Znone"}) {
        INFO(options);
        const test::TempFolder folder;
        std::uint64_t text = 0;
        const auto packed = pack_changed(
            folder,
            [&](const std::filesystem::path& root) {
                text = section(root / "usr/bin/program", ".text").at;
                flip(root / "usr/bin/program", text + 17);
            },
            options);
        const auto whole = need_difference(packed.deployed, packed.rebuilt);
        CHECK(whole.kind == FindingKind::Carrier);
        const auto extension = options.empty()       ? ".xz"
                               : options == "-Zgzip" ? ".gz"
                               : options == "-Zzstd" ? ".zst"
                                                     : "";
        const auto data = at(whole, {std::string("data.tar") + extension}, FindingKind::Carrier);
        if (options != "-Znone") CHECK(data.note.find("differ as a consequence") != std::string::npos);
        const auto program = at(data, {"./usr/bin/program"});
        CHECK(program.offset == text + 17);
        CHECK(program.note == "1 byte differs");
        const auto section = at(program, {".text"});
        CHECK(section.at == text);
        CHECK(section.offset == 17);
        CHECK(section.expected.substr(2) == section.found.substr(2));
        const auto told = text_of_all(whole);
        CHECK(told.find("data.tar" + std::string(extension) + " → ./usr/bin/program → .text: differs at offset 17") !=
              std::string::npos);
        CHECK(told.find("it still unpacks") != std::string::npos);
        CHECK_FALSE(has_kind(whole, FindingKind::Damaged));
        CHECK_FALSE(has_kind(whole, FindingKind::Outside));
    }
}

TEST_CASE("a changed file's line in the list of sums is reported as a consequence", "[verifier][explain]") {
    const test::TempFolder folder;
    const auto sums = [](const std::filesystem::path& root) {
        shell("cd '" + root.string() + "' && md5sum usr/bin/program usr/share/doc/sample/notes > DEBIAN/md5sums");
    };
    const PackageTree tree(folder / "rebuilt");
    sums(tree.root());
    const auto copy = tree.copy(folder / "deployed");
    write(copy / "usr/share/doc/sample/notes", "first line\nsecond lime\nthird line\n");
    sums(copy);
    auto whole = need_difference(pack(copy), pack(tree.root()));
    const auto notes = at(whole, {"data.tar.xz", "./usr/share/doc/sample/notes"});
    CHECK(notes.offset == 20);
    CHECK(notes.note == "1 byte differs; line 2");
    const auto sum = at(whole, {"control.tar.xz", "./md5sums", "usr/share/doc/sample/notes"});
    CHECK(sum.kind == FindingKind::Sum);
    CHECK(sum.note == "a consequence: the file itself differs");

    // A sum that changed on its own follows from no other change.
    std::filesystem::copy_file(tree.root() / "usr/share/doc/sample/notes", copy / "usr/share/doc/sample/notes",
                               std::filesystem::copy_options::overwrite_existing);
    whole = need_difference(pack(copy), pack(tree.root()));
    CHECK(at(whole, {"control.tar.xz", "./md5sums", "usr/share/doc/sample/notes"}).note ==
          "the file itself does not differ");
}

TEST_CASE("modes, owners, links, times and members on one side are findings of their own, rights first",
          "[verifier][explain]") {
    const test::TempFolder folder;
    const PackageTree tree(folder / "rebuilt");
    for (const auto* name : {"a", "b", "c", "d", "e", "f", "g"}) write(tree.root() / "usr/share" / name, name);
    shell("chmod 0644 '" + tree.root().string() + "'/usr/share/?");
    const auto copy = tree.copy(folder / "deployed");
    const auto pack_tar = [&](const std::filesystem::path& root, const std::string& options) {
        const auto out = root.string() + ".tar";
        shell("cd '" + root.string() +
              "' && find usr -exec touch -h -d @1700000000 {} + && tar --format=posix --sort=name --numeric-owner "
              "--owner=0 --group=0 " +
              options + " --pax-option=exthdr.name=%d/%f,delete=atime,delete=ctime -cf '" + out + "' usr");
        return out;
    };
    const auto rebuilt = pack_tar(tree.root(), "");
    std::filesystem::permissions(copy / "usr/share/a", std::filesystem::perms(04755));
    std::filesystem::permissions(copy / "usr/share/b", std::filesystem::perms(0600));
    std::filesystem::remove(copy / "usr/share/c");
    write(copy / "usr/share/new", "new");
    std::filesystem::permissions(copy / "usr/share/new", std::filesystem::perms(0644));
    std::filesystem::remove(copy / "usr/bin/yes");
    std::filesystem::create_symlink("false", copy / "usr/bin/yes");
    std::filesystem::remove(copy / "usr/share/d");
    std::filesystem::create_directory(copy / "usr/share/d");
    const auto whole = need_difference(pack_tar(copy, "--mtime=@1700000001"), rebuilt);

    const auto setuid = at(whole, {"usr/share/a"}, FindingKind::SetId);
    CHECK(setuid.expected == "0644");
    CHECK(setuid.found == "4755");
    CHECK(at(whole, {"usr/share/b"}, FindingKind::Mode).found == "0600");
    CHECK(at(whole, {"usr/share/c"}).kind == FindingKind::OnlyRebuilt);
    CHECK(at(whole, {"usr/share/new"}).kind == FindingKind::OnlyDeployed);
    CHECK(at(whole, {"usr/bin/yes"}, FindingKind::Link).found == "-> false");
    CHECK(at(whole, {"usr/share/d"}, FindingKind::Type).found == "a folder");
    CHECK(at(whole, {"usr/share/e"}, FindingKind::Time).found == "1700000001");
    CHECK(whole.inside.front().kind == FindingKind::SetId);
    CHECK(std::ranges::is_sorted(whole.inside, {}, &Finding::kind));
    const auto in_file = std::to_string(*setuid.at + *setuid.offset);
    CHECK(render_findings_text({"d", "r", whole})
              .front()
              .text.starts_with("set-id: expected 0644, found 4755; in its header at offset " +
                                std::to_string(*setuid.offset) + ", " + in_file + " in the file; "));

    const auto same = tree.copy(folder / "owned");
    shell("chmod 0644 '" + same.string() + "'/usr/share/?");
    const auto owned = need_difference(pack_tar(same, "--owner=7"), rebuilt);
    CHECK(at(owned, {"usr/share/a"}, FindingKind::Owner).found == "7:0");
}

TEST_CASE("extended attributes on one side, another order and another name are reported", "[verifier][explain]") {
    const test::TempFolder folder;
    const auto make = [&](const std::string& name, const std::string& pax, const std::string& members) {
        shell("cd '" + folder.path().string() +
              "' && tar --format=posix --numeric-owner --owner=0 --group=0 --mtime=@1.5" +
              " --pax-option=exthdr.name=%f,delete=atime,delete=ctime" + pax + " -cf " + name + " " + members);
        return folder / name;
    };
    for (const auto* name : {"one", "two", "six"}) write(folder / name, "contents");
    const auto rebuilt = make("rebuilt.tar", "", "one two");
    const auto order = need_difference(make("order.tar", "", "two one"), rebuilt);
    const auto moved = at(order, {"order of members"});
    CHECK(moved.kind == FindingKind::Order);
    CHECK(moved.expected == "one");
    CHECK(moved.found == "two");
    const auto named = need_difference(make("named.tar", "", "one six"), rebuilt);
    const auto renamed = at(named, {"two"}, FindingKind::Name);
    CHECK(renamed.found == "six");
    CHECK(renamed.at == 2048);
    CHECK(renamed.offset == 0);
    const auto attributes =
        need_difference(make("x.tar", ",SCHILY.xattr.security.capability:=secret", "one two"), rebuilt);
    const auto capability = at(attributes, {"one"}, FindingKind::Attributes);
    CHECK(capability.expected.empty());
    CHECK(capability.found.starts_with("security.capability="));
    CHECK(attributes.inside.front().kind == FindingKind::Attributes);
}

TEST_CASE("what no field and no member accounts for is reported too", "[verifier][explain]") {
    const test::TempFolder folder;
    write(folder / "member", "odd");
    shell("cd '" + folder.path().string() +
          "' && tar --format=ustar --numeric-owner --owner=0 --group=0 --mtime=@1 -cf good.tar member && ar rcD good.a "
          "member");
    const auto changed = [&](const std::string& from, std::uint64_t offset) {
        const auto to = folder / "changed";
        std::filesystem::copy_file(folder / from, to, std::filesystem::copy_options::overwrite_existing);
        flip(to, offset);
        return need_difference(to, folder / from);
    };
    CHECK(at(changed("good.tar", 512 + 3), {"padding after member"}).offset == 0);
    CHECK(at(changed("good.tar", 1024 + 700), {"after the last member"}).offset == 700);
    CHECK(at(changed("good.tar", 1024 + 700), {"after the last member"}).at == 1024);
    CHECK(at(changed("good.a", 8 + 60 + 3), {"padding after member"}).at == 71);
    const auto global = changed("good.a", 5);
    CHECK(at(global, {"global header"}).kind == FindingKind::Damaged);
    CHECK(global.note.find("it no longer unpacks") != std::string::npos);
    std::ofstream(folder / "longer.tar", std::ios::binary) << read(folder / "good.tar") << "hidden";
    const auto tail = at(need_difference(folder / "longer.tar", folder / "good.tar"), {"after the last member"});
    CHECK(tail.found_size.value() - tail.expected_size.value() == 6);
}

TEST_CASE("headers are compared beyond what their fields say, however many differ", "[verifier][explain]") {
    const test::TempFolder folder;
    for (int i = 0; i < 300; ++i) write(folder / ("x/" + std::to_string(1000 + i)), "a");
    shell("cd '" + folder.path().string() + "' && tar --format=ustar --sort=name --mtime=@1 -cf a.tar x");
    auto bytes = read(folder / "a.tar");
    // Past the last field of each header; what the check sum then is, tar says again.
    constexpr std::size_t kBlock = 512, kPadding = 505, kSum = 148;
    for (std::size_t header = kBlock; header + kBlock < bytes.size() && bytes[header] != '\0'; header += 2 * kBlock) {
        bytes[header + kPadding] = 'h';
        unsigned sum = 0;
        for (std::size_t i = 0; i < kBlock; ++i)
            sum += i >= kSum && i < kSum + 8 ? 32U : static_cast<unsigned char>(bytes[header + i]);
        std::array<char, 8> digits{};
        std::snprintf(digits.data(), digits.size(), "%06o", sum);
        std::copy_n(digits.begin(), 7, bytes.begin() + static_cast<std::ptrdiff_t>(header + kSum));
    }
    write(folder / "b.tar", bytes);
    const auto whole = need_difference(folder / "b.tar", folder / "a.tar");
    CHECK(at(whole, {"header of x/1000"}).kind == FindingKind::Header);
    CHECK(at(whole, {"header of x/1000"}).offset.value() / 8 * 8 == kSum / 8 * 8);
    CHECK(whole.inside.size() == 250);
    CHECK(whole.left_out == 50);
    CHECK(whole.note.find("it still unpacks") != std::string::npos);
}

TEST_CASE("the same bytes compressed otherwise are said to be that", "[verifier][explain]") {
    const test::TempFolder folder;
    write(folder / "notes", std::string(3000, 'n') + "end");
    shell("cd '" + folder.path().string() +
          "' && gzip -n9 < notes > best.gz && gzip -n1 < notes > fast.gz && xz -9 < notes > best.xz && xz -0 < notes > "
          "fast.xz");
    for (const std::string suffix : {".gz", ".xz"}) {
        const auto whole = need_difference(folder / ("fast" + suffix), folder / ("best" + suffix));
        INFO(whole.note);
        CHECK(whole.kind == FindingKind::Recompressed);
        CHECK(whole.note.find("it unpacks to the same bytes") != std::string::npos);
    }
    std::filesystem::copy_file(folder / "best.gz", folder / "dated.gz");
    flip(folder / "dated.gz", 5);
    CHECK(need_difference(folder / "dated.gz", folder / "best.gz").note ==
          "1 byte differs; it unpacks to the same bytes; the time in its header; it still unpacks");
}

TEST_CASE("carriers within carriers are opened eight deep", "[verifier][explain]") {
    const test::TempFolder folder;
    const auto wrap = [&](const std::string& name, std::string text, int layers) {
        write(folder / name, text);
        for (int i = 0; i < layers; ++i)
            shell("cd '" + folder.path().string() + "' && gzip -n < " + name + " > t && mv t " + name);
        return folder / name;
    };
    const auto deep = need_difference(wrap("a", "one thing\n", 8), wrap("b", "two thing\n", 8));
    const auto* here = &deep;
    int layers = 0;
    for (; !here->inside.empty(); here = &here->inside.front()) ++layers;
    CHECK(layers == 8);
    CHECK(here->note == "3 bytes differ; line 1");
    const auto deeper = need_difference(wrap("c", "one thing\n", 9), wrap("d", "two thing\n", 9));
    CHECK(text_of_all(deeper).find("could not look inside: it lies deeper than 8 carriers") != std::string::npos);
}

TEST_CASE("members of a zip are reported by name", "[verifier][explain]") {
    need_tool("zip");
    const test::TempFolder folder;
    write(folder / "same", "the same");
    write(folder / "other", "one text\n");
    shell("cd '" + folder.path().string() + "' && TZ=UTC touch -d @1700000000 same other && zip -qX a.zip same other");
    write(folder / "other", "two text\n");
    shell("cd '" + folder.path().string() + "' && TZ=UTC touch -d @1700000000 other && zip -qX b.zip same other");
    const auto whole = need_difference(folder / "b.zip", folder / "a.zip");
    CHECK(whole.kind == FindingKind::Carrier);
    CHECK(at(whole, {"other"}).offset == 0);
    CHECK(at(whole, {"other"}).note == "3 bytes differ; line 1");
    CHECK(whole.inside.size() == 1);
}

TEST_CASE("a byte flipped anywhere in a package names member and offset, and never judges better",
          "[verifier][explain]") {
    const test::TempFolder folder;
    const PackageTree tree(folder / "rebuilt");
    const auto rebuilt = pack(tree.root());
    const auto size = std::filesystem::file_size(rebuilt);
    std::mt19937_64 random(20'230'609);
    std::vector<std::uint64_t> offsets;
    // Every byte that is not in a member's contents, and 60 anywhere.
    for (std::uint64_t i = 0; i < 132; ++i) offsets.push_back(i);
    for (int i = 0; i < 60; ++i) offsets.push_back(std::uniform_int_distribution<std::uint64_t>(0, size - 1)(random));
    offsets.push_back(size - 1);
    test::Tally tally("byte flips over a .deb");
    for (const auto offset : offsets) {
        const auto deployed = folder / "flipped.deb";
        std::filesystem::copy_file(rebuilt, deployed, std::filesystem::copy_options::overwrite_existing);
        flip(deployed, offset, static_cast<unsigned>(random() % 8));
        const auto judgement = need(judge(file_of(deployed), file_of(rebuilt)));
        const auto whole = look_inside(deployed, rebuilt);
        bool is_named = false;
        for (std::size_t i = 0; whole && i < whole->inside.size(); ++i) {
            const auto& inner = whole->inside[i];
            is_named =
                is_named || (inner.at && inner.offset && *inner.at + *inner.offset == offset && !inner.where.empty());
        }
        const bool says_whether = whole && whole->note.find("unpacks") != std::string::npos;
        tally.count(
            "offset " + std::to_string(offset),
            !judgement.is_identical() && judgement.first()->offset == offset && whole && is_named && says_whether,
            whole ? whole->render().render() : "nothing found");
    }
}

TEST_CASE("a flipped byte in a compressed member says that it no longer unpacks, and why", "[verifier][explain]") {
    const test::TempFolder folder;
    const PackageTree tree(folder / "rebuilt");
    const auto rebuilt = pack(tree.root());
    const auto deployed = folder / "flipped.deb";
    std::filesystem::copy_file(rebuilt, deployed);
    const auto offset = std::filesystem::file_size(rebuilt) - 1000;
    flip(deployed, offset);
    const auto whole = need_difference(deployed, rebuilt);
    const auto data = at(whole, {"data.tar.xz"});
    CHECK(data.kind == FindingKind::Damaged);
    CHECK(*data.at + *data.offset == offset);
    CHECK(data.note.find("no longer unpacks: xz: ") != std::string::npos);
    CHECK(text_of_all(whole).find("data.tar.xz: differs at offset " + std::to_string(*data.offset) + ", " +
                                  std::to_string(offset) + " in the file") != std::string::npos);
}

TEST_CASE("an archive cut short is reported from where it ends", "[verifier][explain]") {
    const test::TempFolder folder;
    write(folder / "one", std::string(5000, '1'));
    write(folder / "two", std::string(5000, '2'));
    shell("cd '" + folder.path().string() + "' && tar -b1 --format=ustar -cf good.tar one two");
    write(folder / "cut.tar", read(folder / "good.tar").substr(0, 7000));
    const auto whole = need_difference(folder / "cut.tar", folder / "good.tar");
    const auto damage = at(whole, {"two"}, FindingKind::Damaged);
    CHECK(*damage.at + *damage.offset == 7000);
    CHECK(damage.note.find("no longer unpacks: tar: ") != std::string::npos);
}

TEST_CASE("names that cheat a terminal arrive as they are, in valid text", "[verifier][explain]") {
    const test::TempFolder folder;
    write(folder / "x/evil\x1b[2J", "one");
    write(folder / "x/caf\xe9", "one");
    shell("cd '" + folder.path().string() + "' && tar --format=ustar --mtime=@1 -cf a.tar x && chmod 0711 x/*");
    shell("cd '" + folder.path().string() + "' && tar --format=ustar --mtime=@1 -cf b.tar x");
    const auto whole = need_difference(folder / "b.tar", folder / "a.tar");
    CHECK(at(whole, {"x/evil\x1b[2J"}).kind == FindingKind::Mode);
    CHECK(at(whole, {"x/caf\\xe9"}).kind == FindingKind::Mode);
}

TEST_CASE("many differences are cut, and the cut is reported", "[verifier][explain]") {
    const test::TempFolder folder;
    for (int i = 0; i < 600; ++i) write(folder / ("x/" + std::to_string(i)), "a");
    shell("cd '" + folder.path().string() + "' && tar --sort=name --mtime=@1 -cf a.tar x");
    for (int i = 0; i < 600; ++i) write(folder / ("x/" + std::to_string(i)), "b");
    std::filesystem::permissions(folder / "x/599", std::filesystem::perms(04755));
    shell("cd '" + folder.path().string() + "' && tar --sort=name --mtime=@1 -cf b.tar x");
    const auto whole = need_difference(folder / "b.tar", folder / "a.tar");
    CHECK(whole.inside.size() == 250);
    CHECK(whole.left_out == 351);
    CHECK(whole.inside.front().kind == FindingKind::SetId);
    CHECK(text_of_all(whole).find("truncated") != std::string::npos);
}
