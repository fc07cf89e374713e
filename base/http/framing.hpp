// SPDX-License-Identifier: Apache-2.0
// Private to base/http: where one message ends and the next begins. Bytes in, bytes out; no sockets.
//
// Beast parses. Where it is more generous than two parties can be without misunderstanding one another, its input is
// refused before or after (found in Boost 1.81, basic_parser.ipp):
//   Beast accepts                                             here
//   folded header lines (obs-fold), joined by a blank         400
//   the same Content-Length twice, or as a list `5, 5`        400: each field once, one decimal number
//   Transfer-Encoding other than chunked, as if it were none  400: exactly `chunked`
//   HTTP/1.0, there with chunked too                          505
//   no Host                                                   400
//   chunk extensions and trailers                             400
//   any target without blanks                                 400: Target
// Beast itself refuses Content-Length beside chunked, a blank before the colon, and lines that end without CR.
#pragma once

#include "base/http/message.hpp"

#include <expected>
#include <memory>

namespace assay::http {

/// Why a request gets no handler: the status to answer with before the connection is closed.
struct Refusal {
    unsigned status;
    Error error;
};

/// Takes one request apart.
class RequestReader {
public:
    /// `header` is everything up to and including the first empty line.
    static std::expected<RequestReader, Refusal> begin(std::string_view header);

    RequestReader(RequestReader&&) noexcept;
    RequestReader& operator=(RequestReader&&) noexcept;
    ~RequestReader();

    /// Everything but the body.
    Request& head() { return head_; }
    bool keeps_connection() const;
    /// Whether the client waits for `100 Continue` before it sends the body.
    bool expects_continue() const;
    /// None when the body comes in chunks; 0 when there is none.
    std::optional<std::uint64_t> declared_body_bytes() const;

    /// To be called once, before the body. 413 when it is declared larger.
    std::expected<void, Refusal> limit_body(std::uint64_t most);
    /// Takes what it can from the front of `bytes` and says how much; 0 when it needs more to go on.
    std::expected<std::size_t, Refusal> take(ByteView bytes);
    bool is_complete() const;
    /// The request with its body, once complete.
    Request finish() &&;

private:
    struct Parser;
    explicit RequestReader(std::unique_ptr<Parser> parser);

    std::unique_ptr<Parser> parser_;
    Request head_;
};

/// RFC 9110, sections 15.3.5 and 15.4.5: 204 and 304 are never followed by a body.
bool may_have_body(unsigned status);

/// The status line and header fields of an answer.
struct ResponseHead {
    /// Whether a further request may follow on the connection.
    enum class Connection { Keep, Close };
    /// None: the body comes in chunks.
    std::optional<std::uint64_t> body_bytes;
    Connection connection;

    std::string render(const Response& response) const;
};

/// `HTTP/1.1 100 Continue` and an empty line.
std::string render_continue();

/// One chunk of a chunked body; of no bytes, its end.
Bytes render_chunk(ByteView data);

}  // namespace assay::http
