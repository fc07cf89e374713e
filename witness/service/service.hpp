// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/http/router.hpp"
#include "witness/core/witness.hpp"

namespace assay::witness {

/// Is given every answer to a request, and the reason where there was none; called by several threads at a time.
using ReplyObserver = std::function<void(const Result<Reply>& reply)>;

/// The HTTP interface of C2SP tlog-witness: POST /add-checkpoint, and GET /<origin hash>/checkpoint for monitors. The
/// witness outlives it.
http::Router make_router(Witness& witness, ReplyObserver observer);

}  // namespace assay::witness
