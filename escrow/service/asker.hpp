// SPDX-License-Identifier: Apache-2.0
// Private to escrow/service.
#pragma once

#include "base/http/router.hpp"
#include "crypto/statement/deposit_id.hpp"
#include "escrow/custody/custody.hpp"

namespace assay::escrow {

/// The key a client has shown. Errors: Refused when it has shown none.
Result<http::SpkiDigest> key_of_asker(const http::Request& request);
/// For what a key must be shown: decided by the head alone. Errors: as key_of_asker.
http::HeadCheck must_show_key();
/// For what only parties may send: decided by the head alone. Errors: Refused for a key of no party known here.
http::HeadCheck must_be_known(const Custody& custody);
/// The vendor that asks. Errors: Refused for anybody else.
Result<crypto::IdentityId> vendor_asking(const Custody& custody, const http::Request& request);
/// The party that asks, whatever its role. Errors: Refused for somebody unknown here.
Result<crypto::IdentityId> party_asking(const Custody& custody, const http::Request& request);

}  // namespace assay::escrow
