// SPDX-License-Identifier: Apache-2.0
#include "escrow/service/told.hpp"

#include "tests/support/support.hpp"

using namespace assay;
using namespace assay::escrow;
using namespace assay::test;

namespace {

http::Request asking(std::string_view target) {
    http::Request out;
    out.target = need(http::Target::parse(target));
    return out;
}

const std::string kData = "/srv/custody";

}  // namespace

TEST_CASE("an error that names a file of the custodian is reported without it", "[escrow][service]") {
    const auto request = asking("/v1/deposits");
    for (const auto kind : {ErrorKind::NotFound, ErrorKind::Limit, ErrorKind::Conflict, ErrorKind::Busy}) {
        const auto answer = told(Error(kind, "opening \"/srv/custody/vault/LOCK\": no"), kData, request);
        CHECK(answer.kind() == ErrorKind::Internal);
        CHECK(answer.message() == "answering GET \"/v1/deposits\": the server failed; its operator can read why");
    }
    const auto hint =
        told(Error(ErrorKind::NotFound, "no such deposit").with_hint("look into /srv/custody"), kData, request);
    CHECK(hint.kind() == ErrorKind::Internal);
    CHECK(hint.hints().empty());
}

TEST_CASE("an error that names no file keeps its words", "[escrow][service]") {
    const Error error(ErrorKind::Unavailable, "witness \"w.example\" at http://10.0.0.7:1 does not answer");
    const auto answer = told(error, kData, asking("/v1/deposits"));
    CHECK(answer.kind() == error.kind());
    CHECK(answer.message() == error.message());
}

TEST_CASE("asking for the name of the data folder tells nothing of it", "[escrow][service]") {
    for (const std::string target : {"/srv/custody", "/srv/custodx", "/v1/srv/custody"}) {
        const auto request = asking(target);
        const Error error(ErrorKind::NotFound,
                          "answering " + request.describe() + ": there is nothing of that address");
        CHECK(told(error, kData, request).kind() == ErrorKind::NotFound);
    }
}
