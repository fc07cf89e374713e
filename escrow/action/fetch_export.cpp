// SPDX-License-Identifier: Apache-2.0
#include "escrow/action/fetch_export.hpp"

#include "base/files/durable.hpp"

namespace assay::escrow {

Result<std::uint64_t> fetch_export(const crypto::IdentityId& room, const crypto::DepositId& id, Custodian& custodian,
                                   const std::filesystem::path& out, Progress& progress) {
    auto begun = DurableFile::begin(out, {.when_present = WhenPresent::Refuse});
    if (!begun && begun.error().kind() == ErrorKind::Conflict)
        begun = fail(std::move(begun).error().with_hint("name another file with --out, or move that one away"));
    auto file = TRY_WITHIN("export file", std::move(begun));
    std::optional<ProgressStage> stage;
    Status kept;  // an error of this machine, reported without naming the custodian
    const auto receive = [&](ByteView bytes, std::uint64_t total) -> Status {
        if (!stage) stage.emplace(progress, "exporting", Progress::Unit::Octets, total);
        kept = file.append(bytes);
        if (kept) stage->advance(bytes.size());
        return kept;
    };
    const auto sent = custodian.export_to(room, id, receive);
    TRY_WITHIN("export file", std::move(kept));
    TRY(sent);
    TRY_WITHIN("export file", file.commit());
    if (stage) stage->done();
    return file.size();
}

}  // namespace assay::escrow
