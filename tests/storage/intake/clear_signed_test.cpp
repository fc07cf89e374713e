// SPDX-License-Identifier: Apache-2.0
#include "storage/intake/clear_signed.hpp"

#include "tests/support/support.hpp"

using namespace assay;
using storage::cleartext_of;

namespace {

const std::string kSigned =
    "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\nFormat: 1.0\n- -----dashes\nSource: a\n-----BEGIN PGP "
    "SIGNATURE-----\n\n"
    "iQIz\n=abcd\n-----END PGP SIGNATURE-----\n";

}  // namespace

TEST_CASE("the text of a signed message is what was signed", "[storage][intake]") {
    CHECK(test::need(cleartext_of(kSigned)) == "Format: 1.0\n-----dashes\nSource: a\n");
    CHECK(test::need(cleartext_of("Format: 1.0\n")) == "Format: 1.0\n");
}

TEST_CASE("text outside of the signed text is refused", "[storage][intake]") {
    CHECK(test::message_of(cleartext_of(kSigned + "Source: b\n")) ==
          "signed text: there is something after its signature");
    auto text = kSigned;
    CHECK(test::message_of(cleartext_of(text.replace(text.find("Hash: "), 5, "Source")))
              .starts_with("signed text: its header has the line"));
    CHECK(test::message_of(cleartext_of(kSigned.substr(0, kSigned.size() - 5))) ==
          "signed text: its signature is cut short");
    text = kSigned;
    CHECK(test::message_of(cleartext_of(text.replace(text.find("- -----d"), 2, ""))).ends_with("is not escaped"));
}
