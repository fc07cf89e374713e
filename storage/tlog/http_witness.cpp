// SPDX-License-Identifier: Apache-2.0
#include "storage/tlog/http_witness.hpp"

#include "crypto/tlog/note.hpp"

namespace assay::storage {

Result<std::unique_ptr<WitnessChannel>> HttpWitness::open(HttpWitnessOptions options) {
    auto client = TRY(http::Client::open({.base_url = std::move(options.url),
                                          .server = options.server,
                                          .identity = std::nullopt,
                                          .plain = http::PlainHttp::Allowed,
                                          .connect = options.longest,
                                          .total = options.longest,
                                          .response_bytes_max = crypto::kNoteBytesMax}));
    return std::unique_ptr<WitnessChannel>(new HttpWitness(std::move(options.name), std::move(client)));
}

Result<WitnessAnswer> HttpWitness::add_checkpoint(std::string_view body) {
    return exchange({.method = http::Method::Post,
                     .target = "/add-checkpoint",
                     .content_type = "text/plain; charset=utf-8",
                     .body = to_bytes(body),
                     .headers = {},
                     .sink = {},
                     .watch = {}});
}

Result<WitnessAnswer> HttpWitness::checkpoint(std::string_view origin_hash) {
    return exchange({.method = http::Method::Get,
                     .target = "/" + std::string(origin_hash) + "/checkpoint",
                     .content_type = {},
                     .body = {},
                     .headers = {},
                     .sink = {},
                     .watch = {}});
}

Result<WitnessAnswer> HttpWitness::exchange(const http::Call& call) {
    const auto response = TRY(client_.exchange(call));
    return WitnessAnswer{
        .status = response.status, .content_type = response.content_type, .body = to_text(response.bytes())};
}

}  // namespace assay::storage
