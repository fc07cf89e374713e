// SPDX-License-Identifier: Apache-2.0
#include "verifier/cli/failed_build.hpp"

#include "base/core/text.hpp"
#include "base/files/descriptor.hpp"

#include <fcntl.h>

namespace assay::verifier {

namespace {

constexpr std::size_t kTailBytes = 16U << 10;
constexpr std::size_t kTailLines = 20;

/// The last lines of a file, the first of which may lack its beginning; none where it cannot be read.
std::vector<std::string> tail_of(const std::filesystem::path& path) {
    const auto file = Descriptor::open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    if (!file) return {};
    const auto status = file->status();
    if (!status || status->kind != FileKind::Regular) return {};
    Bytes bytes(std::min<std::uint64_t>(status->size, kTailBytes));
    if (!file->pread_exact(bytes, status->size - bytes.size())) return {};
    std::vector<std::string> lines;
    for (const auto line : split(trim(text_of(bytes)), '\n')) lines.emplace_back(line);
    if (lines.size() > kTailLines) lines.erase(lines.begin(), lines.end() - kTailLines);
    return lines;
}

}  // namespace

void tell_failed_build(Console& console, const RebuildRecord& record, const RoomDeposit& deposit) {
    if (record.outcome == crypto::Rebuild::Outcome::Built) return;
    const auto folder = std::filesystem::path(deposit.folder.name()) / record.outputs.text();
    // Its lines are quoted already.
    if (const auto left = tail_of(folder / "left"); !left.empty() && !left.front().empty()) {
        console.say("what the build left in $ASSAY_OUT:");
        for (const auto& name : left) console.say("  " + name);
    }
    const auto log = folder / "build.log";
    const auto lines = tail_of(log);
    console.say(lines.empty() || lines.front().empty() ? "the build's log is empty: " + quote(log.string())
                                                       : "the end of the build's log, " + quote(log.string()) + ":");
    for (const auto& line : lines)
        if (!line.empty()) console.say("  " + quote(line));
}

}  // namespace assay::verifier
