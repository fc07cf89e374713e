// SPDX-License-Identifier: Apache-2.0
#include "storage/intake/dsc.hpp"

#include "base/core/text.hpp"
#include "storage/intake/clear_signed.hpp"
#include "storage/recipe/deb822.hpp"
#include "storage/recipe/package_name.hpp"

#include <algorithm>
#include <map>

namespace assay::storage {

namespace {

constexpr std::string_view kFormats[] = {"1.0", "3.0 (native)", "3.0 (quilt)"};

Result<std::vector<SourceFile>> files_in(const Deb822Stanza& stanza) {
    if (!stanza.find("Checksums-Sha256")) return fail(ErrorKind::Unsupported, "it has no Checksums-Sha256");
    std::map<std::string_view, std::string_view> sizes;
    for (const auto& words : TRY(stanza.table("Files", 3)))
        if (!sizes.emplace(words[2], words[1]).second)
            return fail(ErrorKind::Invalid, "Files names " + quote(words[2]) + " twice");
    std::vector<SourceFile> out;
    for (const auto& words : TRY(stanza.table("Checksums-Sha256", 3))) {
        const auto name = words[2];
        const auto what = "file " + quote(name);
        auto path = TRY_WITHIN(what, RelativePath::parse(name));
        if (path.components().size() != 1) return fail(ErrorKind::Invalid, what + " does not lie beside it");
        const auto listed = sizes.find(name);
        if (listed == sizes.end() || listed->second != words[1])
            return fail(ErrorKind::Invalid, what + ": its two lists of files differ");
        sizes.erase(listed);
        const auto size = parse_decimal(words[1]);
        if (!size) return fail(ErrorKind::Invalid, what + ": its size is no number");
        const auto sha256 = TRY(decode_hex_as<crypto::Sha256>(words[0], what + ": its SHA-256"));
        out.push_back({.path = std::move(path), .size = *size, .sha256 = sha256});
    }
    if (!sizes.empty())
        return fail(ErrorKind::Invalid, "file " + quote(sizes.begin()->first) + ": its two lists of files differ");
    if (out.empty() || out.size() >= Source::kFilesMax)
        return fail(ErrorKind::Invalid, "it names no files, or too many");
    return out;
}

/// Package-List: name, type, section, priority, then key=value words.
std::vector<DscPackage> packages_in(const Deb822Stanza& stanza) {
    constexpr std::string_view kArchitectures = "arch=";
    std::vector<DscPackage> out;
    const auto list = stanza.find("Package-List").value_or("");
    for (const auto& line : split(list, '\n')) {
        std::vector<std::string_view> words;
        for (const auto& word : split(trim(line), ' '))
            if (!word.empty()) words.push_back(word);
        if (words.size() < 4 || !check_package_name(words[0])) continue;
        DscPackage package{.name = std::string(words[0]), .type = std::string(words[1])};
        for (const auto& word : words)
            if (word.starts_with(kArchitectures))
                for (const auto& architecture : split(word.substr(kArchitectures.size()), ','))
                    package.architectures.emplace_back(architecture);
        out.push_back(std::move(package));
    }
    return out;
}

Result<Dsc> read_stanza(const Deb822Stanza& stanza) {
    Dsc out;
    out.format = TRY(stanza.line("Format"));
    out.name = TRY(stanza.line("Source"));
    out.version = TRY(stanza.line("Version"));
    if (std::ranges::find(kFormats, out.format) == std::end(kFormats))
        return fail(ErrorKind::Unsupported, "its format " + quote(out.format) + " is not unpacked here");
    TRY(check_package_name(out.name));
    TRY(check_package_version(out.version));
    out.files = TRY(files_in(stanza));
    out.packages = packages_in(stanza);
    return out;
}

}  // namespace

Result<Dsc> Dsc::parse(std::string_view text) {
    if (text.size() > kBytesMax) return fail(ErrorKind::Limit, "dsc: it is larger than " + human_bytes(kBytesMax));
    const auto clear = TRY_WITHIN("dsc", cleartext_of(text));
    MemorySource source(bytes_of(clear));
    std::optional<Dsc> out;
    const auto take = [&](const Deb822Stanza& stanza) -> Status {
        if (out) return fail(ErrorKind::Invalid, "there is a second stanza");
        out = TRY(read_stanza(stanza));
        return {};
    };
    TRY_WITHIN("dsc", for_each_stanza(source, take));
    if (!out) return fail(ErrorKind::Invalid, "dsc: it is empty");
    return std::move(*out);
}

std::string Dsc::version_without_epoch() const {
    const auto colon = version.find(':');
    return colon == std::string::npos ? version : version.substr(colon + 1);
}

std::string Dsc::upstream_version() const {
    auto out = version_without_epoch();
    const auto dash = out.rfind('-');
    return dash == std::string::npos ? out : out.substr(0, dash);
}

}  // namespace assay::storage
