// SPDX-License-Identifier: Apache-2.0
#include "escrow/service/routes.hpp"
#include "escrow/service/told.hpp"
#include "escrow/wire/proofs.hpp"

namespace assay::escrow {

void add_statement_routes(http::Router& router, Custody& custody) {
    // The carrier of an outbox needs no identity: each statement is signed by the room.
    router.add(
        "POST /v1/statements",
        [&custody](const http::Request& request, const http::Captures&) -> Result<http::Response> {
            const auto outbox =
                TRY(storage::Outbox::parse(text_of(request.body), storage::Outbox::kValuesWithoutEvidenceMax));
            auto answer = TRY(custody.submit(outbox));
            for (auto& each : answer.refused) each.why = told(each.why, custody, request);
            return http::Response::json(answer.render());
        },
        storage::Outbox::kBytesMax);
}

}  // namespace assay::escrow
