// SPDX-License-Identifier: Apache-2.0
#include "storage/git/git_objects.hpp"

#include "base/core/text.hpp"
#include "storage/archive/entry_name.hpp"

#include <algorithm>
#include <optional>
#include <set>

namespace assay::storage {

namespace {

constexpr std::size_t kIdBytes = crypto::Sha1::kSize;
constexpr std::int64_t kTimeMax = 253402300799;

constexpr std::pair<std::string_view, GitEntryKind> kModes[] = {
    {"100644", GitEntryKind::File}, {"100664", GitEntryKind::File},  {"100755", GitEntryKind::Executable},
    {"120000", GitEntryKind::Link}, {"40000", GitEntryKind::Folder}, {"160000", GitEntryKind::Submodule},
};

std::unexpected<Error> bad(std::string_view object, std::string what) {
    return fail(ErrorKind::Invalid, "git " + std::string(object) + ": " + std::move(what));
}

Result<GitEntryKind> kind_of(std::string_view mode) {
    for (const auto& [known, kind] : kModes)
        if (known == mode) return kind;
    return bad("tree", "the mode " + quote(mode) + " is no mode of git");
}

Status check_name(const GitTreeEntry& entry) {
    TRY_WITHIN("git tree", check_tree_name(entry.name));
    if (is_git_name(entry.name))
        return bad("tree", "the name " + quote(entry.name) + " is reserved by git on some systems");
    if (const auto parts = split(entry.name, '\\'); std::ranges::any_of(parts, is_git_name))
        return bad("tree", "the name " + quote(entry.name) + " is git's own where a backslash parts names");
    if (entry.kind == GitEntryKind::Link && is_gitmodules_name(entry.name))
        return bad("tree", quote(entry.name) + " is a link where git expects a file");
    return {};
}

bool is_folder(const GitTreeEntry& entry) { return entry.kind == GitEntryKind::Folder; }

/// Takes lines from the front of an object's headers.
class Headers {
public:
    Headers(std::string_view object, std::string_view text) : object_(object), left_(text) {}

    /// The value of the next line when it is `key`'s.
    std::optional<std::string_view> take(std::string_view key) {
        const auto end = left_.find('\n');
        if (end == std::string_view::npos || !left_.starts_with(key) || left_.size() <= key.size() ||
            left_[key.size()] != ' ')
            return {};
        const auto value = left_.substr(key.size() + 1, end - key.size() - 1);
        left_.remove_prefix(end + 1);
        return value;
    }
    Result<std::string_view> need(std::string_view key) {
        const auto value = take(key);
        if (!value) return bad(object_, "there is no " + quote(key) + " where it should be");
        return *value;
    }
    Result<crypto::Sha1> need_id(std::string_view key) {
        const auto id =
            TRY(decode_hex_as<crypto::Sha1>(TRY(need(key)), "git " + std::string(object_) + ": " + quote(key)));
        if (id == crypto::Sha1()) return bad(object_, quote(key) + " is the null id");
        return id;
    }
    /// Goes past the headers not known here, and their continuation lines, to the empty line or the end. None of them
    /// may be one of `not_again`.
    Status skip_to_message(std::initializer_list<std::string_view> not_again) {
        while (!left_.empty() && left_.front() != '\n') {
            const auto line = left_.substr(0, left_.find('\n'));
            if (line.size() == left_.size()) return bad(object_, "its headers are cut short");
            for (const auto& key : not_again)
                if (line.starts_with(std::string(key) + " "))
                    return bad(object_, quote(key) + " appears twice or too late");
            left_.remove_prefix(line.size() + 1);
        }
        return {};
    }

private:
    std::string_view object_;
    std::string_view left_;
};

/// `name <address> seconds zone`; gives the seconds.
Result<std::int64_t> time_of(std::string_view object, std::string_view key, std::string_view person) {
    const auto wrong = [&](std::string_view what) { return bad(object, quote(key) + " has " + std::string(what)); };
    const auto open = person.find('<'), close = person.find('>');
    if (open == std::string_view::npos || close == std::string_view::npos || close < open) return wrong("no address");
    const auto rest = person.substr(close + 1);
    if (!rest.starts_with(' ')) return wrong("no time");
    const auto words = split(rest.substr(1), ' ');
    if (words.size() != 2) return wrong("no time and zone");
    const auto seconds = parse_decimal(words[0]);
    if (!seconds || *seconds > static_cast<std::uint64_t>(kTimeMax))
        return wrong("a time that is no number of seconds");
    const auto zone = words[1];
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    if (zone.size() != 5 || (zone[0] != '+' && zone[0] != '-') || !std::ranges::all_of(zone.substr(1), is_digit))
        return wrong("a malformed time zone");
    return static_cast<std::int64_t>(*seconds);
}

/// The headers of an object, without its message.
Result<std::string_view> headers_of(std::string_view object, ByteView content) {
    const auto text = text_of(content);
    const auto end = text.find("\n\n");
    const auto headers = end == std::string_view::npos ? text : text.substr(0, end + 1);
    if (headers.find('\0') != std::string_view::npos) return bad(object, "a header has a NUL byte");
    return headers;
}

}  // namespace

Result<std::vector<GitTreeEntry>> parse_git_tree(ByteView content) {
    std::vector<GitTreeEntry> out;
    std::set<std::string, std::less<>> names;
    auto left = text_of(content);
    while (!left.empty()) {
        const auto nul = left.find('\0');
        const auto space = left.find(' ');
        if (nul == std::string_view::npos || space > nul || left.size() - nul - 1 < kIdBytes)
            return bad("tree", "an entry is cut short");
        const auto kind = TRY(kind_of(left.substr(0, space)));
        GitTreeEntry entry{.name = std::string(left.substr(space + 1, nul - space - 1)),
                           .kind = kind,
                           .id = crypto::Sha1::copy_of(bytes_of(left.substr(nul + 1, kIdBytes)))};
        left.remove_prefix(nul + 1 + kIdBytes);
        TRY(check_name(entry));
        if (entry.id == crypto::Sha1()) return bad("tree", quote(entry.name) + " has the null id");
        if (!names.insert(entry.name).second) return bad("tree", quote(entry.name) + " appears twice");
        if (!out.empty() && compare_in_tree(out.back().name, is_folder(out.back()), entry.name, is_folder(entry)) >= 0)
            return bad("tree", quote(entry.name) + " is out of order");
        out.push_back(std::move(entry));
    }
    return out;
}

Result<GitCommit> parse_git_commit(ByteView content) {
    Headers headers("commit", TRY(headers_of("commit", content)));
    GitCommit out;
    out.tree = TRY(headers.need_id("tree"));
    for (;;) {
        const auto parent = headers.take("parent");
        if (!parent) break;
        const auto id = TRY(decode_hex_as<crypto::Sha1>(*parent, "git commit: \"parent\""));
        if (id == crypto::Sha1()) return bad("commit", "\"parent\" is the null id");
        out.parents.push_back(id);
    }
    out.author_time = TRY(time_of("commit", "author", TRY(headers.need("author"))));
    TRY(time_of("commit", "committer", TRY(headers.need("committer"))));
    TRY(headers.skip_to_message({"tree", "parent", "author", "committer"}));
    return out;
}

Result<GitTag> parse_git_tag(ByteView content) {
    Headers headers("tag", TRY(headers_of("tag", content)));
    GitTag out;
    out.object = TRY(headers.need_id("object"));
    const auto type = TRY(headers.need("type"));
    constexpr GitObjectType kTypes[] = {GitObjectType::Blob, GitObjectType::Tree, GitObjectType::Commit,
                                        GitObjectType::Tag};
    const auto* known = std::ranges::find(kTypes, type, [](GitObjectType each) { return name_of(each); });
    if (known == std::end(kTypes)) return bad("tag", "\"type\" " + quote(type) + " is no object type");
    out.type = *known;
    if (TRY(headers.need("tag")).empty()) return bad("tag", "it has no name");
    if (const auto tagger = headers.take("tagger")) TRY(time_of("tag", "tagger", *tagger));
    TRY(headers.skip_to_message({"object", "type", "tag", "tagger"}));
    return out;
}

}  // namespace assay::storage
