// SPDX-License-Identifier: Apache-2.0
#include "verifier/influence/reach.hpp"

#include "base/cell/worker.hpp"
#include "verifier/influence/reach_worker.hpp"
#include "verifier/judge/file_source.hpp"

#include <algorithm>

namespace assay::verifier {

namespace {

constexpr std::size_t kReplyBytesMax = 16U << 20;

Result<Reached> parse_reached(Record& record) {
    const auto how = TRY(record.text("how"));
    if (how != "equal" && how != "contains") return record.wrong("how", "is unknown");
    auto member = TRY(record.text("member"));
    const auto found = TRY(record.decimal("found"));
    const auto sampled = TRY(record.decimal("sampled"));
    if (member.size() > Finding::kTextBytesMax) return record.wrong("member", "is too long");
    return Reached{.how = how == "equal" ? Reached::How::Equal : Reached::How::Contains,
                   .member = std::move(member),
                   .found = found,
                   .sampled = sampled};
}

Status parse_reply(ByteView reply, Reach& out, std::size_t first, std::size_t count) {
    const auto json = TRY(Json::parse(text_of(reply), {.bytes = kReplyBytesMax}));
    auto record = TRY(Record::of(json, "reach"));
    if (TRY(record.text("format")) != kReachFormat) return record.wrong("format", "is unknown");
    const auto incomplete = TRY(record.text("incomplete"));
    if (incomplete.size() > Finding::kTextBytesMax) return record.wrong("incomplete", "is too long");
    const auto* reached = TRY(record.array("reached"));
    TRY(record.finish());
    for (const auto& item : *reached) {
        auto one = TRY(Record::of(item, "reach: member"));
        const auto input = TRY(one.decimal("input"));
        if (input >= count) return one.wrong("input", "is not among the inputs asked about");
        auto& members = out.inputs[first + input];
        if (members.size() >= kReachMembersMax) return one.wrong("input", "appears too often");
        members.push_back(TRY(parse_reached(one)));
        TRY(one.finish());
    }
    if (out.incomplete.empty()) out.incomplete = incomplete;
    return {};
}

/// Asks about some of the inputs.
Status ask(const std::vector<OpaqueInput>& inputs, std::size_t first, std::size_t count, const Descriptor& artifact,
           const WorkerOptions& options, Reach& out) {
    cell::WorkerCall call{.name = std::string(kReachWorker),
                          .request = {},
                          .reply_bytes_max = kReplyBytesMax,
                          .limits = options.limits,
                          .program = options.program,
                          .interrupt = options.interrupt};
    const auto hand_over = [&](const Descriptor& file, const crypto::Sha256& digest) -> Status {
        append_big_endian(call.request.bytes, TRY(FileSource::open(file)).size());
        append(call.request.bytes, digest.view());
        call.request.files.push_back(TRY(file.duplicate()));
        return {};
    };
    TRY(hand_over(artifact, {}));
    for (std::size_t i = first; i < first + count; ++i) TRY(hand_over(inputs[i].file, inputs[i].sha256));
    const auto reply = cell::call_worker(std::move(call));
    if (!reply && speaks_of_us(reply.error())) return fail(reply.error());
    auto parsed = reply ? parse_reply(*reply, out, first, count) : Status(fail(reply.error()));
    if (parsed) return {};
    for (std::size_t i = first; i < first + count; ++i) out.inputs[i].clear();
    out.incomplete = finding_text("could not look inside: " + parsed.error().message(), 600);
    return {};
}

}  // namespace

std::string Reached::render() const {
    const auto name = member.empty() ? "the artifact itself" : member;
    if (how == How::Equal) return name;
    return name + " (" + std::to_string(found) + " of " + std::to_string(sampled) + " samples)";
}

Result<Reach> find_reached(const std::vector<OpaqueInput>& inputs, const Descriptor& artifact,
                           const WorkerOptions& options) {
    Reach out;
    out.inputs.resize(inputs.size());
    for (std::size_t first = 0; first < inputs.size(); first += kReachInputsMax)
        TRY(ask(inputs, first, std::min(kReachInputsMax, inputs.size() - first), artifact, options, out));
    return out;
}

}  // namespace assay::verifier
