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
    const std::string plain = "Package: x\n", packed = "not xz, and not read";
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

TEST_CASE("the keys that signed are gpgv's primary keys whose signatures hold", "[verifier][environment]") {
    // As gpgv 2.2 tells of the InRelease of bookworm, where two subkeys and a primary key sign.
    const std::string subkey =
        "[GNUPG:] NEWSIG\n"
        "[GNUPG:] KEY_CONSIDERED B8B80B5B623EAB6AD8775C45B7C5D7D6350947F8 0\n"
        "[GNUPG:] GOODSIG 6ED0E7B82643E131 Debian Archive Automatic Signing Key (12/bookworm) <ftpmaster@debian.org>\n"
        "[GNUPG:] VALIDSIG 4CB50190207B4758A3F73A796ED0E7B82643E131 2025-01-11 1736591426 0 4 0 1 8 01 "
        "B8B80B5B623EAB6AD8775C45B7C5D7D6350947F8\n";
    const std::string primary =
        "gpgv: Good signature from \"Debian Stable Release Key (12/bookworm)\"\n"
        "[GNUPG:] VALIDSIG 4D64FEC119C2029067D6E791F8D2585B8783D481 2025-01-11 1736591426 0 4 0 22 8 01 "
        "4D64FEC119C2029067D6E791F8D2585B8783D481\n";
    const std::vector<std::string> both = {"4D64FEC119C2029067D6E791F8D2585B8783D481",
                                           "B8B80B5B623EAB6AD8775C45B7C5D7D6350947F8"};
    CHECK(need(verifier::read_valid_signatures(subkey + primary)) == both);
    CHECK(need(verifier::read_valid_signatures(subkey + primary + subkey)) == both);
    const auto refusal = [](const std::string& status) { return message_of(verifier::read_valid_signatures(status)); };
    CHECK(refusal("") == "gpgv names no key whose signature holds");
    CHECK(refusal("[GNUPG:] ERRSIG 6ED0E7B82643E131 1 8 01 1736591426 9 -\n[GNUPG:] NO_PUBKEY 6ED0E7B82643E131\n") ==
          "gpgv names no key whose signature holds");
    // Only a status line counts, from its beginning.
    CHECK(refusal("gpgv: " + primary.substr(primary.find("[GNUPG:]"))) == "gpgv names no key whose signature holds");
    CHECK(refusal("[GNUPG:] VALIDSIG 4D64FEC119C2029067D6E791F8D2585B8783D481\n").find("out of form") !=
          std::string::npos);
}
