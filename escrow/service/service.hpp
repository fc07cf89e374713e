// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/http/server.hpp"
#include "escrow/custody/custody.hpp"

namespace assay::escrow {

/// A request that has been answered; or one whose answer broke off while it was sent.
struct Answered {
    std::string request;                   ///< `GET "/v1/deposits"`
    std::optional<http::SpkiDigest> peer;  ///< the key shown
    unsigned status = 0;
    std::optional<Error> error;  ///< where the answer is one, or broke off
};
/// Called for every answer, by several threads at a time.
using AnswerObserver = std::function<void(const Answered& answered)>;

struct ServiceOptions {
    std::string listen = "127.0.0.1:0";  ///< a literal address and a port; port 0 takes a free one
    std::filesystem::path key;           ///< the custodian's key folder
    AnswerObserver observer;             ///< may be empty
    /// Answers wait for witnesses, so many are worked on at one time.
    http::ServerLimits limits = {.workers = 32};
};

/// A custodian at its address: custody over HTTPS, with the custodian's TLS key. Page: api.md.
///
/// - The asker is known by the TLS key the client shows; what it may do is decided by custody alone.
/// - An export is sent as it is read; it is never whole in memory.
/// - Parties are known to the server by their TLS keys, so that strangers take neither connections nor
///   memory from them.
/// - No answer names a file of this machine; the observer gets the file's name.
class Service {
public:
    /// Listening on return. The custody outlives it. Errors: those of http::Server::start; Untrusted when the folder's
    /// TLS key is not the one that the custody's identity publishes; NotFound when either has none.
    static Result<std::unique_ptr<Service>> start(ServiceOptions options, Custody& custody);

    /// As stop, without grace.
    ~Service();
    Service(const Service&) = delete;
    Service& operator=(const Service&) = delete;

    /// `https://127.0.0.1:8443`, with the real port.
    std::string address() const { return server_->url(); }
    http::ServerStatistics statistics() const { return server_->statistics(); }

    /// Takes no more requests, and gives those that run `grace` to be answered. Harmless when repeated.
    void stop(std::chrono::milliseconds grace);

private:
    Service(Custody& custody, AnswerObserver observer);
    std::uint64_t body_bytes_max(const http::Request& head) const;
    Status check_head(const http::Request& head) const;
    Result<http::Response> answer(const http::Request& request) const;
    void watch(http::Response& response, const http::Request& request) const;

    Custody& custody_;
    AnswerObserver observer_;
    http::Router router_;
    std::optional<http::Server> server_;  ///< ends before what its handlers use
};

}  // namespace assay::escrow
