// SPDX-License-Identifier: Apache-2.0
#include "storage/secrets/token.hpp"

#include <algorithm>
#include <set>

namespace assay::storage {

namespace {

constexpr std::size_t kDifferentMin = 8;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_plain(char c) { return is_digit(c) || is_letter(c); }
bool is_word(char c) { return is_plain(c) || c == '_' || c == '-'; }
bool is_base64(char c) { return is_plain(c) || c == '+' || c == '/'; }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// The longest run of such characters from the front.
std::string_view run_of(std::string_view text, bool (*is)(char)) {
    const auto* end = std::find_if_not(text.data(), text.data() + text.size(), is);
    return text.substr(0, static_cast<std::size_t>(end - text.data()));
}

/// A token of a service: a fixed beginning, then between `least` and `most` characters.
Recognised token(std::string_view text, std::size_t prefix, bool (*is)(char), std::size_t least, std::size_t most,
                 std::string_view what) {
    const auto value = run_of(text.substr(prefix), is);
    if (value.size() < least || value.size() > most || is_placeholder(value)) return {};
    return std::string(what);
}

/// Goes past an assignment: a quote that ends the name, blanks, `=` or `:`, blanks, a quote.
std::optional<std::string_view> after_assignment(std::string_view text) {
    const auto skip = [&](std::string_view all) {
        while (!text.empty() && all.find(text.front()) != std::string_view::npos) text.remove_prefix(1);
    };
    skip("\"' \t");
    if (text.empty() || (text.front() != '=' && text.front() != ':')) return {};
    skip("=:>");
    skip(" \t\"'");
    return text;
}

}  // namespace

bool is_placeholder(std::string_view value) {
    std::string small;
    std::ranges::transform(value, std::back_inserter(small), lower);
    for (const std::string_view word :
         {"example", "placeholder", "changeme", "change_me", "your", "xxxx", "****", "...", "dummy", "redacted"})
        if (small.find(word) != std::string::npos) return true;
    if (small.find_first_of("<>${}%") != std::string::npos) return true;
    return std::set<char>(value.begin(), value.end()).size() < std::min(kDifferentMin, value.size());
}

Recognised age_secret_key(std::string_view text) {
    constexpr std::size_t prefix = std::string_view("AGE-SECRET-KEY-").size();
    // Bech32: no 1, B, I, O (BIP 173). 58 characters for an X25519 key, more for a hybrid one.
    const auto is_bech32 = [](char c) {
        return is_plain(c) && std::string_view("1bio").find(lower(c)) == std::string_view::npos;
    };
    auto rest = text.substr(prefix);
    for (const std::string_view mark : {"PQ-1", "pq-1", "1"})
        if (rest.starts_with(mark)) return token(rest, mark.size(), is_bech32, 58, 2000, "a secret key (age)");
    return {};
}

Recognised github_token(std::string_view text) {
    if (text.starts_with("github_pat_")) return token(text, 11, is_word, 60, 255, "a token (GitHub)");
    return token(text, 4, is_plain, 36, 255, "a token (GitHub)");
}

Recognised gitlab_token(std::string_view text) { return token(text, 6, is_word, 20, 64, "a token (GitLab)"); }

Recognised slack_token(std::string_view text) {
    const auto value = run_of(text.substr(5), is_word);
    // Numbers of workspace and user, then the secret.
    return std::ranges::count(value, '-') >= 2 ? token(text, 5, is_word, 30, 255, "a token (Slack)") : std::nullopt;
}

Recognised stripe_key(std::string_view text) { return token(text, 8, is_plain, 24, 255, "a key (Stripe)"); }

Recognised npm_token(std::string_view text) { return token(text, 4, is_plain, 36, 36, "a token (npm)"); }

Recognised pypi_token(std::string_view text) { return token(text, 16, is_word, 80, 500, "a token (PyPI)"); }

Recognised aws_secret_key(std::string_view text) {
    const auto name = run_of(text, is_word);
    const auto value = after_assignment(text.substr(name.size()));
    if (!value || run_of(*value, is_base64).size() != 40) return {};
    return token(*value, 0, is_base64, 40, 40, "a secret key (AWS)");
}

Recognised wireguard_key(std::string_view text) {
    const auto value = after_assignment(text.substr(std::string_view("PrivateKey").size()));
    if (!value || run_of(*value, is_base64).size() != 43 || !value->substr(43).starts_with('=')) return {};
    return token(*value, 0, is_base64, 43, 43, "a private key (WireGuard)");
}

}  // namespace assay::storage
