// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/bytes.hpp"
#include "base/core/error.hpp"
#include "base/core/json.hpp"
#include "base/http/spki.hpp"
#include "base/http/target.hpp"

#include <functional>
#include <optional>
#include <variant>

namespace assay::http {

/// The methods we speak; others are answered 501.
enum class Method { Get, Head, Post, Put };
std::string_view name_of(Method method);  ///< `GET`, …
std::optional<Method> parse_method(std::string_view name);

/// Whether HTTP may go over a connection without TLS. Only for peers on the same machine.
enum class PlainHttp { Refused, Allowed };

/// Header fields in their order.
///
/// - Names are lower-case tokens (RFC 9110, section 5.1), each at most once: a second one could be read either way.
/// - Values are visible ASCII with blanks and tabs inside only, so no value can start another field.
class Headers {
public:
    using Field = std::pair<std::string, std::string>;

    /// Takes a name in any case. Errors: Invalid for a name or value as above, or a name that is there already.
    Status add(std::string_view name, std::string_view value);
    std::optional<std::string> find(std::string_view lower_case_name) const;

    auto begin() const { return fields_.begin(); }
    auto end() const { return fields_.end(); }

private:
    std::vector<Field> fields_;
};

/// A body that is made while it is sent, so that it is never in memory whole.
///
/// - `next` gives the next bytes, none at the end; it may block. It is called by one thread at a time, and no more once
///   the receiver has gone.
/// - With `size` the body has exactly so many bytes, else it goes in chunks. When `next` fails or gives another number,
///   the connection is cut, so that the receiver never takes a part for the whole.
struct BodyStream {
    std::optional<std::uint64_t> size;
    std::function<Result<Bytes>()> next;
};

using Body = std::variant<Bytes, BodyStream>;

/// A whole request, as a handler sees it.
struct Request {
    Method method = Method::Get;
    Target target;
    Headers headers;
    Bytes body;
    /// The key the client proved to hold during the TLS handshake. Who that is, and what he may do, the handler
    /// decides.
    std::optional<SpkiDigest> peer;

    /// `GET "/v1/deposits"`, for messages.
    std::string describe() const;
};

/// An answer. A server sends `body` with `content_type`; a client finds Bytes in `body`.
struct Response {
    unsigned status = 200;
    std::string content_type = "application/octet-stream";
    Headers headers;
    Body body;

    static Response json(const Json& value, unsigned status = 200);
    static Response text(std::string_view text, unsigned status = 200);
    /// The bytes of a body that is no stream; empty for a stream.
    ByteView bytes() const;
};

}  // namespace assay::http
