// SPDX-License-Identifier: Apache-2.0
#include "crypto/age/header.hpp"

#include "base/core/encoding.hpp"
#include "base/core/text.hpp"

#include <algorithm>

namespace assay::crypto {

namespace {

constexpr std::string_view kVersionPrefix = "age-encryption.org/";
constexpr std::string_view kVersionLine = "age-encryption.org/v1";
constexpr std::string_view kStanzaStart = "-> ";
constexpr std::string_view kMacStart = "---";
constexpr std::size_t kColumns = 64;

/// Walks the lines of a header and says which one it is at.
class Lines {
public:
    explicit Lines(std::string_view text) : text_(text) {}

    Result<std::string_view> next() {
        ++number_;
        const auto rest = text_.substr(at_);
        const auto end = rest.substr(0, kAgeHeaderBytesMax - at_).find('\n');
        if (end == rest.npos && text_.size() > kAgeHeaderBytesMax)
            return fail(ErrorKind::Limit,
                        "reading age file: a header of more than " + std::to_string(kAgeHeaderBytesMax) + " bytes");
        if (end == rest.npos) return wrong("the header ends without a newline");
        at_ += end + 1;
        return rest.substr(0, end);
    }
    /// Whether the next line starts so.
    bool next_starts(std::string_view start) const { return text_.substr(at_).starts_with(start); }
    std::size_t at() const { return at_; }

    std::unexpected<Error> wrong(std::string_view how) const {
        return fail(ErrorKind::Invalid, "reading age file: line " + std::to_string(number_) + ": " + std::string(how));
    }

private:
    std::string_view text_;
    std::size_t at_ = 0;
    std::size_t number_ = 0;
};

Status parse_version(Lines& lines, std::string_view text) {
    if (text.starts_with("-----BEGIN AGE ENCRYPTED FILE-----"))
        return fail(ErrorKind::Unsupported, "reading age file: armored files are not supported");
    if (!text.starts_with(kVersionPrefix)) return fail(ErrorKind::Invalid, "reading age file: this is no age file");
    const auto line = TRY(lines.next());
    if (line == kVersionLine) return {};
    const auto version = line.substr(kVersionPrefix.size());
    if (version.empty() || !std::ranges::all_of(version, [](char c) { return c >= 0x21 && c <= 0x7e; }))
        return lines.wrong("malformed version");
    return fail(ErrorKind::Unsupported, "reading age file: version " + quote(version) + " is not supported");
}

Result<std::vector<std::string>> parse_arguments(const Lines& lines, std::string_view line) {
    std::vector<std::string> out;
    for (const auto argument : split(line.substr(kStanzaStart.size()), ' ')) {
        if (argument.empty()) return lines.wrong("a stanza with an empty argument");
        if (!std::ranges::all_of(argument, [](char c) { return c >= 0x21 && c <= 0x7e; }))
            return lines.wrong("a stanza's argument holds a character that is not printable");
        out.emplace_back(argument);
    }
    return out;
}

/// Lines of 64 columns, then a shorter one, which may be empty.
Result<Bytes> parse_body(Lines& lines) {
    std::string base64;
    for (;;) {
        const auto line = TRY(lines.next());
        if (line.size() > kColumns) return lines.wrong("a stanza's body line is longer than 64 columns");
        base64 += line;
        if (line.size() < kColumns) break;
    }
    auto body = decode_base64_unpadded(base64);
    if (!body) return lines.wrong("the stanza's body: " + body.error().message());
    return std::move(*body);
}

Result<Sha256> parse_mac(Lines& lines) {
    const auto line = TRY(lines.next());
    if (!line.starts_with(kMacStart)) return lines.wrong("neither a stanza nor the header's MAC");
    if (!line.starts_with("--- ")) return lines.wrong("no space in front of the header's MAC");
    const auto mac = decode_base64_unpadded(line.substr(kMacStart.size() + 1));
    if (!mac) return lines.wrong("the header's MAC: " + mac.error().message());
    if (mac->size() != Sha256::kSize)
        return lines.wrong("the header's MAC has " + count_of(mac->size(), "byte") + ", expected 32");
    return Sha256::copy_of(*mac);
}

}  // namespace

Result<AgeHeader> AgeHeader::parse(ByteView file) {
    const auto text = text_of(file);
    Lines lines(text);
    TRY(parse_version(lines, text));
    AgeHeader out{};
    while (lines.next_starts(kStanzaStart)) {
        if (out.stanzas.size() == kAgeStanzasMax)
            return fail(ErrorKind::Limit, "reading age file: more than " + std::to_string(kAgeStanzasMax) + " stanzas");
        auto arguments = TRY(parse_arguments(lines, TRY(lines.next())));
        auto body = TRY(parse_body(lines));
        out.stanzas.push_back({std::move(arguments), std::move(body)});
    }
    out.mac_covers = lines.at() + kMacStart.size();
    out.mac = TRY(parse_mac(lines));
    out.size = lines.at();
    if (out.stanzas.empty()) return fail(ErrorKind::Invalid, "reading age file: a header without a stanza");
    return out;
}

std::string render_age_header(const AgeStanza& stanza) {
    std::string out(kVersionLine);
    out += "\n" + std::string(kStanzaStart) + join(stanza.arguments, " ") + "\n";
    std::string_view base64;
    const auto encoded = encode_base64_unpadded(stanza.body);
    for (base64 = encoded; base64.size() >= kColumns; base64.remove_prefix(kColumns))
        out += std::string(base64.substr(0, kColumns)) + "\n";
    out += std::string(base64) + "\n";
    return out += kMacStart;
}

std::string render_age_mac(const Sha256& mac) { return " " + encode_base64_unpadded(mac.view()) + "\n"; }

}  // namespace assay::crypto
