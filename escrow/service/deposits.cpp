// SPDX-License-Identifier: Apache-2.0
#include "base/core/bounded_json.hpp"
#include "base/http/status.hpp"
#include "escrow/service/asker.hpp"
#include "escrow/service/routes.hpp"

namespace assay::escrow {

namespace {

using http::Captures;
using http::Request;
using http::Response;

/// The largest envelope in base64, and the salt.
constexpr std::size_t kStatementBytesMax = 12U << 20;
constexpr std::size_t kStatementValuesMax = 64;

Response answer_with(const crypto::Evidence& evidence) {
    Response response;
    response.content_type = "application/json";
    response.body = to_bytes(evidence.render());
    return response;
}

Result<Response> hold(Custody& custody, const Request& request) {
    const auto vendor = TRY(vendor_asking(custody, request));
    const auto json = TRY_WITHIN(
        "deposit statement",
        parse_json(text_of(request.body), {.bytes = kStatementBytesMax, .depth = 4, .values = kStatementValuesMax}));
    return answer_with(TRY(custody.hold(vendor, TRY(crypto::SaltedEnvelope::parse(json, "deposit statement")))));
}

Result<Response> list(const Custody& custody, const Request& request) {
    return Response::json(render_deposits(TRY(custody.list(TRY(party_asking(custody, request))))));
}

/// The deposit asked for, of those that concern the asker.
struct Asked {
    crypto::IdentityId party;
    crypto::DepositId deposit;
};
Result<Asked> asked_for(const Custody& custody, const Request& request, const Captures& captures) {
    const auto party = TRY(party_asking(custody, request));
    const auto deposit = TRY(crypto::parse_deposit_id(captures["id"]));
    TRY(custody.check_concerns(party, deposit));
    return Asked{party, deposit};
}

Result<Response> state(const Custody& custody, const Request& request, const Captures& captures) {
    const auto asked = TRY(asked_for(custody, request, captures));
    return Response::json(TRY(custody.state(asked.deposit))->render());
}

Result<Response> receipt(Custody& custody, const Request& request, const Captures& captures) {
    const auto asked = TRY(asked_for(custody, request, captures));
    return answer_with(TRY(custody.receipt(asked.deposit)));
}

Result<Response> sealed(const Custody& custody, const Request& request, const Captures& captures) {
    const auto asked = TRY(asked_for(custody, request, captures));
    Response response;
    response.body = TRY(custody.sealed_to(asked.party, asked.deposit));
    return response;
}

Result<Response> statements(Custody& custody, const Request& request, const Captures& captures) {
    const auto asked = TRY(asked_for(custody, request, captures));
    return Response::json(TRY(custody.statements(asked.party, asked.deposit)).render());
}

Result<Response> send_export(Custody& custody, const Request& request, const Captures& captures) {
    // HEAD is routed as GET, and would log an export whose bytes are not sent.
    if (request.method != http::Method::Get) {
        auto refusal = http::error_response(
            Error(ErrorKind::Unsupported, "answering " + request.describe() + ": the address takes GET only"), 405);
        TRY(refusal.headers.add("allow", "GET"));
        return refusal;
    }
    const auto asked = TRY(asked_for(custody, request, captures));
    const auto outgoing = std::make_shared<OutgoingExport>(TRY(custody.export_to(asked.party, asked.deposit)));
    Response response;
    response.body = http::BodyStream{.size = outgoing->bytes(), .next = [outgoing] { return outgoing->next(); }};
    return response;
}

}  // namespace

void add_deposit_routes(http::Router& router, Custody& custody) {
    router.add(
        "POST /v1/deposits", [&custody](const Request& request, const Captures&) { return hold(custody, request); },
        kStatementBytesMax, must_be_known(custody));
    router.add("GET /v1/deposits",
               [&custody](const Request& request, const Captures&) { return list(custody, request); });
    router.add("GET /v1/deposits/{id}", [&custody](const Request& request, const Captures& captures) {
        return state(custody, request, captures);
    });
    router.add("GET /v1/deposits/{id}/receipt", [&custody](const Request& request, const Captures& captures) {
        return receipt(custody, request, captures);
    });
    router.add("GET /v1/deposits/{id}/sealed", [&custody](const Request& request, const Captures& captures) {
        return sealed(custody, request, captures);
    });
    router.add("GET /v1/deposits/{id}/statements", [&custody](const Request& request, const Captures& captures) {
        return statements(custody, request, captures);
    });
    router.add("GET /v1/deposits/{id}/export", [&custody](const Request& request, const Captures& captures) {
        return send_export(custody, request, captures);
    });
}

}  // namespace assay::escrow
