// SPDX-License-Identifier: Apache-2.0
#include "base/http/status.hpp"

#include "base/core/error_json.hpp"

#include <algorithm>
#include <array>

namespace assay::http {

namespace {

struct Row {
    ErrorKind kind;
    unsigned status;
};

/// Where a status has several rows, the first is the kind it becomes without a body that says more.
constexpr std::array kTable{
    Row{ErrorKind::Invalid, 400},      Row{ErrorKind::Usage, 400},       Row{ErrorKind::Refused, 403},
    Row{ErrorKind::NotFound, 404},     Row{ErrorKind::Conflict, 409},    Row{ErrorKind::Limit, 413},
    Row{ErrorKind::Untrusted, 422},    Row{ErrorKind::PolicyUnmet, 422}, Row{ErrorKind::Unproven, 422},
    Row{ErrorKind::Busy, 503},         Row{ErrorKind::Full, 507},        Row{ErrorKind::Internal, 500},
    Row{ErrorKind::Corrupt, 500},      Row{ErrorKind::Io, 500},          Row{ErrorKind::Sandbox, 500},
    Row{ErrorKind::Unavailable, 500},  Row{ErrorKind::Unsupported, 500}, Row{ErrorKind::Interrupted, 500},
    Row{ErrorKind::Equivocation, 500}, Row{ErrorKind::Differs, 422},
};

static_assert(kTable.size() == static_cast<std::size_t>(ErrorKind::Internal) + 1, "every kind has a row");

constexpr JsonLimits kErrorLimits{.bytes = 64U << 10, .depth = 4};

/// Nothing where the body is not an error as we write it.
Result<Error> error_in(const Response& response) {
    const auto json = TRY(Json::parse(text_of(response.bytes()), kErrorLimits));
    auto top = TRY(Record::of(json, "error body"));
    auto error = TRY(parse_error(*TRY(top.any("error"))));
    TRY(top.finish());
    return error;
}

}  // namespace

unsigned status_of(ErrorKind kind) {
    return std::find_if(kTable.begin(), kTable.end(), [&](const Row& row) { return row.kind == kind; })->status;
}

ErrorKind kind_of(unsigned status) {
    if (status == 401) return ErrorKind::Refused;
    if (status == 431) return ErrorKind::Limit;
    if (status == 429) return ErrorKind::Busy;
    const auto row = std::find_if(kTable.begin(), kTable.end(), [&](const Row& each) { return each.status == status; });
    if (row != kTable.end()) return row->kind;
    return status >= 400 && status < 500 ? ErrorKind::Refused : ErrorKind::Internal;
}

Error as_told_to_peers(const Error& error, std::string_view doing) {
    const auto told = [&](std::string_view words) {
        return Error(error.kind(), std::string(doing) + ": " + std::string(words)).with_code(error.code());
    };
    switch (error.kind()) {
        case ErrorKind::Full: return told("there is no space left here; the same request succeeds once there is");
        case ErrorKind::Corrupt:
        case ErrorKind::Io: return told("the server's own storage failed; its operator can read why");
        case ErrorKind::Sandbox:
        case ErrorKind::Interrupted:
        case ErrorKind::Internal: return told("the server failed; its operator can read why");
        default: return error;
    }
}

Response error_response(const Error& error) { return error_response(error, status_of(error.kind())); }

Response error_response(const Error& error, unsigned status) {
    auto response = Response::json(Json::object({{"error", to_json(error)}}), status);
    if (status == 503) (void)response.headers.add("retry-after", std::to_string(kRetryAfterSeconds));
    return response;
}

Error error_from_response(const Response& response) {
    if (auto error = error_in(response)) return std::move(*error);
    return {kind_of(response.status), "the server answers with status " + std::to_string(response.status)};
}

}  // namespace assay::http
