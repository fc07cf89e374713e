// SPDX-License-Identifier: Apache-2.0
#include "storage/secrets/secret_scan.hpp"

#include "storage/digest/hash_file.hpp"
#include "storage/secrets/anchor_search.hpp"
#include "storage/secrets/key_file.hpp"
#include "storage/secrets/password_file.hpp"
#include "storage/secrets/token.hpp"
#include "storage/snapshot/line_counter.hpp"

#include <algorithm>
#include <map>

namespace assay::storage {

namespace {

constexpr std::size_t kWindowBytes = 1U << 20;
// What a recogniser may want to see behind an anchor, with room for the anchor itself.
constexpr std::size_t kContextBytes = kArmorBytesMax + 4096;

enum class Place {
    Anywhere,
    AtWordBegin,  ///< not within a longer word
    AtLineBegin
};

struct Form {
    AnchorSearch::Anchor anchor;
    Recognised (*recognise)(std::string_view text);
    Place place = Place::Anywhere;
};

// The grams: rare in programs. `----` would not be, nor `secr`.
const std::vector<Form>& forms() {
    static const std::vector<Form> all = {
        {{"-----BEGIN ", 4}, pem_private_key},
        {{"---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----", 11}, ssh2_private_key},
        {{"PuTTY-User-Key-File-", 1}, putty_private_key, Place::AtLineBegin},
        {{"untrusted comment:", 0}, minisign_secret_key, Place::AtLineBegin},
        {{"AGE-SECRET-KEY-", 2}, age_secret_key, Place::AtWordBegin},
        {{"age-secret-key-", 2}, age_secret_key, Place::AtWordBegin},
        {{"ghp_", 0}, github_token, Place::AtWordBegin},
        {{"gho_", 0}, github_token, Place::AtWordBegin},
        {{"ghu_", 0}, github_token, Place::AtWordBegin},
        {{"ghs_", 0}, github_token, Place::AtWordBegin},
        {{"ghr_", 0}, github_token, Place::AtWordBegin},
        {{"github_pat_", 6}, github_token, Place::AtWordBegin},
        {{"glpat-", 0}, gitlab_token, Place::AtWordBegin},
        {{"xoxb-", 0}, slack_token, Place::AtWordBegin},
        {{"xoxp-", 0}, slack_token, Place::AtWordBegin},
        {{"xoxa-", 0}, slack_token, Place::AtWordBegin},
        {{"sk_live_", 0}, stripe_key, Place::AtWordBegin},
        {{"rk_live_", 0}, stripe_key, Place::AtWordBegin},
        {{"npm_", 0}, npm_token, Place::AtWordBegin},
        {{"pypi-AgEIcHlwaS5", 4}, pypi_token, Place::AtWordBegin},
        {{"secret_access_key", 4}, aws_secret_key},
        {{"SECRET_ACCESS_KEY", 4}, aws_secret_key},
        {{"SecretAccessKey", 4}, aws_secret_key},
        {{"PrivateKey", 5}, wireguard_key, Place::AtLineBegin},
    };
    return all;
}

const AnchorSearch& anchors() {
    static const AnchorSearch search([] {
        std::vector<AnchorSearch::Anchor> out;
        for (const auto& form : forms()) out.push_back(form.anchor);
        return out;
    }());
    return search;
}

bool is_word(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

bool is_placed(std::string_view text, std::size_t at, Place place) {
    if (place == Place::Anywhere || at == 0) return true;
    return place == Place::AtWordBegin ? !is_word(text[at - 1]) : text[at - 1] == '\n';
}

}  // namespace

Status SecretScan::begin(const RelativePath& path, const FileStatus& status) {
    path_ = path;
    size_ = status.size;
    window_.clear();
    window_at_ = 0;
    lines_before_ = 0;
    in_file_ = 0;
    is_begun_ = false;
    return {};
}

Status SecretScan::bytes(ByteView bytes) {
    // Most files come in one piece, and are looked at where they lie.
    if (!is_begun_ && bytes.size() == size_) {
        is_begun_ = true;
        search(text_of(bytes), bytes.size());
        return {};
    }
    append(window_, bytes);
    if (window_.size() < kWindowBytes + kContextBytes) return {};
    const auto until = window_.size() - kContextBytes;
    search(text_of(window_), until);
    // One byte more stays than is needed, so that the byte before an anchor is still there.
    const auto gone = ByteView(window_).first(until - 1);
    lines_before_ += count_newlines(gone);
    window_at_ += gone.size();
    window_.erase(window_.begin(), window_.begin() + static_cast<std::ptrdiff_t>(gone.size()));
    return {};
}

Status SecretScan::end() {
    if (!window_.empty()) search(text_of(window_), window_.size());
    return {};
}

void SecretScan::search(std::string_view text, std::size_t until) {
    const bool is_first = window_at_ == 0;
    if (is_first) {
        if (auto what = key_file(bytes_of(text), size_)) found(text, 0, std::move(*what), true);
        if (auto password = find_password(*path_, text.substr(0, kContextBytes)))
            found(text, password->at, std::move(password->what), false);
    }
    anchors().search(text, [&](std::size_t number, std::size_t at) {
        const auto& form = forms()[number];
        // The byte before a later window was searched with the window before.
        if (at >= until || (!is_first && at == 0) || !is_placed(text, at, form.place)) return;
        if (auto what = form.recognise(text.substr(at))) found(text, at, std::move(*what), false);
    });
}

void SecretScan::found(std::string_view text, std::size_t at, std::string what, bool is_binary) {
    if (in_file_ == kFindingsPerFileMax || findings_.size() == kFindingsMax) return;
    ++in_file_;
    const auto line = lines_before_ + count_newlines(bytes_of(text.substr(0, at))) + 1;
    findings_.push_back({.path = *path_,
                         .line = is_binary ? 0 : line,
                         .offset = window_at_ + at,
                         .what = std::move(what),
                         .sha256 = {}});
}

Result<std::vector<SecretFinding>> SecretScan::finish(const Folder& tree) {
    std::map<RelativePath, crypto::Sha256> digests;
    for (auto& finding : findings_) {
        auto known = digests.find(finding.path);
        if (known == digests.end()) {
            const auto file = TRY(tree.open_file(finding.path));
            known = digests.emplace(finding.path, TRY(hash_file<crypto::Sha256>(file)).digest).first;
        }
        finding.sha256 = known->second;
    }
    return std::move(findings_);
}

std::vector<SecretFinding> SecretScan::finish(const crypto::Sha256& digest) {
    for (auto& finding : findings_) finding.sha256 = digest;
    return std::move(findings_);
}

}  // namespace assay::storage
