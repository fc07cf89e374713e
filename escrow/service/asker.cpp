// SPDX-License-Identifier: Apache-2.0
#include "escrow/service/asker.hpp"

namespace assay::escrow {

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
    return custody.vendor_of(TRY(key_of_asker(request)));
}

Result<crypto::IdentityId> party_asking(const Custody& custody, const http::Request& request) {
    const auto file = TRY(custody.parties().who_shows(TRY(key_of_asker(request))));
    return file->identity().id();
}

}  // namespace assay::escrow
