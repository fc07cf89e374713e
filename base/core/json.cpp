// SPDX-License-Identifier: Apache-2.0
#include "base/core/json.hpp"

#include "base/core/bounded_json.hpp"
#include "base/core/text.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <unordered_set>

namespace assay {

namespace {

/// Builds a Json from the parser's events. Open containers are on a stack, so depth costs no recursion.
class Builder {
public:
    using number_integer_t = nlohmann::json::number_integer_t;
    using number_unsigned_t = nlohmann::json::number_unsigned_t;
    using number_float_t = nlohmann::json::number_float_t;
    using string_t = nlohmann::json::string_t;
    using binary_t = nlohmann::json::binary_t;

    Builder(std::size_t depth, std::size_t values) : depth_(depth), values_left_(values), values_(values) {}

    bool null() { return put(Json()); }
    bool boolean(bool value) { return put(Json(value)); }
    bool number_integer(number_integer_t value) { return put(Json(static_cast<std::int64_t>(value))); }
    bool number_unsigned(number_unsigned_t value) {
        if (value > static_cast<number_unsigned_t>(INT64_MAX)) return put(Json(static_cast<double>(value)));
        return put(Json(static_cast<std::int64_t>(value)));
    }
    bool number_float(number_float_t value, const string_t&) {
        if (!std::isfinite(value)) return stop(ErrorKind::Invalid, "a number is out of range");
        return put(Json(value));
    }
    bool string(string_t& value) { return put(Json(std::move(value))); }
    bool binary(binary_t&) { return stop(ErrorKind::Invalid, "binary value"); }
    bool start_object(std::size_t) { return open(Json(Json::Object{})); }
    bool start_array(std::size_t) { return open(Json(Json::Array{})); }
    bool end_object() { return close(); }
    bool end_array() { return close(); }
    bool key(string_t& value) {
        if (!count()) return false;
        if (!stack_.back().keys.insert(value).second)
            return stop(ErrorKind::Invalid, "the key " + quote(value) + " appears twice in one object");
        stack_.back().key = std::move(value);
        return true;
    }
    bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception& problem) {
        // The library's sentence quotes what it read; only the position is safe to repeat.
        const bool is_range = dynamic_cast<const nlohmann::detail::out_of_range*>(&problem) != nullptr;
        return stop(ErrorKind::Invalid,
                    is_range ? "a number is out of range" : "is not JSON at byte " + std::to_string(position));
    }

    Json result;
    std::optional<Error> error;

private:
    struct Open {
        Json value;
        std::string key;
        std::unordered_set<std::string> keys;
    };

    bool stop(ErrorKind kind, std::string message) {
        error = Error(kind, std::move(message));
        return false;
    }
    bool count() {
        if (values_left_ == 0) return stop(ErrorKind::Limit, "holds more than " + std::to_string(values_) + " values");
        --values_left_;
        return true;
    }
    bool put(Json value) { return count() && add(std::move(value)); }
    bool add(Json value) {
        if (stack_.empty())
            result = std::move(value);
        else if (auto& top = stack_.back(); top.value.items())
            top.value.push(std::move(value));
        // The parser's own key check makes a second look-up needless.
        else
            const_cast<Json::Object*>(top.value.members())->emplace_back(std::move(top.key), std::move(value));
        return true;
    }
    bool open(Json value) {
        if (stack_.size() >= depth_)
            return stop(ErrorKind::Limit, "is nested more than " + std::to_string(depth_) + " deep");
        if (!count()) return false;
        stack_.push_back({std::move(value), {}, {}});
        return true;
    }
    bool close() {
        auto value = std::move(stack_.back().value);
        stack_.pop_back();
        return add(std::move(value));
    }

    std::size_t depth_, values_left_, values_;
    std::vector<Open> stack_;
};

/// The characters a string holds as they are.
constexpr auto kPlain = [] {
    std::array<bool, 256> out{};
    for (unsigned c = 0; c < out.size(); ++c) out[c] = c >= 0x20 && c != '"' && c != '\\' && c != 0x7f;
    return out;
}();

void render_text(std::string& out, std::string_view text) {
    out += '"';
    while (!text.empty()) {
        std::size_t plain = 0;
        while (plain < text.size() && kPlain[static_cast<unsigned char>(text[plain])]) ++plain;
        out += text.substr(0, plain);
        text.remove_prefix(plain);
        if (text.empty()) break;
        switch (text.front()) {
            case '"': out += "\\\""; break;
            case '\\': out += "\\\\"; break;
            case '\n': out += "\\n"; break;
            case '\r': out += "\\r"; break;
            case '\t': out += "\\t"; break;
            default: {
                char hex[8];
                std::snprintf(hex, sizeof hex, "\\u%04x",
                              static_cast<unsigned>(static_cast<unsigned char>(text.front())));
                out += hex;
            }
        }
        text.remove_prefix(1);
    }
    out += '"';
}

void render_real(std::string& out, double value) {
    char text[40];
    std::snprintf(text, sizeof text, "%.17g", value);
    out += text;
    if (std::string_view(text).find_first_of(".eE") == std::string_view::npos) out += ".0";
}

/// `indent` < 0: everything on one line.
void render_value(std::string& out, const Json& json, int indent) {
    const auto line = [&](int level) {
        if (indent < 0) return;
        out += '\n';
        out.append(static_cast<std::size_t>(level) * 2, ' ');
    };
    const int inner = indent < 0 ? -1 : indent + 1;
    if (json.is_null())
        out += "null";
    else if (const auto* flag = json.boolean())
        out += *flag ? "true" : "false";
    else if (const auto* whole = json.integer())
        out += std::to_string(*whole);
    else if (const auto* real = json.real())
        render_real(out, *real);
    else if (const auto* text = json.text())
        render_text(out, *text);
    else if (const auto* items = json.items()) {
        out += '[';
        bool first = true;
        for (const auto& item : *items) {
            if (!first) out += ',';
            first = false;
            line(inner);
            render_value(out, item, inner);
        }
        if (!first) line(indent);
        out += ']';
    } else if (const auto* members = json.members()) {
        out += '{';
        bool first = true;
        for (const auto& [key, value] : *members) {
            if (!first) out += ',';
            first = false;
            line(inner);
            render_text(out, key);
            out += indent < 0 ? ":" : ": ";
            render_value(out, value, inner);
        }
        if (!first) line(indent);
        out += '}';
    }
}

}  // namespace

Result<Json> Json::parse(std::string_view text, JsonLimits limits) {
    return parse_json(text, {.bytes = limits.bytes, .depth = limits.depth, .values = SIZE_MAX});
}

Result<Json> parse_json(std::string_view text, const JsonBounds& bounds) {
    if (text.size() > bounds.bytes) return fail(ErrorKind::Limit, "is larger than " + human_bytes(bounds.bytes));
    if (text.starts_with("\xef\xbb\xbf")) return fail(ErrorKind::Invalid, "starts with a byte-order mark");
    // The parser takes a NUL for the end of its input and would not see what follows.
    if (const auto nul = text.find('\0'); nul != std::string_view::npos)
        return fail(ErrorKind::Invalid, "is not JSON at byte " + std::to_string(nul + 1));
    Builder builder(bounds.depth, bounds.values);
    try {
        if (nlohmann::json::sax_parse(text.begin(), text.end(), &builder) && !builder.error)
            return std::move(builder.result);
    } catch (const std::exception&) { return fail(ErrorKind::Internal, "the JSON reader failed"); }
    if (builder.error) return fail(std::move(*builder.error));
    return fail(ErrorKind::Invalid, "is not JSON");
}

std::string Json::render() const {
    std::string out;
    render_value(out, *this, -1);
    return out;
}

std::string Json::render_pretty() const {
    std::string out;
    render_value(out, *this, 0);
    return out + '\n';
}

const Json* Json::find(std::string_view key) const {
    const auto* all = members();
    if (all == nullptr) return nullptr;
    const auto at = std::find_if(all->begin(), all->end(), [&](const Member& member) { return member.first == key; });
    return at == all->end() ? nullptr : &at->second;
}

std::string_view Json::text_at(std::string_view key) const {
    const auto* member = find(key);
    return member != nullptr && member->text() != nullptr ? std::string_view(*member->text()) : std::string_view();
}

Json& Json::set(std::string key, Json value) {
    if (is_null()) value_ = Object{};
    auto& all = std::get<Object>(value_);
    const auto at = std::find_if(all.begin(), all.end(), [&](const Member& member) { return member.first == key; });
    if (at == all.end())
        all.emplace_back(std::move(key), std::move(value));
    else
        at->second = std::move(value);
    return *this;
}

Json& Json::push(Json value) {
    if (is_null()) value_ = Array{};
    std::get<Array>(value_).push_back(std::move(value));
    return *this;
}

Result<Record> Record::of(const Json& json, std::string what) {
    if (json.members() == nullptr) return fail(ErrorKind::Invalid, what + " is not an object");
    return Record(json, std::move(what));
}

std::unexpected<Error> Record::wrong(std::string_view key, std::string_view is) const {
    return fail(ErrorKind::Invalid, what_ + ": \"" + std::string(key) + "\" " + std::string(is));
}

const Json* Record::optional(std::string_view key) {
    asked_.emplace_back(key);
    return json_->find(key);
}

Result<const Json*> Record::any(std::string_view key) {
    const auto* member = optional(key);
    if (member == nullptr) return wrong(key, "is missing");
    return member;
}

Result<std::string> Record::text(std::string_view key) {
    const auto* member = TRY(any(key));
    if (member->text() == nullptr) return wrong(key, "is not a text");
    return *member->text();
}

Result<std::optional<std::string>> Record::optional_text(std::string_view key) {
    if (!has(key)) {
        asked_.emplace_back(key);
        return std::optional<std::string>();
    }
    return std::optional<std::string>(TRY(text(key)));
}

Result<std::int64_t> Record::integer(std::string_view key) {
    const auto* member = TRY(any(key));
    if (member->integer() == nullptr) return wrong(key, "is not a whole number");
    return *member->integer();
}

Result<std::uint64_t> Record::decimal(std::string_view key) {
    const auto value = parse_decimal(TRY(text(key)));
    if (!value) return wrong(key, "is not a decimal number");
    return *value;
}

Result<bool> Record::boolean(std::string_view key) {
    const auto* member = TRY(any(key));
    if (member->boolean() == nullptr) return wrong(key, "is neither true nor false");
    return *member->boolean();
}

Result<const Json::Array*> Record::array(std::string_view key) {
    const auto* member = TRY(any(key));
    if (member->items() == nullptr) return wrong(key, "is not a list");
    return member->items();
}

Result<std::vector<std::string>> Record::texts(std::string_view key) {
    std::vector<std::string> out;
    for (const auto& item : *TRY(array(key))) {
        if (item.text() == nullptr) return wrong(key, "holds something other than texts");
        out.push_back(*item.text());
    }
    return out;
}

Result<Record> Record::record(std::string_view key) {
    const auto* member = TRY(any(key));
    return Record::of(*member, what_ + ": \"" + std::string(key) + "\"");
}

Status Record::finish() const {
    for (const auto& [key, value] : *json_->members())
        if (std::find(asked_.begin(), asked_.end(), key) == asked_.end())
            return fail(ErrorKind::Invalid, what_ + ": the member " + quote(key) + " is unknown");
    return {};
}

}  // namespace assay
