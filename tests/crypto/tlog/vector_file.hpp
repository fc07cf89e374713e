// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/encoding.hpp"
#include "tests/support/support.hpp"

namespace assay::test {

/// One file of the set `tlog-tiles`. Skips the running test when the set is not there.
inline Json tlog_vectors(const std::string& file) { return read_json(vectors("tlog-tiles") / file); }

/// The text of a member that has to be there.
inline std::string text_of(const Json& json, std::string_view key) {
    const auto* value = json.find(key);
    if (value == nullptr || value->text() == nullptr) FAIL("a case has no text " + std::string(key));
    return *value->text();
}

inline std::int64_t integer_of(const Json& json, std::string_view key) {
    const auto* value = json.find(key);
    if (value == nullptr || value->integer() == nullptr) FAIL("a case has no number " + std::string(key));
    return *value->integer();
}

inline const Json::Array& items_of(const Json& json, std::string_view key) {
    const auto* value = json.find(key);
    if (value == nullptr || value->items() == nullptr) FAIL("a case has no list " + std::string(key));
    return *value->items();
}

/// Whether a case is to be accepted; fails on any word but accept and refuse.
inline bool wants_accept(const Json& json) {
    const auto expect = text_of(json, "expect");
    if (expect != "accept" && expect != "refuse") FAIL("a case expects " + expect);
    return expect == "accept";
}

}  // namespace assay::test
