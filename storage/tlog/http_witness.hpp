// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/http/client.hpp"
#include "storage/tlog/witness_channel.hpp"

namespace assay::storage {

/// Where one witness is reached.
struct HttpWitnessOptions {
    std::string name;
    std::string url;                            ///< submission and monitoring prefix, as a policy lists it
    std::optional<http::SpkiDigest> server;     ///< needed for https
    std::chrono::milliseconds longest{10'000};  ///< of one exchange
};

/// A witness behind HTTP. Plain HTTP will do: what it answers is signed, and what it is sent is public.
class HttpWitness final : public WitnessChannel {
public:
    /// Connects to nothing yet. Errors: Usage for a malformed address.
    static Result<std::unique_ptr<WitnessChannel>> open(HttpWitnessOptions options);

    const std::string& name() const override { return name_; }
    Result<WitnessAnswer> add_checkpoint(std::string_view body) override;
    Result<WitnessAnswer> checkpoint(std::string_view origin_hash) override;

private:
    HttpWitness(std::string name, http::Client client) : name_(std::move(name)), client_(std::move(client)) {}
    Result<WitnessAnswer> exchange(const http::Call& call);

    std::string name_;
    http::Client client_;
};

}  // namespace assay::storage
