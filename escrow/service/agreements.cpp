// SPDX-License-Identifier: Apache-2.0
#include "escrow/service/asker.hpp"
#include "escrow/service/routes.hpp"
#include "escrow/wire/acknowledgement.hpp"
#include "escrow/wire/custodian_record.hpp"

namespace assay::escrow {

namespace {

using http::Captures;
using http::Request;
using http::Response;

Result<Response> describe_custodian(const Custody& custody) {
    const auto published = custody.log().published();
    const CustodianRecord record{.identity = custody.identity(),
                                 .origin = custody.log().origin(),
                                 .size = published ? published->head.size.value() : 0};
    return Response::json(record.render());
}

/// Its vendor may not be known here before: what the agreement says of his key is what he has to show. Of one that is
/// here any party brings newer endorsements.
Result<Response> admit(Custody& custody, const Request& request) {
    const auto key = TRY(key_of_asker(request));
    const auto agreement = TRY(crypto::AgreementFile::parse(text_of(request.body)));
    const auto& vendor = agreement.find(agreement.terms().vendor)->identity();
    if (TRY(tls_key_of(vendor)) != key && !TRY(custody.may_renew(key, agreement.link().id())))
        return fail(ErrorKind::Refused,
                    "taking in an agreement: the TLS key shown is not that of its vendor, " + vendor.describe());
    const auto id = TRY(custody.admit(agreement));
    auto proofs = TRY(custody.prove_agreement(id));
    const AgreementAdmitted answer{.agreement = id, .proofs = std::move(proofs)};
    return Response::json(answer.render());
}

}  // namespace

void add_agreement_routes(http::Router& router, Custody& custody) {
    router.add("GET /v1/custodian",
               [&custody](const Request&, const Captures&) { return describe_custodian(custody); });
    router.add(
        "POST /v1/agreements", [&custody](const Request& request, const Captures&) { return admit(custody, request); },
        crypto::AgreementFile::kBytesMax, must_show_key());
}

}  // namespace assay::escrow
