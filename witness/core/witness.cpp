// SPDX-License-Identifier: Apache-2.0
#include "witness/core/witness.hpp"

#include "base/core/encoding.hpp"
#include "base/core/text.hpp"
#include "base/files/durable.hpp"
#include "base/files/read.hpp"
#include "base/files/space.hpp"
#include "crypto/tlog/signing_time.hpp"

#include <algorithm>

namespace assay::witness {

namespace {

using crypto::AddCheckpoint;
using crypto::Checkpoint;
using crypto::TreeHead;
using crypto::TreeSize;
using crypto::WitnessStatus;

const RelativePath kLockName = "lock"_path;
const RelativePath kRecordName = "checkpoint"_path;
/// The record before anything was cosigned, and the folder of a log until its record is in it.
constexpr std::string_view kNothingCosigned = "assay-witness-v1: nothing cosigned yet\n";
constexpr std::string_view kNewSuffix = ".new";
constexpr std::string_view kConflictPrefix = "conflict-";
constexpr std::ptrdiff_t kConflictsMax = 16;
constexpr std::uint64_t kReserveBytes = 4U << 20;
constexpr std::string_view kText = "text/plain; charset=utf-8";
constexpr std::string_view kSize = "text/x.tlog.size";

Reply refusal(WitnessStatus status, std::string_view reason) {
    return {.status = status,
            .content_type = std::string(kText),
            .body = std::string(reason) + "\n",
            .origin = {},
            .size = {}};
}

Reply unreadable(const Error& error) {
    const auto judgement = crypto::judge_unreadable(error);
    return refusal(judgement.status, judgement.reason);
}

/// The first of the log's keys under which the opened note has no signature.
const crypto::NoteKey* missing_key(std::span<const crypto::NoteKey> keys, const crypto::OpenedNote& opened) {
    for (std::size_t i = 0; i < keys.size(); ++i)
        if (std::ranges::find(opened.verified, i, &crypto::OpenedNote::Verified::key) == opened.verified.end())
            return &keys[i];
    return nullptr;
}

/// The note with one line of each of the log's keys and no other: strangers' lines are not ours to keep.
Result<crypto::Note> as_signed_by(const crypto::Note& note, std::span<const crypto::NoteKey> keys) {
    std::vector<crypto::NoteSignature> lines;
    for (const auto& key : keys) {
        const auto line = std::ranges::find_if(note.signatures(), [&](const auto& each) { return each.is_by(key); });
        if (line != note.signatures().end()) lines.push_back(*line);
    }
    return crypto::Note::from(note.unverified_text(), std::move(lines));
}

}  // namespace

Result<std::unique_ptr<Witness>> Witness::open(const std::filesystem::path& data, const Cosigner& cosigner,
                                               std::vector<WatchedLog> logs, const Clock& clock) {
    const auto doing = "opening the witness in " + quote(data.string());
    if (logs.size() > kLogsMax)
        return fail(ErrorKind::Invalid,
                    doing + ": " + std::to_string(logs.size()) + " logs are more than " + std::to_string(kLogsMax));
    auto folder = TRY_WITHIN(doing, make_folder_durably(data, 0755));
    auto lock = TRY_WITHIN(doing, FileLock::take(folder, kLockName));
    std::unique_ptr<Witness> out(new Witness(std::move(folder), std::move(lock), cosigner, clock));
    for (const auto& log : logs) TRY_WITHIN(doing, out->load(log));
    return out;
}

Status Witness::load(const WatchedLog& log) {
    const auto doing = "log " + quote(log.origin.text());
    if (log.keys.empty()) return fail(ErrorKind::Invalid, doing + ": it has no key");
    for (const auto& key : log.keys)
        if (std::ranges::count(log.keys, key) > 1)
            return fail(ErrorKind::Invalid, doing + ": its key " + key.describe() + " is given twice");
    auto watched = std::make_unique<Watched>();
    watched->folder = log.origin.hash_hex();
    watched->log = {.keys = log.keys, .head = {TreeSize(0), crypto::empty_root()}};
    const auto name = TRY(RelativePath::parse(watched->folder));
    const auto record = TRY(name.join(kRecordName));
    if (!TRY(data_.exists(name))) {
        // Folder and record appear together, so that a folder without a record has lost it.
        const auto made = TRY(RelativePath::parse(watched->folder + std::string(kNewSuffix)));
        const auto folder = TRY(data_.make_folder(made));
        TRY(write_durably(folder, kRecordName, bytes_of(kNothingCosigned)));
        TRY(data_.rename(made, name, WhenPresent::Refuse));
        TRY(data_.sync());
    }
    const auto stored = read_file(data_, record, crypto::kNoteBytesMax);
    if (!stored && stored.error().kind() == ErrorKind::NotFound)
        return fail(
            Error(ErrorKind::Corrupt, doing + ": its folder " + quote(watched->folder) +
                                          " is here, and the record of what was cosigned is not")
                .with_hint("put the newest copy of the record back; a witness that begins again from nothing may "
                           "cosign a second history, so without the record it needs a new key and a new folder")
                .with_hint("where this witness has never cosigned that log, remove the folder"));
    if (!stored) return fail(stored.error());
    if (text_of(*stored) != kNothingCosigned) TRY(load_record(*watched, log, *stored));
    if (!by_origin_.emplace(log.origin.text(), std::move(watched)).second)
        return fail(ErrorKind::Conflict, doing + ": it is listed twice");
    return {};
}

/// What was cosigned last.
Status Witness::load_record(Watched& watched, const WatchedLog& log, ByteView stored) const {
    const auto doing = "log " + quote(log.origin.text());
    const auto damaged = [&](const Error& error) {
        return fail(Error(error).within(doing + ": its record").as(ErrorKind::Corrupt));
    };
    const auto note = crypto::Note::parse(text_of(stored));
    if (!note) return damaged(note.error());
    const std::vector<crypto::NoteKey> own = {signer_.ed25519_key(), signer_.mldsa44_key()};
    const auto is_ours = [&](const auto& line) { return line.is_by(own[0]) || line.is_by(own[1]); };
    const auto opened = note->open(own);
    if (!opened && std::ranges::none_of(note->signatures(), is_ours))
        return fail(ErrorKind::Conflict, doing + ": another witness has recorded it here");
    if (!opened) return damaged(opened.error());
    if (const auto* key = missing_key(own, *opened))
        return damaged(Error(ErrorKind::Corrupt, "it lacks the cosignature of " + key->describe()));
    const auto checkpoint = Checkpoint::parse(opened->text);
    if (!checkpoint) return damaged(checkpoint.error());
    if (checkpoint->origin() != log.origin)
        return damaged(Error(ErrorKind::Corrupt, "it is of the log " + quote(checkpoint->origin().text())));
    watched.log.head = checkpoint->head();
    watched.note = note->render();
    std::ranges::copy_if(note->signatures(), std::back_inserter(watched.lines), is_ours);
    for (const auto& verified : opened->verified) watched.time = std::max(watched.time, verified.time);
    return {};
}

Result<Reply> Witness::add_checkpoint(std::string_view body) {
    const auto request = AddCheckpoint::parse(body);
    if (!request) return unreadable(request.error());
    const auto checkpoint = Checkpoint::parse(request->note.unverified_text());
    if (!checkpoint) return unreadable(checkpoint.error());
    const auto found = by_origin_.find(checkpoint->origin().text());
    auto reply =
        found != by_origin_.end()
            ? TRY(cosign(*found->second, *request, *checkpoint))
            : refusal(WitnessStatus::UnknownLog, crypto::judge_add_checkpoint(*request, *checkpoint, nullptr).reason);
    reply.origin = checkpoint->origin().text();
    reply.size = checkpoint->size();
    return reply;
}

Result<Reply> Witness::cosign(Watched& watched, const AddCheckpoint& request, const Checkpoint& checkpoint) {
    const auto doing = "cosigning log " + quote(checkpoint.origin().text());
    // The keys never change, so this needs no lock, and a stranger's request delays no other.
    const auto opened = request.note.open(watched.log.keys);
    if (!opened) return refusal(WitnessStatus::Untrusted, opened.error().message());
    if (const auto* key = missing_key(watched.log.keys, *opened))
        return refusal(WitnessStatus::Untrusted, "the log's key " + key->describe() + " has not signed it");

    const std::lock_guard lock(watched.mutex);
    if (watched.stopped) return fail(*watched.stopped);
    const auto judgement = crypto::judge_add_checkpoint(request, checkpoint, &watched.log);
    if (judgement.status != WitnessStatus::Cosign) {
        auto reply = refusal(judgement.status, judgement.reason);
        if (judgement.status == WitnessStatus::Conflict) {
            reply.content_type = kSize;
            reply.body = crypto::render_size_answer(watched.log.head.size);
        }
        if (checkpoint.size() == watched.log.head.size && checkpoint.root() != watched.log.head.root) {
            reply.shows_two_histories = true;
            keep_conflict(watched, request.note, checkpoint.root());
        }
        return reply;
    }
    const auto now = clock_.now();
    if (auto counts = counts_at_(now); !counts)
        return fail(std::move(counts).error().within(doing).as(ErrorKind::Refused));
    if (const auto lines = lines_on_record(watched, checkpoint, now))
        return Reply{.status = WitnessStatus::Cosign,
                     .content_type = std::string(kText),
                     .body = crypto::render_signature_lines(*lines),
                     .origin = {},
                     .size = {},
                     .record_ahead = {}};
    const auto time = crypto::signing_time(now, watched.time);
    const auto record_ahead = watched.time && *watched.time > time ? watched.time : std::nullopt;
    const auto lines = TRY_WITHIN(doing, signer_.cosign(checkpoint, time));
    auto note = TRY_WITHIN(doing, as_signed_by(request.note, watched.log.keys));
    TRY_WITHIN(doing, note.add(lines));
    TRY_WITHIN(doing, record(watched, note.render()));
    watched.log.head = checkpoint.head();
    watched.time = time;
    watched.note = note.render();
    watched.lines = lines;
    return Reply{.status = WitnessStatus::Cosign,
                 .content_type = std::string(kText),
                 .body = crypto::render_signature_lines(lines),
                 .origin = {},
                 .size = {},
                 .record_ahead = record_ahead};
}

/// Our lines of the recorded checkpoint, as long as they say nearly what new ones would: to make new ones costs two
/// signatures and a sync, and anybody may ask who has the published checkpoint.
std::optional<std::vector<crypto::NoteSignature>> Witness::lines_on_record(const Watched& watched,
                                                                           const Checkpoint& checkpoint,
                                                                           Time now) const {
    const bool is_recorded = !watched.note.empty() && checkpoint.head() == watched.log.head;
    if (!is_recorded || !watched.time || watched.lines.empty()) return std::nullopt;
    const auto age = now.seconds() - watched.time->seconds();
    const bool is_kept_time = crypto::signing_time(now, watched.time) == *watched.time;
    if (!is_kept_time && (age < 0 || age >= kRepeatSeconds)) return std::nullopt;
    return watched.lines;
}

Status Witness::record(Watched& watched, const std::string& note) {
    TRY(need_space(data_, kReserveBytes, "recording what is cosigned"));
    const auto path = TRY(TRY(RelativePath::parse(watched.folder)).join(kRecordName));
    auto written = write_durably(data_, path, bytes_of(note));
    if (!written)
        watched.stopped =
            Error(written.error()).with_hint("the witness does not answer for this log until it is started again");
    return written;
}

/// Keeps the proof that a log has signed two trees of one size: this note, beside the recorded one. The answer does not
/// hang on it.
void Witness::keep_conflict(const Watched& watched, const crypto::Note& note, const crypto::MerkleHash& root) const {
    const auto name = RelativePath::parse(std::string(kConflictPrefix) + encode_hex(root.view().first(8)));
    const auto kept = as_signed_by(note, watched.log.keys);
    const auto folder = data_.folder(*RelativePath::parse(watched.folder));
    if (!name || !kept || !folder) return;
    const auto entries = folder->list();
    if (!entries || std::ranges::count_if(*entries, [](const auto& entry) {
                        return entry.name.starts_with(kConflictPrefix);
                    }) >= kConflictsMax)
        return;
    (void)write_durably(*folder, *name, bytes_of(kept->render()), {.when_present = WhenPresent::Refuse});
}

std::vector<std::pair<std::string, Time>> Witness::records_ahead() const {
    std::vector<std::pair<std::string, Time>> out;
    const auto now = clock_.now();
    for (const auto& [origin, watched] : by_origin_) {
        const std::lock_guard lock(watched->mutex);
        if (watched->time && crypto::signing_time(now, watched->time) < *watched->time)
            out.emplace_back(origin, *watched->time);
    }
    return out;
}

std::optional<std::string> Witness::checkpoint(std::string_view origin_hash) const {
    const auto found =
        std::ranges::find_if(by_origin_, [&](const auto& each) { return each.second->folder == origin_hash; });
    if (found == by_origin_.end()) return std::nullopt;
    const std::lock_guard lock(found->second->mutex);
    if (found->second->note.empty()) return std::nullopt;
    return found->second->note;
}

}  // namespace assay::witness
