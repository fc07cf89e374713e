// SPDX-License-Identifier: Apache-2.0
#include "base/files/temp.hpp"

#include "base/files/beneath.hpp"

#include <cerrno>
#include <cstdlib>
#include <utility>

namespace assay {

namespace {

std::filesystem::path default_parent() {
    const char* given = std::getenv("TMPDIR");
    return given != nullptr && *given == '/' ? given : "/tmp";
}

}  // namespace

Result<TempFolder> TempFolder::make(const std::filesystem::path& parent) {
    const auto where = parent.empty() ? default_parent() : parent;
    auto above = TRY_WITHIN("making a temporary folder", Folder::open(where));
    auto pattern = (where / "assay-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) return failed_at("making temporary folder", pattern, errno);
    const std::filesystem::path path = pattern;
    auto folder = TRY(above.folder(TRY(RelativePath::parse(path.filename().native()))));
    return TempFolder(std::move(above), std::move(folder), path);
}

TempFolder::TempFolder(Folder parent, Folder folder, std::filesystem::path path)
    : parent_(std::move(parent)), folder_(std::move(folder)), path_(std::move(path)) {}

TempFolder::TempFolder(TempFolder&& other) noexcept
    : parent_(std::move(other.parent_)),
      folder_(std::move(other.folder_)),
      path_(std::move(other.path_)),
      is_there_(std::exchange(other.is_there_, false)) {}

TempFolder::~TempFolder() {
    if (is_there_) static_cast<void>(remove());
}

Status TempFolder::remove() {
    is_there_ = false;
    return parent_.remove_tree(TRY(RelativePath::parse(path_.filename().native())));
}

}  // namespace assay
