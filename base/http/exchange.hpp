// SPDX-License-Identifier: Apache-2.0
// Private to base/http.
#pragma once

#include "base/http/client.hpp"
#include "base/http/curl.hpp"

#include <span>

namespace assay::http {

/// One request under way in libcurl: where its body comes from, where the answer goes, and the error with which one of
/// the caller's functions ended it. libcurl calls the static members with a pointer to it.
class Exchange {
public:
    Exchange(CURL* handle, const Call& call, std::uint64_t response_bytes_max)
        : handle_(handle), call_(call), response_bytes_max_(response_bytes_max) {}
    Exchange(const Exchange&) = delete;
    Exchange& operator=(const Exchange&) = delete;

    static std::size_t on_write(char* data, std::size_t one, std::size_t size, void* exchange);
    static std::size_t on_read(char* room, std::size_t one, std::size_t size, void* exchange);
    static int on_seek(void* exchange, curl_off_t offset, int origin);
    static int on_progress(void* exchange, curl_off_t to_receive, curl_off_t received, curl_off_t to_send,
                           curl_off_t sent);

    std::optional<Error>& error() { return error_; }
    /// What was kept of the answer's body.
    Bytes& received() { return received_; }

private:
    bool is_success() const;
    bool stop(Error because);
    bool take(ByteView data);
    std::size_t give(std::span<std::uint8_t> room);

    CURL* handle_;
    const Call& call_;
    std::uint64_t response_bytes_max_;
    Bytes received_;
    Bytes piece_;  ///< of a body stream, with `piece_sent_` bytes gone
    std::size_t piece_sent_ = 0;
    std::uint64_t body_sent_ = 0;
    std::optional<Error> error_;
};

}  // namespace assay::http
