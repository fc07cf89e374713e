// SPDX-License-Identifier: Apache-2.0
#include "storage/secrets/key_file.hpp"

#include <algorithm>

namespace assay::storage {

namespace {

using namespace std::string_view_literals;

constexpr std::uint8_t kInteger = 0x02, kOctets = 0x04, kOid = 0x06, kSequence = 0x30;
constexpr std::size_t kKeyFileBytesMax = 1U << 20;

/// Object identifiers in DER, without tag and length.
constexpr auto kPkcs7 = "\x2a\x86\x48\x86\xf7\x0d\x01\x07"sv;          // 1.2.840.113549.1.7: what a PKCS#12 file holds
constexpr auto kPkcs5 = "\x2a\x86\x48\x86\xf7\x0d\x01\x05"sv;          // 1.2.840.113549.1.5: encryption by password
constexpr auto kPkcs12Pbe = "\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x01"sv;  // 1.2.840.113549.1.12.1

/// One element of DER: its tag, its content, and what follows.
struct Element {
    std::uint8_t tag = 0;
    ByteView content;
    std::uint64_t size = 0;  ///< of the content, also where less of it is at hand
    ByteView rest;
};

/// The first element; with short-of-hand content cut off. None where there is no element of definite length.
std::optional<Element> element_of(ByteView bytes) {
    if (bytes.size() < 2) return {};
    Element out{.tag = bytes[0]};
    std::size_t head = 2;
    std::uint64_t size = bytes[1];
    if (size >= 0x80) {
        const std::size_t more = size & 0x7f;
        if (more < 1 || more > 4 || bytes.size() < 2 + more) return {};
        size = 0;
        for (std::size_t i = 0; i < more; ++i) size = size << 8 | bytes[2 + i];
        head += more;
    }
    const auto here = std::min<std::uint64_t>(size, bytes.size() - head);
    out.content = bytes.subspan(head, here);
    out.size = size;
    out.rest = bytes.subspan(head + here);
    return out;
}

bool is(const std::optional<Element>& element, std::uint8_t tag) { return element && element->tag == tag; }
std::optional<Element> next(const std::optional<Element>& element) {
    return element ? element_of(element->rest) : std::nullopt;
}
std::optional<Element> inside(const std::optional<Element>& element) {
    return element ? element_of(element->content) : std::nullopt;
}
bool is_number(const std::optional<Element>& element, std::uint8_t value) {
    return is(element, kInteger) && element->content.size() == 1 && element->content[0] == value;
}

/// An AlgorithmIdentifier whose object identifier begins so.
bool names(const std::optional<Element>& algorithm, std::string_view oid) {
    const auto first = inside(algorithm);
    return is(algorithm, kSequence) && is(first, kOid) && text_of(first->content).starts_with(oid);
}

Recognised der_key(ByteView head, std::uint64_t file_bytes) {
    const auto outer = element_of(head);
    if (!is(outer, kSequence)) return {};
    const auto head_bytes = static_cast<std::uint64_t>(outer->content.data() - head.data());
    if (head_bytes + outer->size != file_bytes) return {};
    const auto first = inside(outer);
    const auto second = next(first);
    const auto third = next(second);
    if (is_number(first, 3) && names(second, kPkcs7)) return "a keystore (PKCS#12)";
    if ((names(first, kPkcs5) || names(first, kPkcs12Pbe)) && is(second, kOctets) && third == std::nullopt)
        return "a private key (encrypted PKCS#8)";
    if ((is_number(first, 0) || is_number(first, 1)) && is(second, kSequence) && is(inside(second), kOid) &&
        is(third, kOctets))
        return "a private key (PKCS#8)";
    if (is_number(first, 1) && is(second, kOctets) && second->size >= 20 && second->size <= 66)
        return "a private key (EC)";
    // Version 0, then numbers: modulus, exponents and primes of RSA, or those of DSA. A public key has no version.
    if (is_number(first, 0) && is(second, kInteger) && second->size >= 64 && is(third, kInteger) &&
        is(next(third), kInteger))
        return "a private key (RSA or DSA)";
    return {};
}

/// Goes through the entries of a Java keystore; certificates alone are no secret.
Recognised java_keystore(ByteView head) {
    constexpr std::uint32_t jks = 0xfeedfeed, jceks = 0xcececece;
    constexpr std::uint32_t private_key = 1, certificate = 2, secret_key = 3;
    std::size_t at = 0;
    const auto take = [&](std::size_t size) -> std::uint32_t {
        if (head.size() < at + size) {
            at = head.size() + 1;
            return 0;
        }
        std::uint32_t value = 0;
        for (std::size_t i = 0; i < size; ++i) value = value << 8 | head[at + i];
        at += size;
        return value;
    };
    const auto magic = take(4), version = take(4), count = take(4);
    if ((magic != jks && magic != jceks) || version < 1 || version > 2) return {};
    for (std::uint32_t i = 0; i < count && at <= head.size(); ++i) {
        const auto tag = take(4);
        if (tag == private_key || tag == secret_key) return "a keystore (Java)";
        if (tag != certificate) return {};
        at += take(2);                    // alias
        at += 8;                          // time
        if (version == 2) at += take(2);  // certificate type
        at += take(4);
    }
    return {};
}

bool is_public_key_algorithm(std::uint8_t id) {
    return (id >= 1 && id <= 3) || id == 16 || id == 17 || id == 18 || id == 19 || id == 22 || (id >= 25 && id <= 28);
}

/// A secret-key packet with a plausible head, followed by a packet of another kind or nothing (RFC 9580, sections
/// 4, 5.5.3).
Recognised pgp_secret_key(ByteView head, std::uint64_t file_bytes) {
    if (head.size() < 16) return {};
    std::size_t body = 0;
    std::uint64_t size = 0;
    if (head[0] == 0xc5) {
        if (head[1] < 192) {
            body = 2;
            size = head[1];
        } else if (head[1] < 224) {
            body = 3;
            size = (std::uint64_t{head[1]} - 192) * 256 + head[2] + 192;
        } else {
            return {};
        }
    } else if (head[0] == 0x94) {
        body = 2;
        size = head[1];
    } else if (head[0] == 0x95) {
        body = 3;
        size = read_big_endian<std::uint16_t>(head.subspan(1));
    } else {
        return {};
    }
    const auto version = head[body];
    if (version < 3 || version > 6 || !is_public_key_algorithm(head[body + 5])) return {};
    const auto end = body + size;
    if (end > file_bytes || (end < file_bytes && end < head.size() && (head[end] & 0x80) == 0)) return {};
    return "a secret key (OpenPGP)";
}

Recognised agent_key(std::string_view text) {
    for (const auto form : {"(11:private-key"sv, "(21:protected-private-key"sv, "(20:shadowed-private-key"sv})
        if (text.starts_with(form)) return "a private key (GnuPG agent)";
    // The extended form: header lines, then `Key: (private-key …`.
    const auto key = text.substr(0, 4096).find("Key: (");
    if (key == std::string_view::npos || (key > 0 && text[key - 1] != '\n')) return {};
    const auto expression = text.substr(key + 6);
    if (expression.starts_with("private-key (") || expression.starts_with("protected-private-key ("))
        return "a private key (GnuPG agent)";
    return {};
}

}  // namespace

Recognised key_file(ByteView head, std::uint64_t file_bytes) {
    if (const auto found = java_keystore(head)) return found;
    if (file_bytes > kKeyFileBytesMax) return {};
    if (text_of(head).starts_with("SSH PRIVATE KEY FILE FORMAT 1.1\n")) return "a private key (SSH 1)";
    if (const auto found = der_key(head, file_bytes)) return found;
    if (const auto found = pgp_secret_key(head, file_bytes)) return found;
    return agent_key(text_of(head));
}

}  // namespace assay::storage
