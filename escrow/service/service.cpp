// SPDX-License-Identifier: Apache-2.0
#include "escrow/service/service.hpp"

#include "base/http/status.hpp"
#include "escrow/service/routes.hpp"
#include "escrow/service/told.hpp"

#include <algorithm>

namespace assay::escrow {

namespace {

/// The largest body of somebody unknown: he may be the vendor of an agreement that is not here yet.
constexpr std::uint64_t kStrangerBodyBytesMax = crypto::AgreementFile::kBytesMax;
constexpr unsigned kTryAgain = 503;

Result<http::TlsIdentity> open_tls_key(const std::filesystem::path& folder, const crypto::Identity& custodian) {
    const auto keys = TRY(storage::KeyFolder::open(folder));
    const auto pem = TRY(keys.tls_pem());
    auto key = TRY_WITHIN("the tls key", http::TlsIdentity::parse(pem.view()));
    const auto published = TRY(tls_key_of(custodian));
    if (!published) return fail(ErrorKind::NotFound, custodian.describe() + " publishes no tls key");
    if (*published != key.spki())
        return fail(ErrorKind::Untrusted, "the tls key is not the one that " + custodian.describe() + " publishes");
    return key;
}

/// The answer of an error. What a peer of ours keeps from being answered now may be asked for again.
http::Response answer_of(const Error& error) {
    return error.kind() == ErrorKind::Unavailable ? http::error_response(error, kTryAgain)
                                                  : http::error_response(error);
}

}  // namespace

Service::Service(Custody& custody, AnswerObserver observer) : custody_(custody), observer_(std::move(observer)) {
    add_agreement_routes(router_, custody_);
    add_piece_routes(router_, custody_);
    add_deposit_routes(router_, custody_);
    add_statement_routes(router_, custody_);
    add_log_routes(router_, custody_);
}

Result<std::unique_ptr<Service>> Service::start(ServiceOptions options, Custody& custody) {
    const std::string doing = "starting the custodian's service";
    auto key = TRY_WITHIN(doing, open_tls_key(options.key, custody.identity().identity()));
    std::unique_ptr<Service> out(new Service(custody, std::move(options.observer)));
    http::ServerOptions server;
    server.listen = std::move(options.listen);
    server.identity = std::move(key);
    server.body_bytes_max = [service = out.get()](const http::Request& head) { return service->body_bytes_max(head); };
    server.check_head = [service = out.get()](const http::Request& head) { return service->check_head(head); };
    server.is_known = [&custody](const http::SpkiDigest& shown) { return custody.parties().knows(shown); };
    server.limits = options.limits;
    out->server_ = TRY_WITHIN(doing, http::Server::start(std::move(server), [service = out.get()](const auto& request) {
                                  return service->answer(request);
                              }));
    return out;
}

Service::~Service() { stop(std::chrono::milliseconds(0)); }

void Service::stop(std::chrono::milliseconds grace) {
    if (server_) server_->stop(grace);
}

std::uint64_t Service::body_bytes_max(const http::Request& head) const {
    const auto most = router_.body_bytes_max(head);
    const bool is_known = head.peer && custody_.parties().knows(*head.peer);
    return is_known ? most : std::min(most, kStrangerBodyBytesMax);
}

/// A refusal that needs no body of the request, and so reads none.
Status Service::check_head(const http::Request& head) const {
    auto checked = router_.check_head(head);
    if (checked) return checked;
    if (observer_)
        observer_({.request = head.describe(),
                   .peer = head.peer,
                   .status = http::status_of(checked.error().kind()),
                   .error = checked.error()});
    return fail(told(checked.error(), custody_, head));
}

Result<http::Response> Service::answer(const http::Request& request) const {
    auto answer = router_.handle(request);
    auto response = answer ? std::move(*answer) : answer_of(told(answer.error(), custody_, request));
    if (observer_) {
        watch(response, request);
        observer_({.request = request.describe(),
                   .peer = request.peer,
                   .status = response.status,
                   .error = answer ? std::nullopt : std::optional(answer.error())});
    }
    return response;
}

/// Reports to the observer an answer that breaks off: its receiver sees no more than a cut connection.
void Service::watch(http::Response& response, const http::Request& request) const {
    auto* stream = std::get_if<http::BodyStream>(&response.body);
    if (stream == nullptr) return;
    stream->next = [this, next = std::move(stream->next), request = request.describe(), peer = request.peer,
                    status = response.status]() -> Result<Bytes> {
        auto bytes = next();
        if (!bytes) observer_({.request = request, .peer = peer, .status = status, .error = bytes.error()});
        return bytes;
    };
}

}  // namespace assay::escrow
