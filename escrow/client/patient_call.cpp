// SPDX-License-Identifier: Apache-2.0
#include "escrow/client/patient_call.hpp"

#include "base/core/text.hpp"
#include "base/http/status.hpp"

#include <algorithm>
#include <thread>

#include <poll.h>

namespace assay::escrow {

namespace {

using std::chrono::milliseconds;
using Steady = std::chrono::steady_clock;

constexpr milliseconds kFirstReconnection{200};

Status wait(milliseconds time, const Interrupt& interrupt) {
    constexpr milliseconds kLook{200};
    const auto end = Steady::now() + time;
    for (;;) {
        TRY(interrupt.check("waiting for the custodian"));
        const auto left = std::chrono::ceil<milliseconds>(end - Steady::now());
        if (left.count() <= 0) return {};
        ::pollfd wake{.fd = interrupt.descriptor(), .events = POLLIN, .revents = 0};
        (void)::poll(&wake, 1, static_cast<int>(std::min(left, kLook).count()));
    }
}

/// An answer that did not come, with what to do about it.
Result<http::Response> away(Result<http::Response> answer) {
    return fail(std::move(answer).error().with_hint(
        "see that this is the custodian's address and that escrow serve runs there; then run the same command again: "
        "what it has taken is kept"));
}

/// What the server asks to wait; nothing where it does not say.
std::optional<std::chrono::seconds> retry_after(const http::Response& response) {
    const auto text = response.headers.find("retry-after");
    const auto seconds = text ? parse_decimal(*text) : std::nullopt;
    if (!seconds || *seconds > 86'400) return std::nullopt;
    return std::chrono::seconds(*seconds);
}

/// The answer as http::Client::send gives it.
Result<http::Response> judged(http::Response response, const http::Client& client, const http::Call& call) {
    if (response.status >= 200 && response.status < 300) return response;
    if (response.status >= 400) return fail(http::error_from_response(response));
    return fail(ErrorKind::Unsupported, std::string(http::name_of(call.method)) + ' ' +
                                            quote(client.base_url() + call.target) +
                                            ": the server redirects, which is never followed");
}

}  // namespace

Result<http::Response> send_patiently(http::Client& client, const http::Call& call, const Interrupt& interrupt,
                                      const Patience& patience) {
    const auto end = Steady::now() + patience.in_all;
    int reconnections = 0;
    for (;;) {
        auto answer = client.exchange(call);
        milliseconds pause{0};
        if (!answer) {
            const bool has_ended = answer.error().kind() == ErrorKind::Unavailable;
            if (!has_ended) return answer;
            if (reconnections >= patience.reconnections) return away(std::move(answer));
            pause = kFirstReconnection * (1 << reconnections++);
        } else {
            const auto asked = retry_after(*answer);
            const bool is_busy = answer->status >= 400 && http::error_from_response(*answer).kind() == ErrorKind::Busy;
            if (!is_busy || !asked) return judged(std::move(*answer), client, call);
            pause = std::min<milliseconds>(*asked, patience.at_once);
        }
        if (Steady::now() + pause > end)
            return answer ? judged(std::move(*answer), client, call) : away(std::move(answer));
        TRY(wait(pause, interrupt));
    }
}

}  // namespace assay::escrow
