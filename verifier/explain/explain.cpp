// SPDX-License-Identifier: Apache-2.0
#include "verifier/explain/explain.hpp"

#include "base/cell/worker.hpp"
#include "base/core/encoding.hpp"
#include "base/core/text.hpp"
#include "verifier/anatomy/explain_worker.hpp"

namespace assay::verifier {

namespace {

constexpr std::size_t kReplyBytesMax = 8U << 20;

/// What can be said without looking inside.
Finding from_outside(const Judgement& judgement) {
    Finding out{.kind = FindingKind::Bytes};
    out.expected_size = judgement.rebuilt_size();
    out.found_size = judgement.deployed_size();
    if (const auto& first = judgement.first()) {
        out.offset = first->offset;
        out.expected = encode_hex(first->expected);
        out.found = encode_hex(first->found);
    }
    return out;
}

Result<Finding> ask(const Judgement& judgement, const Descriptor& deployed, const Descriptor& rebuilt,
                    const WorkerOptions& options) {
    cell::WorkerCall call{.name = std::string(kExplainWorker),
                          .request = {},
                          .reply_bytes_max = kReplyBytesMax,
                          .limits = options.limits,
                          .program = options.program,
                          .interrupt = options.interrupt};
    call.request.files.push_back(TRY(deployed.duplicate()));
    call.request.files.push_back(TRY(rebuilt.duplicate()));
    append_big_endian(call.request.bytes, judgement.deployed_size());
    append_big_endian(call.request.bytes, judgement.rebuilt_size());
    const auto reply = TRY(cell::call_worker(std::move(call)));
    return Finding::parse(TRY(Json::parse(text_of(reply), {.bytes = kReplyBytesMax})));
}

}  // namespace

bool speaks_of_us(const Error& error) {
    return error.kind() == ErrorKind::Sandbox || error.kind() == ErrorKind::Interrupted ||
           error.kind() == ErrorKind::Io || error.kind() == ErrorKind::Full;
}

Result<Finding> explain(const Judgement& judgement, const Descriptor& deployed, const Descriptor& rebuilt,
                        const WorkerOptions& options) {
    auto out = from_outside(judgement);
    auto told = ask(judgement, deployed, rebuilt, options);
    if (!told && speaks_of_us(told.error())) return fail(std::move(told).error());
    if (!told) {
        out.inside.push_back({.kind = FindingKind::Unread,
                              .where = "inside",
                              .note = finding_text("could not look inside: " + told.error().message(), 600)});
        return out;
    }
    out.kind = told->kind;
    out.note = std::move(told->note);
    out.left_out = told->left_out;
    out.inside = std::move(told->inside);
    return out;
}

}  // namespace assay::verifier
