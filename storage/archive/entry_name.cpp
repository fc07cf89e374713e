// SPDX-License-Identifier: Apache-2.0
#include "storage/archive/entry_name.hpp"

#include "base/core/text.hpp"

#include <algorithm>

namespace assay::storage {

namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// The code points that HFS+ leaves out when it compares names.
bool is_ignored_by_hfs(char32_t point) {
    return (point >= 0x200c && point <= 0x200f) || (point >= 0x202a && point <= 0x202e) ||
           (point >= 0x206a && point <= 0x206f) || point == 0xfeff;
}

/// A component as the most forgiving systems compare it: lower case, nothing ignorable, and for NTFS without the name
/// of a stream and without dots and spaces at its end.
std::string folded(std::string_view component) {
    std::string out;
    for_each_character(component, [&](const Character& character) {
        if (character.valid && is_ignored_by_hfs(character.code_point)) return;
        for (const char c : character.bytes) out.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
    });
    out.resize(std::min(out.find(':'), out.size()));
    while (!out.empty() && (out.back() == '.' || out.back() == ' ')) out.pop_back();
    return out;
}

/// The parts between slashes of both kinds.
std::vector<std::string_view> parts_of(std::string_view name) {
    std::vector<std::string_view> out;
    for (const auto& component : split(name, '/'))
        for (const auto& part : split(component, '\\')) out.push_back(part);
    return out;
}

}  // namespace

bool is_git_name(std::string_view component) {
    const auto name = folded(component);
    return name == ".git" || name == "git~1";
}

bool is_gitmodules_name(std::string_view component) {
    const auto name = folded(component);
    return name == ".gitmodules" ||
           (name.size() == 8 && name.starts_with("gitmod~") && name[7] >= '1' && name[7] <= '4');
}

Result<RelativePath> path_of_entry(std::string_view name) {
    const auto what = "entry " + quote(name);
    auto path = TRY_WITHIN(what, RelativePath::parse(name));
    if (name.size() >= 2 && is_letter(name[0]) && name[1] == ':')
        return fail(ErrorKind::Invalid, what + ": begins with a drive letter");
    const auto parts = parts_of(name);
    if (parts.front().empty()) return fail(ErrorKind::Invalid, what + ": is absolute where a backslash parts names");
    if (std::ranges::find(parts, "..") != parts.end())
        return fail(ErrorKind::Invalid, what + ": climbs out of its folder where a backslash parts names");
    if (std::ranges::any_of(parts, is_git_name))
        return fail(ErrorKind::Invalid, what + ": is reserved by git on some systems");
    return path;
}

}  // namespace assay::storage
