// SPDX-License-Identifier: Apache-2.0
#include "crypto/tlog/witness_request.hpp"

#include "base/core/text.hpp"
#include "crypto/tlog/hash_lines.hpp"
#include "crypto/tlog/note_text.hpp"

namespace assay::crypto {

namespace {

constexpr std::string_view kOld = "old ";

}  // namespace

Result<AddCheckpoint> AddCheckpoint::parse(std::string_view body) {
    constexpr std::string_view kDoing = "reading add-checkpoint request";
    if (body.size() > kAddCheckpointBytesMax)
        return fail(ErrorKind::Limit, "reading add-checkpoint request: " + human_bytes(body.size()) + " is over 1 MiB");
    const auto first = take_line(body);
    if (!first.starts_with(kOld))
        return fail(ErrorKind::Invalid, "reading add-checkpoint request: its first line is not \"old <size>\"");
    const auto old_size = TRY_WITHIN(kDoing, TreeSize::parse(first.substr(kOld.size()), "the old size"));
    auto proof = TRY_WITHIN(kDoing, take_hash_lines(body));
    auto note = Note::parse(body);
    if (!note) {
        const bool has_text = body.find("\n\n") != std::string_view::npos && check_note_text(body);
        auto error = std::move(note).error().within(kDoing);
        return fail(has_text ? std::move(error).as(ErrorKind::Untrusted) : std::move(error));
    }
    return AddCheckpoint{.old_size = old_size, .proof = std::move(proof), .note = std::move(*note)};
}

std::string AddCheckpoint::render() const {
    return std::string(kOld) + old_size.render() + "\n" + render_hash_lines(proof) + note.render();
}

Result<TreeSize> parse_size_answer(std::string_view body) {
    if (!body.ends_with('\n'))
        return fail(ErrorKind::Invalid, "reading a witness's size: it does not end in a newline");
    body.remove_suffix(1);
    return TRY_WITHIN("reading a witness's size", TreeSize::parse(body, "the size"));
}

std::string render_size_answer(TreeSize size) { return size.render() + "\n"; }

WitnessJudgement judge_unreadable(const Error& error) {
    return {error.kind() == ErrorKind::Untrusted ? WitnessStatus::Untrusted : WitnessStatus::Malformed,
            error.message()};
}

WitnessJudgement judge_add_checkpoint(const AddCheckpoint& request, const Checkpoint& checkpoint,
                                      const WitnessedLog* log) {
    const auto size = checkpoint.size();
    if (log == nullptr)
        return {WitnessStatus::UnknownLog, "the log " + quote(checkpoint.origin().text()) + " is unknown here"};
    if (const auto opened = request.note.open(log->keys); !opened)
        return {WitnessStatus::Untrusted, opened.error().message()};
    if (request.old_size > size)
        return {WitnessStatus::Malformed,
                "the old size " + request.old_size.render() + " is above the checkpoint's " + size.render()};
    if (request.old_size != log->head.size)
        return {WitnessStatus::Conflict,
                "the last size cosigned is " + log->head.size.render() + ", not " + request.old_size.render()};
    if (auto empty = check_empty_tree(checkpoint.head()); !empty)
        return {WitnessStatus::Inconsistent, empty.error().message()};
    if (request.old_size == TreeSize(0)) {
        if (!request.proof.empty())
            return {WitnessStatus::Inconsistent, "nothing is to be proven of an empty tree, yet there is a proof"};
        return {WitnessStatus::Cosign, {}};
    }
    if (auto follows = verify_consistency(log->head, request.proof, checkpoint.head()); !follows)
        return {WitnessStatus::Inconsistent, follows.error().message()};
    return {WitnessStatus::Cosign, {}};
}

}  // namespace assay::crypto
