// SPDX-License-Identifier: Apache-2.0
#include "escrow/client/remote_custodian.hpp"

#include "base/core/text.hpp"
#include "escrow/client/patient_call.hpp"
#include "escrow/client/piece_upload.hpp"
#include "escrow/custody/parties.hpp"
#include "escrow/wire/acknowledgement.hpp"
#include "escrow/wire/party_header.hpp"
#include "escrow/wire/proofs.hpp"

#include <algorithm>

namespace assay::escrow {

namespace {

constexpr const char* kJson = "application/json";
constexpr const char* kOctets = "application/octet-stream";
constexpr std::size_t kAnswerBytesMax = crypto::Evidence::kBytesMax;
const std::string kDoing = "the custodian's answer";

std::string target_of(const crypto::DepositId& id, std::string_view below = {}) {
    return "/v1/deposits/" + crypto::render_deposit_id(id) + std::string(below);
}

Result<Json> read_json(const http::Response& response) {
    return TRY_WITHIN(kDoing, Json::parse(text_of(response.bytes()), {.bytes = kAnswerBytesMax, .depth = 16}));
}

Result<crypto::Evidence> read_evidence(const http::Response& response) {
    return TRY_WITHIN(kDoing, crypto::Evidence::parse(text_of(response.bytes())));
}

/// Whom the client shows itself as; nothing without a party.
Result<std::optional<http::TlsIdentity>> shown_key(const RemoteOptions& options) {
    std::optional<http::TlsIdentity> out;
    if (!options.party) return out;
    const auto parties = options.agreement.terms().parties();
    const auto& self = options.party->identity();
    if (std::find(parties.begin(), parties.end(), self.id()) == parties.end())
        return fail(ErrorKind::Refused, "the key is of " + self.describe() + ", who is no party of the agreement");
    const auto pem = TRY(options.party->tls_pem());
    out = TRY_WITHIN("TLS key of " + self.describe(), http::TlsIdentity::parse(pem.view()));
    return out;
}

}  // namespace

Result<std::unique_ptr<Custodian>> RemoteCustodian::open(const RemoteOptions& options) {
    const auto& agreement = options.agreement;
    const auto& custodian = *agreement.book().find(agreement.terms().custodian);
    const auto server = TRY(tls_key_of(custodian));
    if (!server) return fail(ErrorKind::Invalid, "the identity of " + custodian.describe() + " names no TLS key");
    auto shown = TRY(shown_key(options));
    std::optional<crypto::IdentityId> self;
    http::Headers headers;
    if (options.party) {
        self = options.party->identity().id();
        TRY(headers.add(kPartyHeader, render_party(*self)));
    }
    auto client = TRY(http::Client::open({.base_url = options.url,
                                          .server = *server,
                                          .identity = std::move(shown),
                                          .headers = std::move(headers),
                                          .response_bytes_max = kAnswerBytesMax}));
    return std::unique_ptr<Custodian>(new RemoteCustodian(std::move(client), self, options.interrupt));
}

Status RemoteCustodian::check_self(const crypto::IdentityId& party) const {
    if (self_ == party) return {};
    return fail(ErrorKind::Refused,
                name() + " answers only to the TLS key of " + crypto::short_id(party) + ", which is not the key shown");
}

Result<http::Response> RemoteCustodian::get(std::string target) {
    TRY(interrupt_.check("asking " + name()));
    const http::Call call{.method = http::Method::Get,
                          .target = std::move(target),
                          .content_type = {},
                          .body = {},
                          .headers = {},
                          .sink = {},
                          .watch = {}};
    return send_patiently(client_, call, interrupt_);
}

Result<http::Response> RemoteCustodian::post(std::string target, std::string content_type, Bytes body) {
    TRY(interrupt_.check("asking " + name()));
    const http::Call call{.method = http::Method::Post,
                          .target = std::move(target),
                          .content_type = std::move(content_type),
                          .body = std::move(body),
                          .headers = {},
                          .sink = {},
                          .watch = {}};
    return send_patiently(client_, call, interrupt_);
}

Status RemoteCustodian::keep(std::string target, Bytes object) {
    const auto digest = crypto::sha256(object);
    const auto json = TRY(read_json(TRY(post(std::move(target), kOctets, std::move(object)))));
    const auto answer = TRY_WITHIN(kDoing, ObjectKept::parse(json));
    if (answer.sha256 != digest) return fail(ErrorKind::Invalid, kDoing + " is about an object of another digest");
    return {};
}

Result<crypto::ProofSet> RemoteCustodian::admit(const crypto::AgreementFile& agreement) {
    const auto json = TRY(read_json(TRY(post("/v1/agreements", kJson, to_bytes(agreement.render())))));
    const auto answer = TRY_WITHIN(kDoing, AgreementAdmitted::parse(json));
    if (answer.agreement != agreement.link().id())
        return fail(ErrorKind::Invalid, kDoing + " is about another agreement");
    return answer.proofs;
}

Result<std::unique_ptr<storage::PieceSink>> RemoteCustodian::pieces(const crypto::IdentityId& vendor) {
    TRY(check_self(vendor));
    return std::unique_ptr<storage::PieceSink>(std::make_unique<PieceUpload>(client_, interrupt_));
}

Status RemoteCustodian::keep_list(const crypto::IdentityId& vendor, const storage::PieceList& list) {
    TRY(check_self(vendor));
    return keep("/v1/lists", list.encode());
}

Status RemoteCustodian::keep_sealed(const crypto::IdentityId& vendor, ByteView object) {
    TRY(check_self(vendor));
    return keep("/v1/sealed", Bytes(object.begin(), object.end()));
}

Result<crypto::Evidence> RemoteCustodian::hold(const crypto::IdentityId& vendor,
                                               const crypto::SaltedEnvelope& statement) {
    TRY(check_self(vendor));
    return read_evidence(TRY(post("/v1/deposits", kJson, to_bytes(statement.render().render()))));
}

Result<crypto::Evidence> RemoteCustodian::receipt(const crypto::DepositId& id) {
    return read_evidence(TRY(get(target_of(id, "/receipt"))));
}

Result<std::vector<DepositSummary>> RemoteCustodian::list() {
    const auto json = TRY(read_json(TRY(get("/v1/deposits"))));
    return TRY_WITHIN(kDoing, parse_deposits(json));
}

Result<DepositState> RemoteCustodian::state(const crypto::DepositId& id) {
    const auto json = TRY(read_json(TRY(get(target_of(id)))));
    auto out = TRY_WITHIN(kDoing, DepositState::parse(json));
    if (out.summary.id != id) return fail(ErrorKind::Invalid, kDoing + " is about another deposit");
    return out;
}

Result<Bytes> RemoteCustodian::sealed_to(const crypto::IdentityId& party, const crypto::DepositId& id) {
    TRY(check_self(party));
    const auto response = TRY(get(target_of(id, "/sealed")));
    return Bytes(response.bytes().begin(), response.bytes().end());
}

Result<DepositStatements> RemoteCustodian::statements(const crypto::IdentityId& party, const crypto::DepositId& id) {
    TRY(check_self(party));
    const auto json = TRY(read_json(TRY(get(target_of(id, "/statements")))));
    auto out = TRY_WITHIN(kDoing, DepositStatements::parse(json));
    if (out.receipt.find(crypto::StatementId(id.array())) == nullptr)
        return fail(ErrorKind::Invalid, kDoing + " is about another deposit");
    return out;
}

Status RemoteCustodian::export_to(const crypto::IdentityId& room, const crypto::DepositId& id,
                                  const Receiver& receive) {
    TRY(check_self(room));
    std::uint64_t total = 0;
    const http::Call call{.method = http::Method::Get,
                          .target = target_of(id, "/export"),
                          .content_type = {},
                          .body = {},
                          .headers = {},
                          .sink = [&](ByteView bytes) { return receive(bytes, total); },
                          .watch =
                              [&](const http::Transfer& transfer) {
                                  total = transfer.to_receive.value_or(0);
                                  return interrupt_.check("receiving the export");
                              }};
    TRY(client_.send(call));
    return {};
}

Result<SubmissionAnswer> RemoteCustodian::submit(const storage::Outbox& outbox) {
    const storage::Outbox sent{
        .room = outbox.room, .manifest = outbox.manifest, .statements = outbox.statements, .evidence = {}};
    const auto response = TRY(post("/v1/statements", kJson, to_bytes(sent.render())));
    const auto json = TRY(read_json(response));
    return TRY_WITHIN(kDoing, SubmissionAnswer::parse(json));
}

}  // namespace assay::escrow
