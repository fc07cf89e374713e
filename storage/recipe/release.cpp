// SPDX-License-Identifier: Apache-2.0
#include "storage/recipe/release.hpp"

#include "base/core/text.hpp"
#include "storage/recipe/deb822.hpp"

namespace assay::storage {

namespace {

std::string text_in(const Deb822Stanza& stanza, std::string_view name) {
    const auto value = stanza.find(name);
    return std::string(value ? value->substr(0, value->find('\n')) : std::string_view());
}

}  // namespace

Result<Release> Release::parse(std::string_view verified_text) {
    if (verified_text.starts_with("-----BEGIN"))
        return fail(ErrorKind::Invalid,
                    "release file: its signature is still on it; the text that was verified is needed");
    MemorySource source(bytes_of(verified_text));
    Release out;
    bool seen = false;
    const auto take = [&](const Deb822Stanza& stanza) -> Status {
        if (seen) return fail(ErrorKind::Invalid, "there is a second stanza");
        seen = true;
        out.origin_ = text_in(stanza, "Origin");
        out.suite_ = text_in(stanza, "Suite");
        out.codename_ = text_in(stanza, "Codename");
        out.date_ = text_in(stanza, "Date");
        for (const auto& words : TRY(stanza.table("SHA256", 3))) {
            const auto size = parse_decimal(words[1]);
            if (!size)
                return fail(ErrorKind::Invalid, "field \"SHA256\": the size of " + quote(words[2]) + " is no number");
            const auto sha256 = TRY(decode_hex_as<crypto::Sha256>(words[0], "field \"SHA256\": " + quote(words[0])));
            const File file{.size = *size, .sha256 = sha256};
            const auto [place, added] = out.files_.emplace(std::string(words[2]), file);
            if (!added && place->second != file)
                return fail(ErrorKind::Invalid,
                            "field \"SHA256\": " + quote(words[2]) + " is listed twice, differently");
        }
        return {};
    };
    TRY_WITHIN("release file",
               for_each_stanza(source, take, {.line_bytes = 4096, .stanza_bytes = kBytesMax, .bytes = kBytesMax}));
    if (!seen) return fail(ErrorKind::Invalid, "release file: is empty");
    return out;
}

const Release::File* Release::find(std::string_view path) const {
    const auto found = files_.find(path);
    return found == files_.end() ? nullptr : &found->second;
}

}  // namespace assay::storage
