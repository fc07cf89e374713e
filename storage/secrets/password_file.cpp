// SPDX-License-Identifier: Apache-2.0
#include "storage/secrets/password_file.hpp"

#include "base/core/text.hpp"
#include "storage/secrets/token.hpp"

#include <algorithm>

namespace assay::storage {

namespace {

/// The secret in one line of a kind of file, or empty.
using InLine = std::string_view (*)(std::string_view line);

bool is_secret(std::string_view value) {
    return value.size() >= 4 && !is_placeholder(value) && value != "password" && value != "secret";
}

/// `machine h login u password p`: words, over as many lines as one likes; here those of one line.
std::string_view in_netrc(std::string_view line) {
    auto words = split(line, ' ');
    std::erase(words, std::string_view());
    for (std::size_t i = 0; i + 1 < words.size(); ++i)
        if (words[i] == "password") return words[i + 1];
    return {};
}

/// `host:port:database:user:password`, where a backslash hides a colon.
std::string_view in_pgpass(std::string_view line) {
    if (line.starts_with('#')) return {};
    std::size_t fields = 1, start = 0;
    for (std::size_t i = 0; i < line.size() && fields < 5; ++i) {
        if (line[i] == '\\')
            ++i;
        else if (line[i] == ':') {
            ++fields;
            start = i + 1;
        }
    }
    return fields == 5 ? line.substr(start) : std::string_view();
}

/// `https://user:password@host`.
std::string_view in_url(std::string_view line) {
    const auto scheme = line.find("://");
    const auto at = line.rfind('@');
    if (scheme == std::string_view::npos || at == std::string_view::npos || at < scheme) return {};
    const auto person = line.substr(scheme + 3, at - scheme - 3);
    const auto colon = person.find(':');
    return colon == std::string_view::npos ? std::string_view() : person.substr(colon + 1);
}

/// What is assigned to a name that ends in one of these, without quotes.
std::string_view assigned(std::string_view line, std::initializer_list<std::string_view> names) {
    const auto equals = line.find_first_of("=:");
    if (equals == std::string_view::npos) return {};
    auto name = trim(line.substr(0, equals));
    while (!name.empty() && (name.back() == '"' || name.back() == '\'')) name.remove_suffix(1);
    auto value = trim(line.substr(equals + 1));
    while (!value.empty() && (value.front() == '"' || value.front() == '\'')) value.remove_prefix(1);
    value = value.substr(0, value.find_first_of("\"'"));
    return std::ranges::any_of(names, [name](auto each) { return name.ends_with(each); }) ? value : std::string_view();
}

/// `//registry/:_authToken=secret`: the name itself has a colon.
std::string_view in_npmrc(std::string_view line) {
    const auto name = line.find(":_");
    return assigned(name == std::string_view::npos ? line : line.substr(name + 1),
                    {"_authToken", "_password", "_auth"});
}
std::string_view in_settings(std::string_view line) { return assigned(line, {"password"}); }
std::string_view in_docker(std::string_view line) {
    const auto name = line.find("\"auth\"");
    return name == std::string_view::npos ? std::string_view() : assigned(line.substr(name), {"auth"});
}

struct Kind {
    std::string_view name;  ///< of the file, or the end of its path
    std::string_view what;
    InLine in_line;
};

constexpr Kind kKinds[] = {
    {".netrc", "a password (netrc)", in_netrc},       {"_netrc", "a password (netrc)", in_netrc},
    {".pgpass", "a password (pgpass)", in_pgpass},    {"pgpass.conf", "a password (pgpass)", in_pgpass},
    {".git-credentials", "a password (git)", in_url}, {".npmrc", "a token (npm)", in_npmrc},
    {".pypirc", "a password (PyPI)", in_settings},    {".my.cnf", "a password (MySQL)", in_settings},
    {".dockercfg", "a password (Docker)", in_docker}, {".docker/config.json", "a password (Docker)", in_docker},
};

const Kind* kind_of(const RelativePath& path) {
    for (const auto& kind : kKinds)
        if (path.text() == kind.name || path.text().ends_with("/" + std::string(kind.name))) return &kind;
    return nullptr;
}

}  // namespace

std::optional<FoundPassword> find_password(const RelativePath& path, std::string_view text) {
    const auto* kind = kind_of(path);
    if (kind == nullptr) return {};
    for (const auto& line : split(text, '\n'))
        if (is_secret(kind->in_line(trim(line))))
            return FoundPassword{.at = static_cast<std::size_t>(line.data() - text.data()),
                                 .what = std::string(kind->what)};
    return {};
}

}  // namespace assay::storage
