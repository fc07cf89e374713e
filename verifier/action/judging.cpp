// SPDX-License-Identifier: Apache-2.0
#include "verifier/action/judging.hpp"

#include "base/core/text.hpp"
#include "verifier/action/matching.hpp"

namespace assay::verifier {

namespace {

std::uint64_t seed_of(Random& random) {
    std::uint8_t bytes[8];
    random.fill(bytes);
    return read_big_endian<std::uint64_t>(bytes);
}

}  // namespace

Judging::Judging(AcceptContext& context, const RoomDeposit& deposit, const RebuildRecord& rebuilt)
    : context_(context), rebuilt_(rebuilt), judged_{deposit.folder, rebuilt.outputs} {
    workers_.interrupt = &context.interrupt;
}

Result<Compared> Judging::judge(const DeployedEntry& deployed, const std::optional<std::string>& asked, bool single) {
    const auto* artifact = find_artifact(rebuilt_.artifacts, deployed.name, asked, single);
    std::optional<Descriptor> rebuilt;
    std::string reason;
    if (rebuilt_.outcome == crypto::Rebuild::Outcome::Failed)
        reason = "there is no rebuild: " + rebuilt_.failure;
    else if (artifact == nullptr)
        reason =
            asked ? "the rebuild has no artifact " + quote(*asked) : "no artifact of the rebuild is called like it";
    else
        rebuilt = TRY(judged_.take(artifact->path));
    const auto file = TRY(deployed.open());
    auto compared =
        TRY(compare({deployed.name, file, rebuilt ? artifact->path.text() : "", rebuilt ? &*rebuilt : nullptr, reason},
                    seed_of(context_.random), workers_));
    // What the room compared is what it said it built.
    if (compared.comparison.rebuilt && *compared.comparison.rebuilt != artifact->digest)
        return fail(ErrorKind::Corrupt, "the artifact " + quote(artifact->path.text()) +
                                            " in the room is no longer the one that was built");
    return compared;
}

}  // namespace assay::verifier
