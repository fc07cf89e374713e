// SPDX-License-Identifier: Apache-2.0
#include "base/files/deployed.hpp"

#include "base/files/durable.hpp"
#include "tests/support/support.hpp"

#include <sys/stat.h>

using namespace assay;
namespace fs = std::filesystem;

namespace {

using Given = DeployedEntry::Given;

struct Field {
    test::TempFolder temp;
    fs::path at(const std::string& name) const { return temp / name; }
    void file(const std::string& name, const std::string& text) const {
        fs::create_directories(at(name).parent_path());
        test::need(write_durably(at(name), bytes_of(text)));
    }
};

}  // namespace

TEST_CASE("a given folder's members are named below it, a given file by its last name", "[base][files][deployed]") {
    const Field field;
    field.file("root/sbin/login", "login");
    field.file("alone", "x");
    fs::create_symlink("sbin/login", field.at("root/link"));
    fs::create_directory(field.at("root/empty"));
    REQUIRE(::mkfifo(field.at("root/pipe").c_str(), 0600) == 0);

    const auto found = test::need(find_deployed({field.at("root"), field.at("alone")}));
    std::vector<std::pair<std::string, FileKind>> names;
    for (const auto& entry : found) names.emplace_back(entry.name, entry.kind);
    CHECK(names == std::vector<std::pair<std::string, FileKind>>{{"empty", FileKind::Folder},
                                                                 {"link", FileKind::Link},
                                                                 {"pipe", FileKind::Fifo},
                                                                 {"sbin", FileKind::Folder},
                                                                 {"sbin/login", FileKind::Regular},
                                                                 {"alone", FileKind::Regular}});
    CHECK(found[1].target == "sbin/login");
    CHECK(found[4].given == Given::Member);
    CHECK(found[4].root == field.at("root"));
    CHECK(found[4].at == field.at("root/sbin/login"));
    CHECK(found[5].given == Given::File);
    CHECK(to_text(test::need(test::need(found[4].open()).read_all(100))) == "login");
    CHECK(to_text(test::need(test::need(found[5].open()).read_all(100))) == "x");
    for (const auto i : {0U, 1U, 2U}) CHECK(!found[i].open());
}

TEST_CASE("a link that is given is followed, one below a folder never", "[base][files][deployed]") {
    const Field field;
    field.file("real/file", "x");
    fs::create_symlink(field.at("real/file"), field.at("to-file"));
    fs::create_symlink(field.at("real"), field.at("to-folder"));
    fs::create_symlink("/etc", field.at("real/etc"));
    const auto file = test::need(find_deployed({field.at("to-file")}));
    REQUIRE(file.size() == 1);
    CHECK(file[0].kind == FileKind::Regular);
    CHECK(file[0].name == "to-file");
    const auto folder = test::need(find_deployed({field.at("to-folder")}));
    REQUIRE(folder.size() == 2);
    CHECK(folder[0].name == "etc");
    CHECK(folder[0].target == "/etc");
}

TEST_CASE("what is not there is reported at once, what is no file is left to the caller", "[base][files][deployed]") {
    const Field field;
    const auto missing = find_deployed({field.at("missing")});
    REQUIRE(!missing);
    CHECK(missing.error().kind() == ErrorKind::NotFound);
    const auto device = test::need(find_deployed({"/dev/null"}));
    REQUIRE(device.size() == 1);
    CHECK(device[0].kind == FileKind::CharacterDevice);
    CHECK(device[0].open().error().kind() == ErrorKind::Invalid);
    fs::create_directory(field.at("empty"));
    CHECK(test::need(find_deployed({field.at("empty")})).empty());
}

TEST_CASE("a name that is not UTF-8 is quoted, whole, and poses as no other", "[base][files][deployed]") {
    CHECK(deployed_name("usr/bin/größe") == "usr/bin/größe");
    CHECK(deployed_name("a\xff") == R"("a\xff")");
    CHECK(deployed_name(R"("a\xff")") == R"("\"a\\xff\"")");
    const auto longer = std::string(1000, 'x') + "\xff";
    CHECK(deployed_name(longer) == "\"" + std::string(1000, 'x') + "\\xff\"");

    const Field field;
    field.file("root/a\xff", "x");
    const auto found = test::need(find_deployed({field.at("root")}));
    REQUIRE(found.size() == 1);
    CHECK(found[0].name == R"("a\xff")");
    CHECK(found[0].open());
}
