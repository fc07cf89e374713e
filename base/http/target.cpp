// SPDX-License-Identifier: Apache-2.0
#include "base/http/target.hpp"

#include "base/core/text.hpp"

#include <algorithm>

namespace assay::http {

namespace {

bool is_unreserved(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
           c == '_' || c == '~';
}

/// What may be unescaped inside a segment: pchar of RFC 3986 section 3.3.
bool is_segment_char(char c) { return is_unreserved(c) || std::string_view("!$&'()*+,;=:@").contains(c); }

/// What may be unescaped inside a name or value of the query: `&` ends it and `+` is ambiguous.
bool is_query_char(char c) { return is_unreserved(c) || std::string_view("!$'()*,;=:@/?").contains(c); }

std::optional<unsigned> upper_hex(char c) {
    if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
    if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
    return std::nullopt;
}

Result<std::string> decode(std::string_view text, bool (*may_stand)(char)) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            if (!may_stand(text[i])) return fail(ErrorKind::Invalid, quote(text.substr(i, 1)) + " must be escaped");
            out += text[i];
            continue;
        }
        const auto high = i + 2 < text.size() ? upper_hex(text[i + 1]) : std::nullopt;
        const auto low = i + 2 < text.size() ? upper_hex(text[i + 2]) : std::nullopt;
        if (!high || !low) return fail(ErrorKind::Invalid, "a percent sign without two upper-case hexadecimal digits");
        const auto byte = static_cast<unsigned char>(*high << 4U | *low);
        const char decoded = static_cast<char>(byte);
        if (byte < 0x20 || byte == 0x7f) return fail(ErrorKind::Invalid, "a control character is escaped");
        if (is_unreserved(decoded)) return fail(ErrorKind::Invalid, quote({&decoded, 1}) + " is escaped without need");
        out += decoded;
        i += 2;
    }
    if (!is_utf8(out)) return fail(ErrorKind::Invalid, "the escapes are not UTF-8");
    return out;
}

Result<std::string> decode_segment(std::string_view text) {
    if (text.empty()) return fail(ErrorKind::Invalid, "a path segment is empty");
    auto segment = TRY(decode(text, is_segment_char));
    if (segment == "." || segment == "..") return fail(ErrorKind::Invalid, "a path segment is " + quote(segment));
    if (segment.contains('/')) return fail(ErrorKind::Invalid, "a slash is escaped inside a path segment");
    return segment;
}

}  // namespace

std::string percent_encode(std::string_view text) {
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        if (is_unreserved(c)) {
            out += c;
        } else {
            const auto byte = static_cast<unsigned char>(c);
            out += '%';
            out += kDigits[byte >> 4U];
            out += kDigits[byte & 15U];
        }
    }
    return out;
}

Result<Target> Target::parse(std::string_view text) {
    const auto doing = [&] { return "reading the request target " + quote(text); };
    const auto wrong = [&](std::string_view cause) {
        return fail(ErrorKind::Invalid, doing() + ": " + std::string(cause));
    };
    if (text.size() > kBytesMax)
        return fail(ErrorKind::Limit, doing() + ": longer than " + std::to_string(kBytesMax) + " bytes");
    if (!text.starts_with('/')) return wrong("does not start with a slash");

    Target target;
    const auto mark = text.find('?');
    const auto path = text.substr(1, mark == std::string_view::npos ? mark : mark - 1);
    if (!path.empty())
        for (const auto segment : split(path, '/'))
            target.segments_.push_back(TRY_WITHIN(doing(), decode_segment(segment)));
    if (mark == std::string_view::npos) return target;

    for (const auto item : split(text.substr(mark + 1), '&')) {
        if (target.query_.size() == kQueryMax) return fail(ErrorKind::Limit, doing() + ": too many query items");
        const auto equals = item.find('=');
        if (equals == std::string_view::npos || equals == 0) return wrong("a query item is not name=value");
        auto name = TRY_WITHIN(doing(), decode(item.substr(0, equals), is_query_char));
        auto value = TRY_WITHIN(doing(), decode(item.substr(equals + 1), is_query_char));
        if (target.query(name)) return wrong("the query names " + quote(name) + " twice");
        target.query_.emplace_back(std::move(name), std::move(value));
    }
    return target;
}

std::string Target::render() const {
    std::string out;
    for (const auto& segment : segments_) out += '/' + percent_encode(segment);
    if (out.empty()) out = "/";
    char separator = '?';
    for (const auto& [name, value] : query_) {
        out += separator + percent_encode(name) + '=' + percent_encode(value);
        separator = '&';
    }
    return out;
}

std::optional<std::string> Target::query(std::string_view name) const {
    const auto found = std::find_if(query_.begin(), query_.end(), [&](const auto& item) { return item.first == name; });
    if (found == query_.end()) return std::nullopt;
    return found->second;
}

}  // namespace assay::http
