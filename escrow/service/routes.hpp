// SPDX-License-Identifier: Apache-2.0
// Private to escrow/service.
#pragma once

#include "base/http/router.hpp"
#include "escrow/custody/custody.hpp"

/// The groups of routes of api.md, each on the same custody, which outlives the router.
namespace assay::escrow {

void add_agreement_routes(http::Router& router, Custody& custody);
void add_piece_routes(http::Router& router, Custody& custody);
void add_deposit_routes(http::Router& router, Custody& custody);
void add_statement_routes(http::Router& router, Custody& custody);
void add_log_routes(http::Router& router, const Custody& custody);

}  // namespace assay::escrow
