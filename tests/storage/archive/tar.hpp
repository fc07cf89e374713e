// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/bytes.hpp"

#include <cstdio>
#include <string>

namespace assay::test {

/// What a test says of a tar header; the rest is as GNU tar writes it.
struct TarHeader {
    std::string name;
    char type = '0';
    std::string size = "00000000000";  ///< the field's text
    std::string target = {};
    std::string magic = std::string(
        "ustar\0"
        "00",
        8);
    std::string prefix = {};
    std::string mode = "0000644";
};

inline std::string tar_octal(std::uint64_t value) {
    char text[16];
    std::snprintf(text, sizeof text, "%011llo", static_cast<unsigned long long>(value));
    return text;
}

/// A header of 512 bytes with a right checksum.
inline std::string tar_header(const TarHeader& header) {
    std::string out(512, '\0');
    const auto put = [&](std::size_t at, const std::string& text) { out.replace(at, text.size(), text); };
    put(0, header.name);
    put(100, header.mode);
    put(108, "0000000");
    put(116, "0000000");
    put(124, header.size);
    put(136, "00000000000");
    put(148, "        ");
    out[156] = header.type;
    put(157, header.target);
    put(257, header.magic);
    put(345, header.prefix);
    unsigned sum = 0;
    for (const char c : out) sum += static_cast<unsigned char>(c);
    char text[8];
    std::snprintf(text, sizeof text, "%06o", sum);
    put(148, std::string(text) + '\0');
    return out;
}

/// Data and the padding behind it.
inline std::string tar_data(std::string data) {
    data.resize((data.size() + 511) / 512 * 512);
    return data;
}

inline std::string tar_file(const std::string& name, const std::string& data) {
    return tar_header({.name = name, .size = tar_octal(data.size())}) + tar_data(data);
}

/// An extended header with these records, `key=value` each.
inline std::string tar_pax(const std::vector<std::string>& records, char type = 'x') {
    std::string text;
    for (const auto& record : records) {
        auto size = record.size() + 3;
        while (std::to_string(size).size() + record.size() + 2 != size) ++size;
        text += std::to_string(size) + " " + record + "\n";
    }
    return tar_header({.name = "pax", .type = type, .size = tar_octal(text.size())}) + tar_data(text);
}

inline std::string tar_end() { return std::string(1024, '\0'); }

}  // namespace assay::test
