// SPDX-License-Identifier: Apache-2.0
// Private to escrow/client.
#pragma once

#include "base/core/interrupt.hpp"
#include "base/http/client.hpp"

namespace assay::escrow {

/// How long a client waits for a custodian that is busy.
struct Patience {
    std::chrono::seconds in_all{120};
    std::chrono::seconds at_once{30};  ///< the longest wait that a server's `retry-after` may ask for
    int reconnections = 3;             ///< after connections that ended without an answer, as a flooded server's do
};

/// Sends a request that may be repeated, as all of ../service/api.md may but an export that has begun, until it is
/// answered: waits as long as `retry-after` says where the custodian is busy. Errors: as http::Client::send; Busy and
/// Unavailable once patience is over, Interrupted.
Result<http::Response> send_patiently(http::Client& client, const http::Call& call, const Interrupt& interrupt,
                                      const Patience& patience = {});

}  // namespace assay::escrow
