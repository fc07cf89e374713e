// SPDX-License-Identifier: Apache-2.0
#include "verifier/cli/shown.hpp"

#include "base/command/command.hpp"
#include "base/core/encoding.hpp"
#include "base/core/text.hpp"
#include "base/terminal/escape.hpp"

#include <algorithm>

namespace assay::verifier {

namespace {

using storage::TreeMode;

constexpr std::size_t kLookedAtBytes = 8000, kDumpColumns = 16;

bool has_zero(ByteView bytes) { return std::ranges::find(bytes, std::uint8_t{0}) != bytes.end(); }

char printable(std::uint8_t byte) { return byte >= 0x20 && byte < 0x7f ? static_cast<char>(byte) : '.'; }

/// Lines of an offset, 16 bytes in hexadecimal, and those of them that are ASCII.
std::string dump(ByteView bytes) {
    std::string out;
    for (std::size_t at = 0; at < bytes.size(); at += kDumpColumns) {
        const auto row = bytes.subspan(at, std::min(kDumpColumns, bytes.size() - at));
        Bytes offset;
        append_big_endian(offset, static_cast<std::uint32_t>(at));
        out += encode_hex(offset) + " ";
        for (std::size_t i = 0; i < kDumpColumns; ++i)
            out += i < row.size() ? " " + encode_hex(row.subspan(i, 1)) : std::string(3, ' ');
        out += "  ";
        for (const auto byte : row) out += printable(byte);
        out += '\n';
    }
    return out;
}

std::string join_path(const std::optional<RelativePath>& folder, std::string_view name) {
    return folder ? folder->text() + "/" + std::string(name) : std::string(name);
}

}  // namespace

std::string_view octal_of(TreeMode mode) {
    switch (mode) {
        case TreeMode::File: return "100644";
        case TreeMode::Executable: return "100755";
        case TreeMode::Link: return "120000";
        case TreeMode::Folder: return "040000";
    }
    return {};
}

std::string render_list(const Shown::List& list, const Style& style) {
    Table table({{"Mode"}, {"Size", true}, {"Path"}});
    for (const auto& entry : list.entries)
        table.add({std::string(octal_of(entry.mode)),
                   entry.mode == TreeMode::Folder ? std::string() : std::to_string(entry.size), entry.path.text()});
    return table.render(style);
}

void add_path(Json& json, const RelativePath& path) {
    const auto shown = escape_for_terminal(path.text());
    json.set("path", shown)
        .set("path_base64", shown == path.text() ? Json() : Json(encode_base64(bytes_of(path.text()))));
}

Json entries_of(const Shown::List& list) {
    auto out = Json::array();
    for (const auto& entry : list.entries) {
        auto json = Json::object({{"mode", octal_of(entry.mode)}, {"size", count_json(entry.size)}});
        add_path(json, entry.path);
        out.push(std::move(json));
    }
    return out;
}

Result<ShownContent> read_content(const Shown::File& file) {
    Bytes first(std::min<std::uint64_t>(file.entry.size, kLookedAtBytes));
    TRY(file.content.pread_exact(first, 0));
    if (has_zero(first)) {
        first.resize(std::min(first.size(), kDumpBytesMax));
        return ShownContent{std::move(first), false};
    }
    if (file.entry.size > kShownBytesMax)
        return fail(Error(ErrorKind::Limit, "showing " + quote(file.entry.path.text()) + ": it has " +
                                                human_bytes(file.entry.size) + ", and at most " +
                                                human_bytes(kShownBytesMax) + " are shown")
                        .with_hint("--out FILE copies it into a file"));
    auto all = TRY(file.content.read_all(kShownBytesMax));
    return ShownContent{std::move(all), true};
}

std::string render_content(const Shown::File& file, const ShownContent& content, const Style& style) {
    if (content.is_text) {
        auto out = escape_for_terminal(text_of(content.bytes), LineBreaks::Keep);
        if (!out.empty() && out.back() != '\n') out += '\n';
        return out;
    }
    KeyValues facts;
    facts.add("file", file.entry.path.text())
        .add("content", "binary, " + human_bytes(file.entry.size) + ", SHA-256 " + crypto::hex(file.sha256));
    if (content.bytes.size() < file.entry.size)
        facts.add("below", "its first " + count_of(content.bytes.size(), "byte"));
    return facts.render(style) + "\n" + dump(content.bytes);
}

std::string render_link(const Shown::Link& link, const Style& style) {
    KeyValues facts;
    facts.add("file", link.entry.path.text()).add("content", "a symbolic link to " + quote(link.target));
    return facts.render(style);
}

Error not_there(const Shown::Missing& missing) {
    const auto missed = join_path(missing.folder, missing.missed);
    const bool is_no_folder = std::ranges::find(missing.names, missing.missed) != missing.names.end();
    Error out(ErrorKind::NotFound,
              "showing " + quote(missing.path.text()) + ": " +
                  (is_no_folder ? quote(missed) + " is no folder" : "the source has no such path"));
    if (const auto near = nearest_word(missing.missed, missing.names); !is_no_folder && !near.empty())
        out = std::move(out).with_hint("did you mean " + quote(join_path(missing.folder, near)) + "?");
    for (const auto& other : missing.elsewhere) out = std::move(out).with_hint("the source has " + quote(other.text()));
    return std::move(out).with_hint(
        "verifier show DEPOSIT" + (missing.folder ? " " + quote(missing.folder->text()) : "") + " lists what is there");
}

}  // namespace assay::verifier
