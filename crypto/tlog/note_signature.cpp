// SPDX-License-Identifier: Apache-2.0
#include "crypto/tlog/note_signature.hpp"

#include "base/core/encoding.hpp"
#include "crypto/tlog/note_text.hpp"

#include <algorithm>

namespace assay::crypto {

namespace {

constexpr std::string_view kDash = "\xe2\x80\x94 ";  // U+2014, a space

}  // namespace

Result<NoteSignature> NoteSignature::parse(std::string_view line) {
    if (!line.starts_with(kDash)) return fail(ErrorKind::Invalid, "it does not begin with a dash (U+2014) and a space");
    line.remove_prefix(kDash.size());
    const auto name_end = line.find(' ');
    if (name_end == std::string_view::npos) return fail(ErrorKind::Invalid, "no signature follows the key name");
    auto name = TRY(KeyName::parse(line.substr(0, name_end)));
    const auto bytes = TRY_WITHIN("the signature", decode_base64(line.substr(name_end + 1)));
    if (bytes.size() <= KeyId::kSize) return fail(ErrorKind::Invalid, "the signature is too short to follow a key id");
    const auto view = ByteView(bytes);
    return NoteSignature(std::move(name), KeyId::copy_of(view.first(KeyId::kSize)),
                         to_bytes(view.subspan(KeyId::kSize)));
}

std::string NoteSignature::render() const {
    auto bytes = to_bytes(id_.view());
    append(bytes, signature_);
    return std::string(kDash) + name_.text() + " " + encode_base64(bytes) + "\n";
}

Result<std::vector<NoteSignature>> parse_signature_lines(std::string_view text) {
    if (text.empty()) return fail(ErrorKind::Invalid, "it has no signature line");
    if (!text.ends_with('\n')) return fail(ErrorKind::Invalid, "its last signature line does not end in a newline");
    if (std::ranges::count(text, '\n') > static_cast<std::ptrdiff_t>(kSignatureLinesMax))
        return fail(ErrorKind::Limit, "it has more than " + std::to_string(kSignatureLinesMax) + " signature lines");
    std::vector<NoteSignature> signatures;
    while (!text.empty()) {
        const auto where = "signature line " + std::to_string(signatures.size() + 1);
        signatures.push_back(TRY_WITHIN(where, NoteSignature::parse(take_line(text))));
    }
    return signatures;
}

std::string render_signature_lines(const std::vector<NoteSignature>& signatures) {
    std::string text;
    for (const auto& signature : signatures) text += signature.render();
    return text;
}

}  // namespace assay::crypto
