// SPDX-License-Identifier: Apache-2.0
#include "escrow/service/told.hpp"

#include "base/http/status.hpp"

#include <algorithm>

namespace assay::escrow {

namespace {

std::string without(std::string text, const std::string& part) {
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at)) text.erase(at, part.size());
    return text;
}

}  // namespace

Error told(const Error& error, const std::string& data, const http::Request& request) {
    const auto asked = request.describe();
    const auto names_file = [&](const std::string& text) { return without(text, asked).contains(data); };
    // What its own disk lacks keeps its kind: those words are general already, and a full one is worth asking again.
    const auto kind = error.kind();
    const bool is_of_disk = kind == ErrorKind::Full || kind == ErrorKind::Io || kind == ErrorKind::Corrupt;
    const bool names = names_file(error.message()) || std::ranges::any_of(error.hints(), names_file);
    return http::as_told_to_peers(names && !is_of_disk ? Error(error).as(ErrorKind::Internal) : error,
                                  "answering " + asked);
}

Error told(const Error& error, const Custody& custody, const http::Request& request) {
    return told(error, custody.log_folder().parent_path().string(), request);
}

}  // namespace assay::escrow
