// SPDX-License-Identifier: Apache-2.0
// One request as it comes from a connection, cut at different places: the cuts must not matter.
#include "base/http/framing.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace assay::fuzz {

namespace {

constexpr std::uint64_t kBodyBytesMax = 1U << 16;

struct Read {
    unsigned refused = 0;  ///< with this status, or 0
    bool complete = false;
    Bytes body;
    std::size_t used = 0;

    friend bool operator==(const Read&, const Read&) = default;
};

Read refuse(const http::Refusal& refusal) {
    check(refusal.error);
    hold(refusal.status >= 400 && refusal.status < 600, "a refusal has a status of its kind");
    return {.refused = refusal.status, .complete = false, .body = {}, .used = 0};
}

Read read_in_steps(std::string_view header, ByteView body, std::size_t step) {
    auto reader = http::RequestReader::begin(header);
    if (!reader) return refuse(reader.error());
    if (auto limited = reader->limit_body(kBodyBytesMax); !limited) return refuse(limited.error());
    Read out;
    Bytes waiting;
    for (auto rest = body; !reader->is_complete() && !rest.empty();) {
        const auto piece = rest.first(std::min(step, rest.size()));
        append(waiting, piece);
        rest = rest.subspan(piece.size());
        for (std::size_t taken = 1; taken > 0 && !waiting.empty() && !reader->is_complete();) {
            const auto got = reader->take(waiting);
            if (!got) return refuse(got.error());
            taken = *got;
            hold(taken <= waiting.size(), "no more is taken than is there");
            out.used += taken;
            waiting.erase(waiting.begin(), waiting.begin() + static_cast<std::ptrdiff_t>(taken));
        }
    }
    out.complete = reader->is_complete();
    if (!out.complete) return {};
    out.body = std::move(*reader).finish().body;
    hold(out.body.size() <= kBodyBytesMax, "no body is larger than allowed");
    return out;
}

}  // namespace

void run(ByteView input) {
    const auto text = text_of(input);
    const auto end = text.find("\r\n\r\n");
    if (end == std::string_view::npos) return;
    const auto header = text.substr(0, end + 4);
    const auto body = input.subspan(header.size());
    const auto whole = read_in_steps(header, body, body.size());
    for (const std::size_t step : {1U, 7U}) {
        const auto stepped = read_in_steps(header, body, step);
        // What is wrong may be seen sooner where more of it is there at once; what is whole is the same however it
        // arrives.
        if (whole.complete || stepped.complete) hold(stepped == whole, "a request does not depend on how it arrives");
    }
}

}  // namespace assay::fuzz
