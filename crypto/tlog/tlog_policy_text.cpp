// SPDX-License-Identifier: Apache-2.0
// How a policy is built and written: each line of the text is one call of the builder.
#include "crypto/tlog/tlog_policy.hpp"

#include "base/core/text.hpp"
#include "crypto/tlog/note_text.hpp"

#include <algorithm>

namespace assay::crypto {

namespace {

constexpr std::string_view kNone = "none";

std::unexpected<Error> invalid(std::string message) { return fail(ErrorKind::Invalid, std::move(message)); }

bool is_forbidden(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t' && c != '\n') || byte == 0x7f;
}

/// Whether the text can be a word between white space.
bool is_word(std::string_view text) {
    return !text.empty() && text.find_first_of(" \t\n") == std::string_view::npos &&
           std::ranges::none_of(text, is_forbidden);
}

std::vector<std::string_view> words_of(std::string_view line) {
    constexpr std::string_view kBlank = " \t";
    std::vector<std::string_view> words;
    for (auto at = line.find_first_not_of(kBlank); at != std::string_view::npos; at = line.find_first_not_of(kBlank)) {
        line.remove_prefix(at);
        const auto end = std::min(line.find_first_of(kBlank), line.size());
        words.push_back(line.substr(0, end));
        line.remove_prefix(end);
    }
    return words;
}

Result<std::size_t> parse_needed(std::string_view word, std::size_t members) {
    if (word == "any") return 1;
    if (word == "all") return members;
    const auto needed = parse_decimal(word);
    if (!needed) return invalid("the threshold " + quote(word) + " is neither \"any\", \"all\" nor a decimal number");
    return *needed;
}

std::string optional_word(const std::vector<std::string_view>& words, std::size_t at) {
    return words.size() > at ? std::string(words[at]) : std::string();
}

Status read_line(TlogPolicyBuilder& builder, const std::vector<std::string_view>& words) {
    const auto keyword = words[0];
    const auto has = [&](std::size_t least, std::size_t most) { return words.size() >= least && words.size() <= most; };
    if (keyword == "log") {
        if (!has(2, 3)) return invalid("a log is written as: log <vkey> [<url>]");
        return builder.log(TRY(NoteKey::parse(words[1])), optional_word(words, 2));
    }
    if (keyword == "witness") {
        if (!has(3, 4)) return invalid("a witness is written as: witness <name> <vkey> [<url>]");
        return builder.witness(std::string(words[1]), TRY(NoteKey::parse(words[2])), optional_word(words, 3));
    }
    if (keyword == "group") {
        if (words.size() < 4) return invalid("a group is written as: group <name> all|any|<k> <name>...");
        const auto needed = TRY(parse_needed(words[2], words.size() - 3));
        return builder.group(std::string(words[1]), needed, {words.begin() + 3, words.end()});
    }
    if (keyword == "quorum") {
        if (!has(2, 2)) return invalid("a quorum is written as: quorum <name>|none");
        return builder.quorum(std::string(words[1]));
    }
    return invalid("the word " + quote(keyword, 40) + " is unknown");
}

std::string with_url(std::string line, const std::string& url) {
    return line + (url.empty() ? "\n" : " " + url + "\n");
}

}  // namespace

Result<TlogPolicy> TlogPolicy::parse(std::string_view text) {
    if (text.size() > kPolicyBytesMax)
        return fail(ErrorKind::Limit, "reading policy: " + human_bytes(text.size()) + " is over 512 KiB");
    if (!text.ends_with('\n')) return invalid("reading policy: it does not end in a newline");
    if (const auto at = std::ranges::find_if(text, is_forbidden); at != text.end())
        return invalid("reading policy: it has a control character at byte " + std::to_string(at - text.begin()));
    TlogPolicyBuilder builder;
    for (std::size_t number = 1; !text.empty(); ++number) {
        const auto words = words_of(take_line(text));
        if (words.empty() || words[0].starts_with('#')) continue;
        TRY_WITHIN("reading policy: line " + std::to_string(number), read_line(builder, words));
    }
    return TRY_WITHIN("reading policy", std::move(builder).finish());
}

std::string TlogPolicy::render() const {
    std::string text;
    for (const auto& log : logs_) text += with_url("log " + log.key.render(), log.url);
    for (const auto& witness : witnesses_)
        text += with_url("witness " + witness.name + " " + witness.key.render(), witness.url);
    for (const auto& group : groups_) {
        const bool all = group.needed == group.members.size();
        text += "group " + group.name + " " + (all ? "all" : std::to_string(group.needed)) + " " +
                join(group.members, " ") + "\n";
    }
    return text + "quorum " + quorum_ + "\n";
}

Status TlogPolicyBuilder::take_name(const std::string& name) {
    if (!is_word(name)) return invalid("the name " + quote(name, 40) + " is empty or has spaces or control characters");
    if (name == kNone) return invalid("the name \"none\" is taken");
    if (!names_.emplace(name, Use::Free).second) return invalid("the name " + quote(name, 40) + " is defined twice");
    return {};
}

Status TlogPolicyBuilder::take_key(const NoteKey& key) {
    if (std::ranges::find(keys_, key.key().bytes()) != keys_.end())
        return invalid("the public key of " + key.describe() + " is listed twice");
    keys_.push_back(key.key().bytes());
    return {};
}

Status TlogPolicyBuilder::log(NoteKey key, std::string url) {
    if (policy_.logs_.size() == kPolicyLogsMax) return fail(ErrorKind::Limit, "more than 64 log keys are listed");
    if (key.type() == NoteKeyType::Ed25519Cosignature)
        return invalid("the cosignature key " + key.describe() + " cannot be a log's");
    if (!url.empty() && !is_word(url)) return invalid("a log's address has spaces or control characters");
    TRY(take_key(key));
    policy_.logs_.push_back({std::move(key), std::move(url)});
    return {};
}

Status TlogPolicyBuilder::witness(std::string name, NoteKey key, std::string url) {
    if (policy_.witnesses_.size() == kPolicyWitnessesMax)
        return fail(ErrorKind::Limit, "more than 128 witness keys are listed");
    if (key.type() == NoteKeyType::Ed25519)
        return invalid("the key " + key.describe() + " does not cosign, so it cannot be a witness's");
    if (!url.empty() && !is_word(url)) return invalid("a witness's address has spaces or control characters");
    TRY(take_key(key));
    TRY(take_name(name));
    policy_.witnesses_.push_back({std::move(name), std::move(key), std::move(url)});
    return {};
}

Status TlogPolicyBuilder::group(std::string name, std::size_t needed, std::vector<std::string> members) {
    if (policy_.groups_.size() == kPolicyGroupsMax) return fail(ErrorKind::Limit, "more than 128 groups are defined");
    if (needed == 0 || needed > members.size())
        return invalid("the group " + quote(name, 40) + " has " + count_of(members.size(), "member") +
                       " and asks for " + std::to_string(needed));
    for (const auto& member : members) {
        const auto found = names_.find(member);
        if (found == names_.end())
            return invalid("the member " + quote(member, 40) + " is not defined before its group");
        if (found->second == Use::Member) return invalid("the name " + quote(member, 40) + " is a member twice");
        found->second = Use::Member;
    }
    TRY(take_name(name));
    policy_.groups_.push_back({std::move(name), needed, std::move(members)});
    return {};
}

Status TlogPolicyBuilder::quorum(std::string name) {
    if (!policy_.quorum_.empty()) return invalid("a second quorum is given");
    if (name != kNone && !names_.contains(name))
        return invalid("the quorum " + quote(name, 40) + " is not defined before it");
    policy_.quorum_ = std::move(name);
    return {};
}

Result<TlogPolicy> TlogPolicyBuilder::finish() && {
    if (policy_.quorum_.empty()) return invalid("no quorum is given");
    TRY(policy_.check_witnesses_count_once());
    return std::move(policy_);
}

}  // namespace assay::crypto
