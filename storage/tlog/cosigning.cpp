// SPDX-License-Identifier: Apache-2.0
// One coordinator decides what is shown and published, one thread for each witness does the talking. All share one
// mutex and one condition, and no call to a witness, the log's disk or a signature check is made under it.
#include "storage/tlog/cosigning.hpp"

#include "base/core/text.hpp"

#include <algorithm>
#include <system_error>

namespace assay::storage {

namespace {

using crypto::NoteSignature;
using crypto::TreeSize;
using std::chrono::milliseconds;
using Steady = std::chrono::steady_clock;

bool holds_line_of(const crypto::Note& note, const NoteSignature& line) {
    return std::ranges::any_of(note.signatures(), [&](const NoteSignature& other) {
        return other.id() == line.id() && other.name() == line.name();
    });
}

}  // namespace

Result<std::unique_ptr<Cosigning>> Cosigning::start(Log& log, crypto::TlogPolicy policy,
                                                    std::vector<std::unique_ptr<WitnessChannel>> channels,
                                                    CosigningTimes times) {
    const auto doing = "having log " + quote(log.origin()) + " cosigned";
    const auto latest = log.latest();
    TRY_WITHIN(doing, policy.evaluate(latest.note));
    std::unique_ptr<Cosigning> out(new Cosigning(log, std::move(policy), times));
    out->saved_sizes_ = TRY_WITHIN(doing, read_witness_sizes(log.record()));
    WitnessSizes known;
    for (auto& channel : channels) {
        const auto& name = channel->name();
        if (!is_witness_name(name))
            return fail(ErrorKind::Invalid, doing + ": no witness may be called " + quote(name));
        const auto saved = out->saved_sizes_.find(name);
        const auto size = saved == out->saved_sizes_.end() ? TreeSize(0) : saved->second;
        if (size > latest.head.size)
            return fail(ErrorKind::Corrupt, doing + ": the witness " + quote(name) +
                                                " is recorded to have cosigned size " + size.render() +
                                                ", and the log has size " + latest.head.size.render());
        if (!known.emplace(name, size).second)
            return fail(ErrorKind::Conflict, doing + ": two witnesses are called " + quote(name));
        out->witnesses_.push_back(std::make_unique<Witness>());
        out->witnesses_.back()->channel = std::move(channel);
        out->witnesses_.back()->size = size;
    }
    out->begin_round(latest);
    out->adopt_published();
    out->note_confirmation({});
    log.on_change([cosigning = out.get()] {
        { const std::lock_guard lock(cosigning->mutex_); }
        cosigning->changed_.notify_all();
    });
    try {
        for (const auto& witness : out->witnesses_)
            witness->thread = std::thread([cosigning = out.get(), each = witness.get()] { cosigning->ask(*each); });
        out->coordinator_ = std::thread([cosigning = out.get()] { cosigning->coordinate(); });
    } catch (const std::system_error& error) {
        return fail(ErrorKind::Unavailable, doing + ": starting a thread: " + error.code().message());
    }
    return out;
}

Cosigning::~Cosigning() {
    log_.on_change({});
    {
        const std::lock_guard lock(mutex_);
        ending_ = true;
    }
    changed_.notify_all();
    if (coordinator_.joinable()) coordinator_.join();
    for (const auto& witness : witnesses_)
        if (witness->thread.joinable()) witness->thread.join();
}

/// What an earlier process has published counts on, as far as the policy still knows its cosigners: theirs are the
/// earlier times.
void Cosigning::adopt_published() {
    const auto published = log_.published();
    if (!published) return;
    if (const auto checked = policy_.evaluate(published->note); checked && checked->satisfies(crypto::LogKeys::All))
        published_ = published;
    if (published->head != round_->tree.head) return;
    std::vector<NoteSignature> lines;
    for (const auto& line : published->note.signatures())
        if (std::ranges::any_of(policy_.witnesses(), [&](const auto& witness) { return line.is_by(witness.key); }))
            lines.push_back(line);
    merge(round_->tree, lines);
}

void Cosigning::begin_round(const SignedTree& tree) {
    const auto number = round_ ? round_->number + 1 : 1;
    const bool is_new = !round_ || round_->tree.head != tree.head;
    if (is_new) round_ = Round{.number = number, .tree = tree, .collected = tree.note, .begun = {}};
    round_->number = number;
    round_->begun = Steady::now();
    round_->has_news = true;
    for (const auto& witness : witnesses_) {
        if (is_new) witness->has_cosigned = false;
        if (witness->has_cosigned) witness->round = number;
    }
}

/// What a witness's thread does: answers each round once, the latest where several have passed.
void Cosigning::ask(Witness& witness) {
    std::unique_lock lock(mutex_);
    for (;;) {
        changed_.wait(lock, [&] { return ending_ || witness.round < round_->number; });
        if (ending_) return;
        const auto tree = round_->tree;
        const auto number = round_->number;
        auto size = witness.size;
        lock.unlock();
        auto answer = request_cosignatures(log_, policy_, *witness.channel, tree, size);
        lock.lock();
        witness.round = number;
        witness.size = size;
        witness.failure = answer ? "" : answer.error().message();
        if (answer) {
            witness.has_cosigned = tree.head == round_->tree.head;
            merge(tree, answer->lines);
            note_confirmation(answer->lines);
        }
        changed_.notify_all();
    }
}

void Cosigning::merge(const SignedTree& tree, const std::vector<NoteSignature>& lines) {
    if (tree.head != round_->tree.head) return;
    for (const auto& line : lines)
        if (!holds_line_of(round_->collected, line) && round_->collected.add({line})) round_->has_news = true;
}

/// The log does not grow before it is confirmed, so these lines are over the tree it was opened with.
void Cosigning::note_confirmation(const std::vector<NoteSignature>& lines) {
    if (is_confirmed_) return;
    for (const auto& line : lines)
        for (const auto& witness : policy_.witnesses())
            if (line.is_by(witness.key)) confirming_.insert(witness.name);
    // When they did does not matter here.
    const auto time = *Time::from_seconds(0);
    std::vector<crypto::Cosigned> cosigned;
    for (const auto& name : confirming_) cosigned.push_back({.witness = name, .time = time});
    is_confirmed_ = policy_.quorum_of(cosigned).holds;
}

void Cosigning::coordinate() {
    std::unique_lock lock(mutex_);
    while (!ending_ && !failure()) {
        if (round_->has_news) {
            consider(lock);
            continue;
        }
        const auto now = Steady::now();
        const auto latest = log_.latest();
        const bool has_grown = latest.head != round_->tree.head;
        const auto deadline = round_->begun + times_.witness;
        const auto again = round_->begun + times_.retry;
        if (round_->is_published && has_grown) {
            begin_round(latest);
        } else if (!round_->is_published && now >= again && (all_answered() || now >= deadline)) {
            begin_round(latest);
        } else {
            if (save_sizes(lock)) continue;
            if (round_->is_published)
                changed_.wait(lock);
            else
                changed_.wait_until(lock, all_answered() ? again : std::max(again, deadline));
            continue;
        }
        changed_.notify_all();
    }
    save_sizes(lock);
}

/// Publishes what has been collected, if it suffices.
void Cosigning::consider(std::unique_lock<std::mutex>& lock) {
    round_->has_news = false;
    SignedTree tree = round_->tree;
    tree.note = round_->collected;
    const auto before = log_.published();
    lock.unlock();
    const auto checked = policy_.evaluate(tree.note);
    const bool suffices = checked && checked->satisfies(crypto::LogKeys::All);
    const bool stands_there = before && before->note == tree.note;
    const bool is_published = suffices && (stands_there || log_.publish(tree.note));
    lock.lock();
    if (!is_published) return;
    round_->is_published = true;
    published_ = std::move(tree);
    changed_.notify_all();
}

/// Whether there was something to save; the lock was then given up. A size that cannot be saved is asked for anew.
bool Cosigning::save_sizes(std::unique_lock<std::mutex>& lock) {
    WitnessSizes sizes;
    for (const auto& witness : witnesses_) sizes[witness->channel->name()] = witness->size;
    if (sizes == saved_sizes_) return false;
    saved_sizes_ = sizes;
    lock.unlock();
    (void)write_witness_sizes(log_.record(), sizes);
    lock.lock();
    return true;
}

bool Cosigning::all_answered() const {
    return std::ranges::all_of(witnesses_, [&](const auto& witness) { return witness->round >= round_->number; });
}

std::optional<Error> Cosigning::failure() const {
    const auto running = log_.check_running();
    if (running) return std::nullopt;
    return running.error();
}

Status Cosigning::settle(milliseconds longest) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, longest, [&] {
        return failure() || std::ranges::all_of(witnesses_, [](const auto& witness) { return witness->round > 0; });
    });
    return log_.check_running();
}

Status Cosigning::check_confirmed() const {
    TRY(log_.check_running());
    const std::lock_guard lock(mutex_);
    if (is_confirmed_) return {};
    return fail(Error(ErrorKind::Unavailable,
                      "adding to log " + quote(log_.origin()) +
                          ": no quorum of its witnesses has answered since it was opened: " + who_is_missing())
                    .with_hint("nothing was added, because a witness may know of a longer log than this copy; the same "
                               "request succeeds once the witnesses have answered"));
}

Result<std::string> Cosigning::wait_for_quorum(crypto::LeafIndex leaf, milliseconds longest) {
    const auto doing = "waiting for the witnesses of log " + quote(log_.origin());
    const auto size = log_.latest().head.size;
    if (leaf.value() >= size.value())
        return fail(ErrorKind::Invalid, doing + ": it has no leaf " + leaf.render() + " yet, but " + size.render());
    std::unique_lock lock(mutex_);
    const auto is_covered = [&] { return published_ && leaf.value() < published_->head.size.value(); };
    changed_.wait_for(lock, longest, [&] { return is_covered() || failure(); });
    if (is_covered()) return published_->note.render();
    TRY(log_.check_running());
    return fail(Error(ErrorKind::Unavailable, doing + ": no quorum for leaf " + leaf.render() + " within " +
                                                  std::to_string(longest.count()) + " ms: " + who_is_missing())
                    .with_hint("the leaf is in the log and stays there, and what was sent is kept; the witnesses are "
                               "asked until they answer: "
                               "see that they run, then run the same command again"));
}

std::string Cosigning::who_is_missing() const {
    std::vector<std::string> parts, unnamed;
    for (const auto& witness : witnesses_) {
        if (witness->has_cosigned) continue;
        parts.push_back("witness " + quote(witness->channel->name()) + ": " +
                        (witness->failure.empty() ? "it has not answered" : witness->failure));
    }
    for (const auto& witness : policy_.witnesses())
        if (std::ranges::none_of(round_->collected.signatures(),
                                 [&](const auto& line) { return line.is_by(witness.key); }))
            unnamed.push_back(quote(witness.name));
    parts.push_back("the policy misses " + join(unnamed, ", "));
    return join(parts, "; ");
}

}  // namespace assay::storage
