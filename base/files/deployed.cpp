// SPDX-License-Identifier: Apache-2.0
#include "base/files/deployed.hpp"

#include "base/core/text.hpp"
#include "base/files/walk.hpp"

#include <fcntl.h>
#include <memory>

namespace assay {

namespace {

Result<Descriptor> open_given(const std::filesystem::path& path) {
    auto file = TRY_WITHIN("deployed file", Descriptor::open(path, O_RDONLY | O_NONBLOCK));
    if (TRY(file.status()).kind != FileKind::Regular)
        return fail(ErrorKind::Invalid, "deployed file " + quote(path.string()) + " is no regular file");
    return file;
}

Status add_members(const std::filesystem::path& root, std::vector<DeployedEntry>& out) {
    const auto folder = std::make_shared<const Folder>(TRY_WITHIN("deployed folder", Folder::open(root)));
    const auto visit = [&](const WalkEntry& found, const Folder&) -> Result<WalkNext> {
        DeployedEntry entry;
        entry.given = DeployedEntry::Given::Member;
        entry.root = root;
        entry.at = root / found.path.text();
        entry.name = deployed_name(found.path.text());
        entry.kind = found.status.kind;
        if (entry.kind == FileKind::Link) entry.target = TRY(folder->read_link(found.path));
        entry.open = [folder, path = found.path] { return folder->open_file(path); };
        out.push_back(std::move(entry));
        return WalkNext::Enter;
    };
    return walk(*folder, visit);
}

}  // namespace

std::string deployed_name(std::string_view path) {
    return is_utf8(path) && !path.starts_with('"') ? std::string(path) : quote(path, path.size());
}

Result<std::vector<DeployedEntry>> find_deployed(const std::vector<std::filesystem::path>& given) {
    std::vector<DeployedEntry> out;
    for (const auto& path : given) {
        const auto status = TRY(TRY_WITHIN("deployed", Descriptor::open(path, O_PATH)).status());
        if (status.kind == FileKind::Folder) {
            TRY(add_members(path, out));
            continue;
        }
        DeployedEntry entry;
        entry.root = entry.at = path;
        entry.name = deployed_name(path.filename().string());
        entry.kind = status.kind;
        entry.open = [path] { return open_given(path); };
        // A file that may not be read is reported now, and not after all before it has been hashed or built.
        if (entry.kind == FileKind::Regular) TRY(entry.open());
        out.push_back(std::move(entry));
    }
    return out;
}

}  // namespace assay
