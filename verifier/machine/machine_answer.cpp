// SPDX-License-Identifier: Apache-2.0
#include "verifier/machine/machine_answer.hpp"

#include "base/core/text.hpp"
#include "base/files/extents.hpp"
#include "verifier/machine/build_machine.hpp"

#include <bit>
#include <csignal>
#include <cstring>
#include <set>

namespace assay::verifier {

namespace {

using guest::Ending;

static_assert(std::endian::native == std::endian::little, "the answer is read as it lies");

constexpr std::size_t kPartBytes = 1U << 20;

std::unexpected<Error> invalid(const std::string& why) {
    return fail(ErrorKind::Invalid, "the machine's answer: " + why);
}

bool is_ending(std::uint32_t ending, std::uint32_t value) {
    switch (static_cast<Ending>(ending)) {
        case Ending::Code: return value <= 255;
        case Ending::Signal: return value > 0 && value < NSIG;
        case Ending::Wall:
        case Ending::Memory: return true;
        case Ending::None: break;
    }
    return false;
}

bool is_file(std::uint64_t size) { return size != guest::kMissing && size != guest::kNoFile; }

/// No file lies below another.
bool is_tree(const std::vector<std::uint64_t>& sizes, const std::vector<RelativePath>& artifacts) {
    std::set<RelativePath> files;
    for (std::size_t i = 0; i < sizes.size(); ++i)
        if (is_file(sizes[i])) files.insert(artifacts[i]);
    for (const auto& file : files)
        for (auto above = file.parent(); above; above = above->parent())
            if (files.contains(*above)) return false;
    return true;
}

Status copy(const Descriptor& disk, std::uint64_t at, std::uint64_t size, const Descriptor& file) {
    Bytes part(std::min<std::uint64_t>(size, kPartBytes));
    SparseWriter writer(file);
    for (std::uint64_t done = 0; done < size;) {
        const auto bytes = std::min<std::uint64_t>(size - done, part.size());
        const auto wanted = std::span(part).first(bytes);
        TRY_WITHIN("the machine's answer", disk.pread_exact(wanted, at + done));
        TRY(writer.write(wanted));
        done += bytes;
    }
    return writer.finish();
}

}  // namespace

Result<MachineAnswer> MachineAnswer::read(const Descriptor& disk, const std::vector<RelativePath>& artifacts) {
    guest::AnswerHead head{};
    TRY(disk.pread_exact({reinterpret_cast<std::uint8_t*>(&head), sizeof head}, 0));
    if (std::memcmp(head.format, guest::kAnswerFormat, sizeof head.format) != 0) return invalid("there is none");
    if (!is_ending(head.ending, head.value)) return invalid("it tells no ending");
    if (head.processes_exhausted > 1) return invalid("it says neither yes nor no");
    if (head.artifacts != artifacts.size()) return invalid("it is about other artifacts");
    MachineAnswer out{.ending = static_cast<Ending>(head.ending),
                      .value = head.value,
                      .processes_exhausted = head.processes_exhausted == 1,
                      .sizes = std::vector<std::uint64_t>(artifacts.size())};
    TRY(disk.pread_exact({reinterpret_cast<std::uint8_t*>(out.sizes.data()), out.sizes.size() * sizeof(std::uint64_t)},
                         guest::kTableAt));
    for (const auto size : out.sizes)
        if (is_file(size) && size > build_limits::kFileBytesMax)
            return invalid("it has a larger file than a build can write");
    if (!is_tree(out.sizes, artifacts)) return invalid("it has a file below a file");
    return out;
}

std::string MachineAnswer::failure() const {
    cell::Outcome outcome;
    outcome.processes_exhausted = processes_exhausted;
    switch (ending) {
        case Ending::Code: outcome.code = static_cast<int>(value); break;
        case Ending::Signal: outcome.signal = static_cast<int>(value); break;
        case Ending::Memory: outcome.stopped_by = cell::Limit::Memory; break;
        case Ending::Wall:
        case Ending::None: outcome.stopped_by = cell::Limit::Wall; break;
    }
    return outcome.succeeded() ? std::string() : outcome.describe();
}

Result<std::string> MachineAnswer::take(const Descriptor& disk, const std::vector<RelativePath>& artifacts,
                                        const Folder& out) const {
    std::uint64_t bytes = 0;
    for (const auto size : sizes)
        if (is_file(size)) bytes += size;
    if (bytes > kArtifactBytesMax) return too_many_bytes(bytes);
    auto at = guest::data_at(sizes.size());
    for (std::size_t i = 0; i < sizes.size(); ++i) {
        if (sizes[i] == guest::kNoFile) TRY(out.make_folder(artifacts[i], 0700));
        if (!is_file(sizes[i])) continue;
        if (const auto parent = artifacts[i].parent()) TRY(out.make_folder(*parent, 0700));
        const auto file = TRY(out.create_file(artifacts[i], 0644));
        TRY(copy(disk, at, sizes[i], file));
        at += guest::aligned(sizes[i]);
    }
    return std::string();
}

}  // namespace assay::verifier
