// SPDX-License-Identifier: Apache-2.0
#include "verifier/environment/archive_signature.hpp"

#include "base/files/folder.hpp"
#include "tests/support/support.hpp"

#include <fstream>

using namespace assay;
using namespace assay::test;

namespace {

std::string line_of(const std::string& path, const std::string& content) {
    return " " + crypto::hex(crypto::sha256(bytes_of(content))) + " " + std::to_string(content.size()) + " " + path +
           "\n";
}

}  // namespace

TEST_CASE("a package index that no archive has signed is not even decompressed", "[verifier][environment]") {
    const std::string plain = "Package: x\n", packed = "not xz, and nobody looks";
    const auto release =
        need(storage::Release::parse("Origin: Debian\nSHA256:\n" + line_of("main/binary-amd64/Packages", plain) +
                                     line_of("main/binary-amd64/Packages.xz", packed)));
    const TempFolder temp;
    const auto folder = need(Folder::open(temp.path()));
    const auto judge = [&](const std::string& name, const std::string& content) {
        std::ofstream(temp / name) << content;
        const auto file = need(folder.open_file(need(RelativePath::parse(name))));
        const storage::LockedIndex index{{need(RelativePath::parse(name)), {}, 0}, "main/binary-amd64/Packages"};
        const auto checked = verifier::check_index_file(index, file, release);
        if (checked) CHECK(text_of(need(file.read_all(1000))) == content);
        return checked ? std::optional<ErrorKind>() : checked.error().kind();
    };
    CHECK(judge("a_Packages", plain) == std::nullopt);
    CHECK(judge("a_Packages.xz", packed) == std::nullopt);
    CHECK(judge("b_Packages", packed) == ErrorKind::Untrusted);
    CHECK(judge("b_Packages.xz", plain) == ErrorKind::Untrusted);
    CHECK(judge("c_Packages.xz", packed + "more") == ErrorKind::Untrusted);
    CHECK(judge("d_Packages", "package: x\n") == ErrorKind::Untrusted);
}
