// SPDX-License-Identifier: Apache-2.0
#include "base/files/read.hpp"

#include "tests/support/support.hpp"

#include <filesystem>
#include <fstream>

#include <sys/stat.h>

using namespace assay;
using test::message_of;
using test::need;
namespace fs = std::filesystem;

TEST_CASE("a regular file is read whole up to its cap", "[base][read]") {
    test::TempFolder temp;
    std::ofstream(temp / "a") << "0123456789";
    CHECK(to_text(need(read_file(temp / "a", 10))) == "0123456789");
    CHECK(message_of(read_file(temp / "a", 9)) == "reading \"" + (temp / "a").string() + "\": is larger than 9 B");
    CHECK(to_text(need(read_file(need(Folder::open(temp.path())), "a"_path, 10))) == "0123456789");
}

TEST_CASE("folders, FIFOs and devices are not read", "[base][read]") {
    test::TempFolder temp;
    REQUIRE(::mkfifo((temp / "fifo").c_str(), 0600) == 0);
    CHECK(message_of(read_file(temp.path(), 10)) ==
          "reading \"" + temp.path().string() + "\": is a folder, not a regular file");
    CHECK(message_of(read_file(temp / "fifo", 10)).ends_with("is a FIFO, not a regular file"));
    CHECK(message_of(read_file("/dev/zero", 10)).ends_with("is a character device, not a regular file"));
    CHECK(read_file("/dev/zero", 10).error().kind() == ErrorKind::Invalid);
    CHECK(read_file(temp / "none", 10).error().kind() == ErrorKind::NotFound);
}

TEST_CASE("a secret that others may read is refused, and the hint says how to close it", "[base][read]") {
    test::TempFolder temp;
    const auto path = temp / "key";
    std::ofstream(path) << "secret";
    fs::permissions(path, fs::perms(0600));
    CHECK(to_text(need(read_secret_file(path, 100)).view()) == "secret");
    CHECK(need(read_secret_file(path, 6)).size() == 6);
    CHECK(read_secret_file(path, 5).error().kind() == ErrorKind::Limit);
    for (const unsigned mode : {0640U, 0604U, 0620U, 0602U, 0610U}) {
        fs::permissions(path, fs::perms(mode));
        const auto refused = read_secret_file(path, 100);
        REQUIRE(!refused);
        CHECK(refused.error().kind() == ErrorKind::Refused);
        CHECK(refused.error().hints() == std::vector<std::string>{"chmod 600 \"" + path.string() + "\""});
    }
    CHECK(read_secret_file(need(Folder::open(temp.path())), "key"_path, 100).error().kind() == ErrorKind::Refused);
}
