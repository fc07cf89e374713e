// SPDX-License-Identifier: Apache-2.0
#include "base/http/message.hpp"

#include "base/core/text.hpp"

#include <algorithm>

namespace assay::http {

namespace {

bool is_token_char(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || std::string_view("!#$%&'*+-.^_`|~").contains(c);
}

bool is_value(std::string_view value) {
    if (value != trim(value)) return false;
    return std::all_of(value.begin(), value.end(), [](char c) { return (c >= 0x20 && c < 0x7f) || c == '\t'; });
}

}  // namespace

std::string_view name_of(Method method) {
    switch (method) {
        case Method::Get: return "GET";
        case Method::Head: return "HEAD";
        case Method::Post: return "POST";
        case Method::Put: return "PUT";
    }
    return "GET";
}

std::optional<Method> parse_method(std::string_view name) {
    for (const auto method : {Method::Get, Method::Head, Method::Post, Method::Put})
        if (name == name_of(method)) return method;
    return std::nullopt;
}

Status Headers::add(std::string_view name, std::string_view value) {
    const auto wrong = [&](std::string_view cause) {
        return fail(ErrorKind::Invalid, "header field " + quote(name) + ": " + std::string(cause));
    };
    std::string lower(name);
    for (auto& c : lower)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (lower.empty() || !std::all_of(lower.begin(), lower.end(), is_token_char))
        return wrong("the name is not a token");
    if (!is_value(value)) return wrong("the value is not plain visible text");
    if (find(lower)) return wrong("appears twice");
    fields_.emplace_back(std::move(lower), value);
    return {};
}

std::optional<std::string> Headers::find(std::string_view lower_case_name) const {
    const auto found = std::find_if(fields_.begin(), fields_.end(),
                                    [&](const Field& field) { return field.first == lower_case_name; });
    if (found == fields_.end()) return std::nullopt;
    return found->second;
}

std::string Request::describe() const { return std::string(name_of(method)) + ' ' + quote(target.render()); }

Response Response::json(const Json& value, unsigned status) {
    return {.status = status, .content_type = "application/json", .headers = {}, .body = to_bytes(value.render())};
}

Response Response::text(std::string_view text, unsigned status) {
    return {.status = status, .content_type = "text/plain; charset=utf-8", .headers = {}, .body = to_bytes(text)};
}

ByteView Response::bytes() const {
    const auto* bytes = std::get_if<Bytes>(&body);
    return bytes == nullptr ? ByteView() : ByteView(*bytes);
}

}  // namespace assay::http
