// SPDX-License-Identifier: Apache-2.0
#include "storage/index/tree_count.hpp"

#include "base/core/text.hpp"

namespace assay::storage {

namespace {

std::string name_of(const RelativePath* path) {
    return path != nullptr ? "directory " + quote(path->text()) : "the root";
}

}  // namespace

Status TreeCount::add(const OpenedDirectory& directory, const RelativePath* path, std::size_t depth) {
    if (depth > limits_.depth)
        return fail(ErrorKind::Limit,
                    name_of(path) + ": it lies deeper than " + count_of(limits_.depth, "component") + " allow");
    entries_ += directory.entries().size();
    if (entries_ > limits_.entries)
        return fail(ErrorKind::Limit,
                    name_of(path) + ": with it the tree has more than " + std::to_string(limits_.entries) + " entries");
    return {};
}

Status TreeCount::add(const Entry& file, const RelativePath& path) {
    if (file.size > limits_.bytes - bytes_)
        return fail(ErrorKind::Limit,
                    quote(path.text()) + ": with it the tree is larger than " + human_bytes(limits_.bytes));
    bytes_ += file.size;
    if (limits_.sealed_bytes && limits_.expansion.is_too_far(*limits_.sealed_bytes, bytes_))
        return fail(ErrorKind::Limit, quote(path.text()) + ": with it the tree is more than " +
                                          std::to_string(limits_.expansion.ratio) + " times as large as its pieces");
    return {};
}

}  // namespace assay::storage
