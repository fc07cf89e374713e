// SPDX-License-Identifier: Apache-2.0
#include "storage/secrets/armored_key.hpp"

#include "base/core/encoding.hpp"
#include "base/core/text.hpp"

#include <algorithm>

namespace assay::storage {

namespace {

constexpr std::string_view kBegin = "-----BEGIN ", kDashes = "-----";
constexpr std::string_view kOpenSshMagic{"openssh-key-v1\0", 15};
constexpr std::size_t kLabelBytesMax = 60;
constexpr std::size_t kKeyBytesMin = 32;
constexpr std::size_t kOpenVpnDigits = 512;

bool is_base64(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' || c == '/' ||
           c == '=';
}
bool is_hex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

/// Marks that program texts put around the lines of a key.
bool is_wrapping(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '"' || c == '\'' || c == '`' || c == ',' || c == ';' ||
           c == '#' || c == '*' || c == '>' || c == '|' || c == '(' || c == ')' || c == '\\';
}

/// The lines of a text in which an end of line may also be written `\n`, as in a string of a program.
std::vector<std::string> lines_of(std::string_view text) {
    std::vector<std::string> out(1);
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool is_escaped = text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == 'n' || text[i + 1] == 'r');
        if (is_escaped) ++i;
        if (is_escaped || text[i] == '\n')
            out.emplace_back();
        else
            out.back().push_back(text[i]);
    }
    return out;
}

struct Body {
    std::string digits;  ///< base64 or hexadecimal, all lines together
    bool is_encrypted = false;
};

/// The text between a key's first and last line; none when it is not all base64.
std::optional<Body> body_of(std::string_view between) {
    Body out;
    for (const auto& raw : lines_of(between)) {
        std::string line;
        std::ranges::copy_if(raw, std::back_inserter(line), [](char c) { return !is_wrapping(c); });
        if (line.find(':') != std::string::npos) {
            out.is_encrypted = out.is_encrypted || line.find("ENCRYPTED") != std::string::npos;
            continue;
        }
        // OpenPGP's checksum has a line of its own.
        if (line.size() == 5 && line.front() == '=') continue;
        while (line.ends_with('+') && raw.find("+ ") != std::string::npos) line.pop_back();
        if (!std::ranges::all_of(line, is_base64)) return {};
        out.digits += line;
    }
    return out;
}

/// The bytes of so much base64 as makes whole groups.
Bytes decode(std::string digits) {
    while (digits.ends_with('=')) digits.pop_back();
    digits.resize(digits.size() / 4 * 4);
    return decode_base64(digits).value_or(Bytes());
}

/// Whether a DER sequence begins that goes on for about as long as there are bytes.
bool is_der_sequence(ByteView bytes) {
    if (bytes.size() < 4 || bytes[0] != 0x30) return false;
    std::size_t head = 2, size = bytes[1];
    if (bytes[1] == 0x81) {
        head = 3;
        size = bytes[2];
    } else if (bytes[1] == 0x82) {
        head = 4;
        size = read_big_endian<std::uint16_t>(bytes.subspan(2));
    } else if (bytes[1] >= 0x80) {
        return false;
    }
    // Whole groups of four digits: up to two bytes are not among those decoded.
    return head + size >= bytes.size() && head + size <= bytes.size() + 2;
}

/// Packet tag 5, secret key, of the old or the new format (RFC 9580, section 4.2).
bool is_pgp_secret_key(ByteView bytes) { return !bytes.empty() && ((bytes[0] & 0xfc) == 0x94 || bytes[0] == 0xc5); }

bool holds_key(std::string_view label, const Body& body) {
    if (label.starts_with("OpenVPN Static key"))
        return body.digits.size() >= kOpenVpnDigits && std::ranges::all_of(body.digits, is_hex);
    const auto bytes = decode(body.digits);
    if (bytes.size() < kKeyBytesMin) return false;
    if (label.starts_with("PGP ")) return is_pgp_secret_key(bytes);
    if (label.starts_with("OPENSSH ")) return text_of(bytes).starts_with(kOpenSshMagic);
    return body.is_encrypted || is_der_sequence(bytes);
}

bool is_key_label(std::string_view label) {
    return label.ends_with("PRIVATE KEY") || label == "PGP PRIVATE KEY BLOCK" ||
           label.starts_with("OpenVPN Static key V");
}

}  // namespace

Recognised pem_private_key(std::string_view text) {
    const auto rest = text.substr(kBegin.size());
    const auto label_end = rest.substr(0, kLabelBytesMax).find(kDashes);
    if (label_end == std::string_view::npos) return {};
    const auto label = rest.substr(0, label_end);
    if (!is_key_label(label)) return {};
    const auto after = rest.substr(label_end + kDashes.size(), kArmorBytesMax);
    const auto end = after.find("-----END " + std::string(label) + std::string(kDashes));
    if (end == std::string_view::npos) return {};
    const auto body = body_of(after.substr(0, end));
    if (!body || !holds_key(label, *body)) return {};
    return "a private key (" + std::string(label) + ")";
}

Recognised ssh2_private_key(std::string_view text) {
    constexpr std::string_view first = "---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----",
                               last = "---- END SSH2 ENCRYPTED PRIVATE KEY ----";
    const auto after = text.substr(first.size(), kArmorBytesMax);
    const auto end = after.find(last);
    if (end == std::string_view::npos) return {};
    const auto body = body_of(after.substr(0, end));
    if (!body || decode(body->digits).size() < kKeyBytesMin) return {};
    return "a private key (SSH2)";
}

Recognised putty_private_key(std::string_view text) {
    constexpr std::string_view first = "PuTTY-User-Key-File-";
    if (text.size() < first.size() + 2 || text[first.size()] < '1' || text[first.size()] > '9' ||
        text[first.size() + 1] != ':')
        return {};
    const auto lines = lines_of(text.substr(0, kArmorBytesMax));
    for (std::size_t i = 0; i + 1 < lines.size(); ++i) {
        const auto count = std::string_view(lines[i]);
        if (!count.starts_with("Private-Lines: ") || !parse_decimal(trim(count.substr(15)))) continue;
        const auto digits = trim(lines[i + 1]);
        if (digits.size() >= 32 && std::ranges::all_of(digits, is_base64)) return "a private key (PuTTY)";
    }
    return {};
}

Recognised minisign_secret_key(std::string_view text) {
    const auto lines = lines_of(text.substr(0, 4096));
    if (lines.size() < 2) return {};
    const auto bytes = decode_base64(trim(lines[1]));
    if (!bytes || !text_of(*bytes).starts_with("Ed")) return {};
    const auto is = [&](std::size_t size, std::size_t at, std::string_view mark) {
        return bytes->size() == size && text_of(*bytes).substr(at).starts_with(mark);
    };
    if (is(158, 4, "B2")) return "a secret key (minisign)";
    if (is(104, 2, "BK")) return "a secret key (signify)";
    return {};
}

}  // namespace assay::storage
