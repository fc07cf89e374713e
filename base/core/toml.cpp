// SPDX-License-Identifier: Apache-2.0
#include "base/core/toml.hpp"

#include "base/core/text.hpp"

// The library asserts what its own error branches then handle; a stranger's document must not end the process.
#define TOML_ASSERT(expression) static_cast<void>(0)
#define TOML_EXCEPTIONS 1
#define TOML_ENABLE_FORMATTERS 1
#include <toml++/toml.h>

#include <cstdio>
#include <sstream>

namespace assay {

namespace {

constexpr std::size_t kTomlBytesMax = 1U << 20;

Json convert(const toml::node& node) {
    if (const auto* table = node.as_table()) {
        Json::Object out;
        for (const auto& [key, value] : *table) out.emplace_back(std::string(key.str()), convert(value));
        return out;
    }
    if (const auto* array = node.as_array()) {
        Json::Array out;
        for (const auto& value : *array) out.push_back(convert(value));
        return out;
    }
    if (const auto* text = node.as_string()) return text->get();
    if (const auto* whole = node.as_integer()) return whole->get();
    if (const auto* real = node.as_floating_point()) return real->get();
    if (const auto* flag = node.as_boolean()) return flag->get();
    std::ostringstream out;
    if (const auto* date = node.as_date()) out << date->get();
    if (const auto* time = node.as_time()) out << time->get();
    if (const auto* both = node.as_date_time()) out << both->get();
    return out.str();
}

}  // namespace

Result<Json> parse_toml(std::string_view text) {
    if (text.size() > kTomlBytesMax) return fail(ErrorKind::Limit, "is larger than 1 MiB");
    try {
        return convert(toml::parse(text));
    } catch (const toml::parse_error& problem) {
        const auto& where = problem.source().begin;
        return fail(ErrorKind::Invalid, "is not TOML at line " + std::to_string(where.line) + ", column " +
                                            std::to_string(where.column) + ": " + std::string(problem.description()));
    } catch (const std::exception&) {
        return fail(ErrorKind::Internal, "the TOML reader failed");
    }
}

std::string quote_toml(std::string_view text) {
    std::string out = "\"";
    for (char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') (out += '\\') += c;
        else if (byte < 0x20 || byte == 0x7f) {
            char hex[8];
            std::snprintf(hex, sizeof hex, "\\u%04X", static_cast<unsigned>(byte));
            out += hex;
        } else out += c;
    }
    return out + '"';
}

}  // namespace assay
