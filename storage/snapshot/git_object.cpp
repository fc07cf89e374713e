// SPDX-License-Identifier: Apache-2.0
#include "storage/snapshot/git_object.hpp"

#include "base/core/text.hpp"

#include <algorithm>
#include <set>

namespace assay::storage {

namespace {

std::string_view digits_of(TreeMode mode) {
    switch (mode) {
        case TreeMode::File: return "100644";
        case TreeMode::Executable: return "100755";
        case TreeMode::Link: return "120000";
        case TreeMode::Folder: return "40000";
    }
    return {};
}

bool is_before(const TreeEntry& a, const TreeEntry& b) {
    return compare_in_tree(a.name, a.mode == TreeMode::Folder, b.name, b.mode == TreeMode::Folder) < 0;
}

/// The tree's content in one format; `id` picks the id of that format.
template <typename Id>
Bytes content_of(const std::vector<TreeEntry>& entries, Id GitIds::* id) {
    Bytes out;
    for (const auto& entry : entries) {
        append(out, digits_of(entry.mode));
        out.push_back(' ');
        append(out, entry.name);
        out.push_back(0);
        append(out, (entry.ids.*id).view());
    }
    return out;
}

template <typename Id>
Id id_of(GitObjectType type, ByteView content) {
    return crypto::HashStream<Id>().update(object_header(type, content.size())).update(content).finish();
}

/// In git's order. Errors: as tree_ids.
Status put_in_order(std::vector<TreeEntry>& entries) {
    std::set<std::string_view> names;
    for (const auto& entry : entries) {
        TRY(check_tree_name(entry.name));
        if (!names.insert(entry.name).second)
            return fail(ErrorKind::Invalid, "hashing a tree: " + quote(entry.name) + " appears twice");
    }
    std::ranges::sort(entries, is_before);
    return {};
}

}  // namespace

std::string_view name_of(GitObjectType type) {
    switch (type) {
        case GitObjectType::Blob: return "blob";
        case GitObjectType::Tree: return "tree";
        case GitObjectType::Commit: return "commit";
        case GitObjectType::Tag: return "tag";
    }
    return {};
}

std::string object_header(GitObjectType type, std::uint64_t size) {
    auto header = std::string(name_of(type)) + " " + std::to_string(size);
    header.push_back('\0');
    return header;
}

GitIdStream::GitIdStream(GitObjectType type, std::uint64_t size) { update(bytes_of(object_header(type, size))); }

void GitIdStream::update(ByteView content) {
    sha256_.update(content);
    sha1_.update(content);
}

GitIds git_ids(GitObjectType type, ByteView content) {
    return {id_of<crypto::Sha256>(type, content), id_of<crypto::Sha1>(type, content)};
}

Result<GitIds> tree_ids(std::vector<TreeEntry> entries) {
    TRY(put_in_order(entries));
    return GitIds{id_of<crypto::Sha256>(GitObjectType::Tree, content_of(entries, &GitIds::sha256)),
                  id_of<crypto::Sha1>(GitObjectType::Tree, content_of(entries, &GitIds::sha1))};
}

Result<crypto::Sha256> tree_id(std::vector<TreeEntry> entries) {
    TRY(put_in_order(entries));
    return id_of<crypto::Sha256>(GitObjectType::Tree, content_of(entries, &GitIds::sha256));
}

Status check_tree_name(std::string_view name) {
    const auto is = [](std::string_view what) {
        return fail(ErrorKind::Invalid, "a tree cannot hold " + std::string(what));
    };
    if (name.empty()) return is("an empty name");
    if (name == "." || name == "..") return is("the name " + quote(name));
    if (name.find('/') != std::string_view::npos) return is(quote(name) + ", a name with a slash");
    if (name.find('\0') != std::string_view::npos) return is(quote(name) + ", a name with a NUL byte");
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    if (std::ranges::equal(name, std::string_view(".git"), {}, lower))
        return is("the name " + quote(name) + ": git keeps it for its own data");
    return {};
}

std::strong_ordering compare_in_tree(std::string_view a, bool a_is_folder, std::string_view b, bool b_is_folder) {
    const auto common = std::min(a.size(), b.size());
    if (const int order = a.substr(0, common).compare(b.substr(0, common)); order != 0) return order <=> 0;
    const auto next = [common](std::string_view name, bool is_folder) -> unsigned {
        if (name.size() > common) return static_cast<unsigned char>(name[common]);
        return is_folder ? '/' : 0U;
    };
    return next(a, a_is_folder) <=> next(b, b_is_folder);
}

}  // namespace assay::storage
