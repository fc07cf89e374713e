// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/bytes.hpp"
#include "base/core/error.hpp"

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <variant>

namespace assay {

/// How much JSON a reader takes.
struct JsonLimits {
    std::size_t bytes = 16U << 20;  ///< of the text
    std::size_t depth = 64;         ///< of nested arrays and objects
};

/// A JSON value (RFC 8259).
///
/// - Texts are valid UTF-8. Objects keep the order of their members and have no key twice.
/// - Whole numbers are 64-bit signed; where a format needs more, it writes a decimal string.
class Json {
public:
    using Array = std::vector<Json>;
    using Member = std::pair<std::string, Json>;
    using Object = std::vector<Member>;

    Json() = default;
    Json(std::nullptr_t) {}
    Json(bool value) : value_(value) {}
    Json(int value) : value_(std::int64_t{value}) {}
    Json(std::int64_t value) : value_(value) {}
    Json(double value) : value_(value) {}
    Json(const char* value) : value_(std::string(value)) {}
    Json(std::string_view value) : value_(std::string(value)) {}
    Json(std::string value) : value_(std::move(value)) {}
    Json(Array value) : value_(std::move(value)) {}
    Json(Object value) : value_(std::move(value)) {}
    static Json array() { return Array{}; }
    static Json object(std::initializer_list<Member> members = {}) { return Object(members); }
    /// A number as a decimal string, the form our formats use for 64-bit numbers.
    static Json decimal(std::uint64_t value) { return std::to_string(value); }

    /// Reads one value and nothing after it but white space. Refuses duplicate keys, a byte-order mark, invalid UTF-8
    /// and what exceeds the limits. Errors: Invalid (with the byte offset), Limit.
    static Result<Json> parse(std::string_view text, JsonLimits limits = {});

    /// One line, no spaces, members in their order.
    std::string render() const;
    /// Indented by two spaces, with a newline at the end.
    std::string render_pretty() const;

    bool is_null() const { return std::holds_alternative<std::monostate>(value_); }
    const bool* boolean() const { return std::get_if<bool>(&value_); }
    const std::int64_t* integer() const { return std::get_if<std::int64_t>(&value_); }
    const double* real() const { return std::get_if<double>(&value_); }
    const std::string* text() const { return std::get_if<std::string>(&value_); }
    const Array* items() const { return std::get_if<Array>(&value_); }
    const Object* members() const { return std::get_if<Object>(&value_); }

    /// The member of that key, or null where this is no object or has none.
    const Json* find(std::string_view key) const;
    /// The text of that member, or empty where there is none.
    std::string_view text_at(std::string_view key) const;

    /// Adds or replaces a member; a null value becomes an object first.
    Json& set(std::string key, Json value);
    /// Adds an item; a null value becomes an array first.
    Json& push(Json value);

    friend bool operator==(const Json&, const Json&) = default;

private:
    std::variant<std::monostate, bool, std::int64_t, double, std::string, Array, Object> value_;
};

/// Reads an object member by member, and refuses members that were not read.
///
/// `what` names the object in errors: `recipe: build: "commands" is missing`. Lives no longer than the Json it reads.
class Record {
public:
    /// Errors: Invalid when `json` is no object.
    static Result<Record> of(const Json& json, std::string what);

    Result<std::string> text(std::string_view key);
    Result<std::int64_t> integer(std::string_view key);
    /// A decimal string.
    Result<std::uint64_t> decimal(std::string_view key);
    Result<bool> boolean(std::string_view key);
    Result<const Json*> any(std::string_view key);
    Result<const Json::Array*> array(std::string_view key);
    Result<std::vector<std::string>> texts(std::string_view key);
    Result<Record> record(std::string_view key);

    /// The member, or null where it is absent.
    const Json* optional(std::string_view key);
    Result<std::optional<std::string>> optional_text(std::string_view key);
    bool has(std::string_view key) const { return json_->find(key) != nullptr; }

    /// Errors: Invalid when the object has a member that was not read.
    Status finish() const;

    const std::string& what() const { return what_; }
    std::unexpected<Error> wrong(std::string_view key, std::string_view is) const;

private:
    Record(const Json& json, std::string what) : json_(&json), what_(std::move(what)) {}
    const Json* json_;
    std::string what_;
    std::vector<std::string> asked_;
};

}  // namespace assay
