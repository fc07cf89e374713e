// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/http/client.hpp"
#include "escrow/service/service.hpp"
#include "escrow/wire/piece_batch.hpp"
#include "escrow/wire/piece_ids.hpp"
#include "tests/escrow/office.hpp"

#include <mutex>

namespace assay::test {

inline constexpr const char* kOctets = "application/octet-stream";
inline constexpr const char* kJson = "application/json";

/// A custodian at work behind its address on loopback, and what it said of its answers.
class Front {
public:
    explicit Front(std::chrono::milliseconds quorum = std::chrono::seconds(20)) : desk(office) {
        desk.close();
        custody = need(escrow::Custody::open(desk.options(quorum), office.clock, office.random));
        start();
    }

    void start() {
        service = need(escrow::Service::start({.listen = "127.0.0.1:0",
                                               .key = office.path("custodian"),
                                               .observer =
                                                   [this](const escrow::Answered& answered) {
                                                       const std::lock_guard lock(mutex_);
                                                       answers_.push_back(answered);
                                                   }},
                                              *custody));
    }
    /// Ends it all and checks what lies there.
    bool is_sound_at_the_end() {
        service.reset();
        custody.reset();
        return desk.check().is_sound();
    }

    http::ClientOptions stranger_options() const {
        http::ClientOptions out;
        out.base_url = service->address();
        out.server = office.tls("custodian");
        return out;
    }
    /// Somebody who shows no key.
    http::Client stranger() const { return need(http::Client::open(stranger_options())); }
    /// Somebody who shows a party's key.
    http::Client as(const std::string& party) const {
        auto options = stranger_options();
        options.identity = need(http::TlsIdentity::parse(need(office.keys(party).tls_pem()).view()));
        return need(http::Client::open(std::move(options)));
    }

    void admit(const crypto::AgreementFile& agreement, const std::string& vendor = "vendor") {
        need(as(vendor).post("/v1/agreements", kJson, to_bytes(agreement.render())));
    }
    /// Sends everything of a deposit but its statement.
    static void send(http::Client& client, const MadeDeposit& deposit) {
        Bytes batch;
        for (const auto& piece : deposit.pieces) escrow::append_piece(batch, piece);
        need(client.post("/v1/pieces", kOctets, std::move(batch)));
        need(client.post("/v1/lists", kOctets, deposit.list.encode()));
        for (const auto& object : deposit.sealed) need(client.post("/v1/sealed", kOctets, object));
    }
    static Result<http::Response> send_statement(http::Client& client, const MadeDeposit& deposit) {
        return client.post("/v1/deposits", kJson, to_bytes(deposit.statement.render().render()));
    }
    /// A deposit that came over HTTPS and is held.
    MadeDeposit hold(const std::string& content) {
        admit(*office.agreement);
        auto deposit = office.make_deposit(*office.agreement, content);
        auto client = as("vendor");
        send(client, deposit);
        need(send_statement(client, deposit));
        return deposit;
    }

    std::uint64_t log_size() const { return custody->log().latest().head.size.value(); }
    std::vector<escrow::Answered> answers() const {
        const std::lock_guard lock(mutex_);
        return answers_;
    }

    Office office;
    Desk desk;
    std::unique_ptr<escrow::Custody> custody;
    std::unique_ptr<escrow::Service> service;

private:
    mutable std::mutex mutex_;  ///< owns answers_
    std::vector<escrow::Answered> answers_;
};

inline std::string path_of(const MadeDeposit& deposit, const std::string& below = {}) {
    return "/v1/deposits/" + crypto::render_deposit_id(deposit.id) + below;
}

/// Kind and words of a refusal.
inline void check_refused(const Result<http::Response>& result, ErrorKind kind, const std::string& words) {
    REQUIRE_FALSE(result);
    INFO(result.error().message());
    CHECK(result.error().kind() == kind);
    CHECK(result.error().message().find(words) != std::string::npos);
}

inline Json json_of(const http::Response& response) {
    CHECK(response.content_type == kJson);
    return need(Json::parse(text_of(response.bytes())));
}

}  // namespace assay::test
