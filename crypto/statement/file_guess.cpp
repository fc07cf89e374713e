// SPDX-License-Identifier: Apache-2.0
#include "crypto/statement/file_guess.hpp"

namespace assay::crypto {

namespace {

/// What people hand around: its kind, how it begins, and what takes it.
struct Guess {
    std::string_view kind, begins, taken_by;
};

constexpr Guess kNamed[] = {
    {"evidence file", "assay-evidence-v", "auditor check takes it"},
    {"outbox", "assay-outbox-v", "escrow submit takes it"},
    {"agreement", "assay-agreement-v", "--agreement takes it"},
    {"identity", "assay-identity-v", "the options that name a party take it"},
    {"policy", "assay-policy-v", "--policy takes it"},
    {"lock", "assay-lock-v", "it lies beside its recipe, and the commands take the recipe"},
    {"proof of a fork", "assay-fork-v", "auditor check takes it"},
};

/// The value of `format`, in JSON or TOML, where it is the first member.
std::string_view format_of(std::string_view head) {
    const auto past = [&head](std::string_view skipped) {
        const auto from = head.find_first_not_of(skipped);
        head.remove_prefix(from == std::string_view::npos ? head.size() : from);
    };
    const auto take = [&head](std::string_view word) {
        if (!head.starts_with(word)) return false;
        head.remove_prefix(word.size());
        return true;
    };
    past(" \t\r\n{");
    if (!take("\"format\"") && !take("format")) return {};
    past(" \t\r\n:=");
    if (!take("\"")) return {};
    return head;
}

bool has_line(std::string_view head, std::string_view line) {
    return head.starts_with(line) || head.find('\n' + std::string(line)) != std::string_view::npos;
}

std::optional<Guess> guess_of(std::string_view head) {
    if (head.starts_with("assay-export-v")) return Guess{"export", {}, "verifier import takes it"};
    const auto format = format_of(head);
    for (const auto& each : kNamed)
        if (format.starts_with(each.begins)) return each;
    if (has_line(head, "[product]") && has_line(head, "[build]"))
        return Guess{"recipe", {}, "--recipe and escrow recipe take it"};
    if (has_line(head, "log "))
        return Guess{
            "log policy", {}, "witness --logs takes it; --policy takes what escrow policy new writes to --out"};
    return std::nullopt;
}

}  // namespace

std::optional<std::string> seems_to_be(std::string_view head, std::string_view wanted) {
    const auto guess = guess_of(head.substr(0, kGuessBytes));
    if (!guess || guess->kind == wanted) return std::nullopt;
    const bool has_vowel = std::string_view("aeio").contains(guess->kind.front());
    return "this is " + std::string(has_vowel ? "an " : "a ") + std::string(guess->kind) + ": " +
           std::string(guess->taken_by);
}

Error with_guess(Error error, std::string_view head, std::string_view wanted) {
    auto guess = seems_to_be(head, wanted);
    return guess ? std::move(error).with_hint(std::move(*guess)) : std::move(error);
}

}  // namespace assay::crypto
