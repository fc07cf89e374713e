// SPDX-License-Identifier: Apache-2.0
#include "escrow/service/asker.hpp"

#include "escrow/wire/party_header.hpp"

namespace assay::escrow {

namespace {

Result<Asker> asker_of(const http::Request& request) {
    const auto key = TRY(key_of_asker(request));
    const auto named = request.headers.find(kPartyHeader);
    if (!named) return Asker{.key = key, .as = {}};
    const auto as = TRY_WITHIN("answering " + request.describe(), parse_party(*named));
    return Asker{.key = key, .as = as};
}

}  // namespace

Result<http::SpkiDigest> key_of_asker(const http::Request& request) {
    if (request.peer) return *request.peer;
    return fail(Error(ErrorKind::Refused, "answering " + request.describe() + ": the client has shown no TLS key")
                    .with_hint("show the tls key of your own identity"));
}

http::HeadCheck must_show_key() {
    return [](const http::Request& head) -> Status {
        TRY(key_of_asker(head));
        return {};
    };
}

http::HeadCheck must_be_known(const Custody& custody) {
    return [&custody](const http::Request& head) -> Status {
        return custody.parties().check_known(TRY(key_of_asker(head)));
    };
}

Result<crypto::IdentityId> vendor_asking(const Custody& custody, const http::Request& request) {
    return custody.vendor_of(TRY(asker_of(request)));
}

Result<crypto::IdentityId> party_asking(const Custody& custody, const http::Request& request) {
    const auto file = TRY(custody.parties().who(TRY(asker_of(request))));
    return file->identity().id();
}

}  // namespace assay::escrow
