// SPDX-License-Identifier: Apache-2.0
#include "storage/intake/product_hints.hpp"

#include "base/core/json.hpp"
#include "base/core/text.hpp"
#include "base/files/read.hpp"

#include <algorithm>

namespace assay::storage {

namespace {

constexpr std::size_t kFileBytesMax = 4U << 20;
constexpr std::size_t kWordBytesMax = 200;
const RelativePath kNpm = "package.json"_path, kCmake = "CMakeLists.txt"_path;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/// What a stranger calls something, where it is a word and no variable.
std::optional<std::string> word_of(std::string_view text) {
    const bool says = !text.empty() && text.size() <= kWordBytesMax && is_utf8(text) && !text.contains("${");
    return says ? std::optional(std::string(text)) : std::nullopt;
}
std::vector<std::string> versions_of(std::string_view text) {
    const auto word = word_of(text);
    if (!word || !std::ranges::any_of(*word, is_digit) || word->starts_with("0.0.0")) return {};
    return {*word};
}

std::optional<ProductHint> hint(std::string where, std::optional<std::string> name, std::vector<std::string> versions) {
    if (!name && versions.empty()) return std::nullopt;
    return ProductHint{std::move(where), std::move(name), std::move(versions)};
}

/// The text without `#` comments; quotes keep theirs.
std::string without_comments(std::string_view text) {
    std::string out;
    bool is_quoted = false, is_comment = false;
    for (const char c : text) {
        if (c == '\n') is_comment = false;
        if (!is_comment && c == '"') is_quoted = !is_quoted;
        if (!is_quoted && c == '#') is_comment = true;
        if (!is_comment) out += c;
    }
    return out;
}

/// The arguments of the first call of a CMake command, unquoted.
std::vector<std::string> arguments_of(std::string_view text, std::string_view command) {
    for (std::size_t at = 0; at + command.size() < text.size(); ++at) {
        const auto fits = std::ranges::equal(text.substr(at, command.size()), command, {}, lower);
        if (!fits || (at > 0 && !is_space(text[at - 1]) && text[at - 1] != ')')) continue;
        auto open = at + command.size();
        while (open < text.size() && is_space(text[open])) ++open;
        if (open == text.size() || text[open] != '(') continue;
        std::vector<std::string> out;
        std::string word;
        for (const char c : text.substr(open + 1, text.find(')', open) - open - 1)) {
            if (c == '"') continue;
            if (!is_space(c)) {
                word += c;
            } else if (!word.empty()) {
                out.push_back(std::exchange(word, {}));
            }
        }
        if (!word.empty()) out.push_back(std::move(word));
        return out;
    }
    return {};
}

std::string letters_and_digits(std::string_view name) {
    std::string out;
    if (name.starts_with('@') && name.contains('/')) name.remove_prefix(name.find('/') + 1);
    for (const char c : name)
        if (is_letter(c) || is_digit(c)) out += lower(c);
    return out;
}

bool are_alike(std::string_view name, std::string_view hinted) {
    const auto one = letters_and_digits(name), other = letters_and_digits(hinted);
    // Names in other scripts cannot be held against each other so.
    return one.empty() || other.empty() || one.contains(other) || other.contains(one);
}

std::string_view plain_version(std::string_view version) {
    if (version.size() > 1 && lower(version[0]) == 'v' && is_digit(version[1])) version.remove_prefix(1);
    while (version.ends_with(".0")) version.remove_suffix(2);
    return version;
}

bool is_version(std::string_view version, std::string_view hinted) {
    if (plain_version(version) == plain_version(hinted)) return true;
    // With the epoch and the revision of who packages it.
    if (const auto colon = version.find(':'); colon != std::string_view::npos) version.remove_prefix(colon + 1);
    const auto revision = version.find_first_of("-+~");
    return revision != std::string_view::npos && plain_version(version.substr(0, revision)) == plain_version(hinted);
}

std::string told(const ProductHint& hint, const std::string& version) {
    const auto said = hint.name && !version.empty() ? *hint.name + " " + version : hint.name.value_or(version);
    return hint.where + " says " + quote(said);
}

Result<std::optional<std::string>> small_file(const Folder& tree, const RelativePath& path) {
    const auto status = tree.status(path);
    // A missing one, one behind a link and one that is no file say nothing.
    if (!status || status->kind != FileKind::Regular || status->size > kFileBytesMax) return std::nullopt;
    return std::string(text_of(TRY(read_file(tree, path, kFileBytesMax))));
}

}  // namespace

std::optional<ProductHint> hint_of_cmake(std::string_view text) {
    const auto plain = without_comments(text);
    const auto arguments = arguments_of(plain, "project");
    if (arguments.empty()) return std::nullopt;
    const auto keyword = std::ranges::find(arguments, "VERSION");
    const bool has_version = keyword != arguments.end() && keyword + 1 != arguments.end();
    return hint(kCmake.text(), word_of(arguments.front()),
                has_version ? versions_of(*(keyword + 1)) : std::vector<std::string>());
}

std::optional<ProductHint> hint_of_npm(std::string_view text) {
    const auto json = Json::parse(text);
    if (!json) return std::nullopt;
    const auto name = json->text_at("name"), version = json->text_at("version");
    return hint(kNpm.text(), word_of(name), versions_of(version));
}

std::optional<std::string> version_of_tag(std::string_view tag) {
    for (std::size_t at = 0; at < tag.size(); ++at) {
        if (!is_digit(tag[at])) continue;
        const auto before = at > 0 ? tag[at - 1] : '/';
        const bool begins = std::string_view("-_/@.").contains(before) ||
                            (lower(before) == 'v' && (at == 1 || !is_letter(tag[at - 2])));
        if (!begins) continue;
        std::string out(tag.substr(at));
        std::ranges::replace(out, '_', '.');
        // A number alone is a date, a build or a branch of releases.
        return out.contains('.') ? word_of(out) : std::nullopt;
    }
    return std::nullopt;
}

Result<std::vector<ProductHint>> hints_of(const Folder& tree, const std::vector<std::string>& tags) {
    std::vector<ProductHint> out;
    if (const auto text = TRY(small_file(tree, kNpm)))
        if (auto said = hint_of_npm(*text)) out.push_back(std::move(*said));
    if (const auto text = TRY(small_file(tree, kCmake)))
        if (auto said = hint_of_cmake(*text)) out.push_back(std::move(*said));
    ProductHint tagged;
    for (const auto& tag : tags)
        if (auto version = version_of_tag(tag)) {
            if (tagged.where.empty()) tagged.where = "the git tag " + quote(tag);
            tagged.versions.push_back(std::move(*version));
        }
    if (!tagged.versions.empty()) out.push_back(std::move(tagged));
    return out;
}

Status check_hints(const std::string& name, const std::string& version, const std::vector<ProductHint>& hints) {
    for (const auto& hint : hints) {
        const auto has_version = [&](const auto& hinted) { return is_version(version, hinted); };
        const bool differs = !hint.versions.empty() && std::ranges::none_of(hint.versions, has_version);
        if ((!hint.name || are_alike(name, *hint.name)) && !differs) continue;
        return fail(ErrorKind::Untrusted, "the recipe says it builds " + quote(name + " " + version) + ", " +
                                              told(hint, hint.versions.empty() ? "" : hint.versions.front()));
    }
    return {};
}

}  // namespace assay::storage
