// SPDX-License-Identifier: Apache-2.0
#include "storage/secrets/find_secrets.hpp"

#include "base/files/folder.hpp"
#include "tests/storage/command.hpp"

using namespace assay;
using namespace assay::storage;

TEST_CASE("a file on its own is searched as one in a tree is", "[storage][secrets]") {
    test::TempFolder work;
    test::output_of("openssl genpkey -algorithm ed25519 -out " + test::word((work / "key.pem").string()));
    const auto folder = test::need(Folder::open(work.path()));
    const auto name = "key.pem"_path, at = "artifacts/key.pem"_path;
    const auto text = test::read(work / "key.pem");

    SecretScan scan;
    test::need(take_snapshot(folder, &scan));
    auto expected = test::need(scan.finish(folder));
    REQUIRE(expected.size() == 1);
    expected[0].path = at;

    CHECK(test::need(find_secrets(at, bytes_of(text))) == expected);
    const auto searched = test::need(find_secrets(at, test::need(folder.open_file(name))));
    CHECK(searched.findings == expected);
    CHECK(searched.file.size == text.size());
    CHECK(searched.file.digest == crypto::DigestSet::of(bytes_of(text)));
    CHECK(test::need(find_secrets(at, bytes_of("a recipe"))).empty());
}
