// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/http/message.hpp"

namespace assay::http {

/// How long a client is asked to wait after 503.
constexpr int kRetryAfterSeconds = 2;

/// The one table of status.md, both ways. A status no kind has becomes the nearest: other 4xx Refused, 5xx Internal.
unsigned status_of(ErrorKind kind);
ErrorKind kind_of(unsigned status);

/// The error as status.md writes it. 503 carries Retry-After.
Response error_response(const Error& error);
/// The same under a status that HTTP itself asks for, as 405 or 431.
Response error_response(const Error& error, unsigned status);

/// The error as anybody may read it: what speaks of our own disk or insides, and may name files of this machine, is
/// described in general words; what concerns the request stays as it is.
Error as_told_to_peers(const Error& error, std::string_view doing);

/// The error an answer carries: as it was where the body is of status.md, else made of the status alone. The words are
/// the server's: escape them before a person sees them.
Error error_from_response(const Response& response);

}  // namespace assay::http
