// SPDX-License-Identifier: Apache-2.0
#include "base/core/error_json.hpp"

#include "base/core/text.hpp"

#include <algorithm>

namespace assay {

namespace {

constexpr std::size_t kCodeBytesMax = 64;
constexpr std::size_t kHintsMax = 16;

/// Json holds UTF-8 only; a message quotes what is not, but a careless one must not break the answer.
std::string sendable(const std::string& text) { return is_utf8(text) ? text : quote(text); }

bool is_code(std::string_view text) {
    return text.size() <= kCodeBytesMax && std::ranges::all_of(text, [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
           });
}

}  // namespace

Json to_json(const Error& error) {
    auto hints = Json::array();
    for (const auto& hint : error.hints()) hints.push(sendable(hint));
    return Json::object({{"kind", name_of(error.kind())},
                         {"code", error.code()},
                         {"message", sendable(error.message())},
                         {"hints", std::move(hints)}});
}

Result<Error> parse_error(const Json& json) {
    auto record = TRY(Record::of(json, "error"));
    const auto kind = parse_error_kind(TRY(record.text("kind")));
    if (!kind) return record.wrong("kind", "is unknown");
    const auto code = TRY(record.text("code"));
    if (!is_code(code)) return record.wrong("code", "is not kebab-case");
    Error error(*kind, TRY(record.text("message")));
    const auto hints = TRY(record.texts("hints"));
    if (hints.size() > kHintsMax) return record.wrong("hints", "are too many");
    TRY(record.finish());
    for (const auto& hint : hints) error = std::move(error).with_hint(hint);
    return std::move(error).with_code(code);
}

}  // namespace assay
