// SPDX-License-Identifier: Apache-2.0
#include "storage/tlog/witness_exchange.hpp"

#include "base/core/text.hpp"
#include "crypto/tlog/cosignature.hpp"
#include "crypto/tlog/witness_request.hpp"

#include <algorithm>

namespace assay::storage {

namespace {

using crypto::TreeSize;
using crypto::WitnessStatus;

/// How often one exchange takes up a size that the witness corrects: others may be asking it at the same time.
constexpr int kCorrectionsMax = 3;
constexpr std::string_view kSizeType = "text/x.tlog.size";

class Exchange {
public:
    Exchange(Log& log, const crypto::TlogPolicy& policy, WitnessChannel& channel, const SignedTree& tree,
             TreeSize& size)
        : log_(log), policy_(policy), channel_(channel), tree_(tree), size_(size) {}

    Result<Cosignatures> run() {
        for (int corrections = 0;; ++corrections) {
            // It may have cosigned a larger tree since, or have been recorded so by a log that was put back.
            if (size_ > tree_.head.size) size_ = tree_.head.size;
            const auto answer = TRY(ask());
            switch (static_cast<WitnessStatus>(answer.status)) {
                case WitnessStatus::Cosign: return accept(answer.body);
                case WitnessStatus::Conflict:
                    if (corrections == kCorrectionsMax) return failed("it corrects its size again and again");
                    TRY(take_size(answer));
                    break;
                case WitnessStatus::Inconsistent: TRY(look_for_another_tree()); return refused(answer);
                default: return refused(answer);
            }
        }
    }

private:
    Result<WitnessAnswer> ask() {
        crypto::AddCheckpoint request{.old_size = size_, .proof = {}, .note = tree_.note};
        if (size_ != TreeSize(0)) request.proof = TRY(log_.consistency_proof(size_, tree_.head.size));
        auto answer = channel_.add_checkpoint(request.render());
        if (!answer) return fail(std::move(answer).error().as(ErrorKind::Unavailable));
        return answer;
    }

    Result<Cosignatures> accept(std::string_view body) {
        const auto lines = crypto::parse_signature_lines(body);
        if (!lines) return failed(lines.error().message());
        Cosignatures out;
        for (const auto& line : *lines)
            for (const auto& witness : policy_.witnesses()) {
                if (!line.is_by(witness.key)) continue;
                const auto time = crypto::verify_cosignature(witness.key, tree_.note.unverified_text(), line);
                if (!time) return failed(time.error().message());
                out.lines.push_back(line);
            }
        if (out.lines.empty()) return failed("none of the keys it cosigns with is in the policy");
        size_ = tree_.head.size;
        return out;
    }

    Status take_size(const WitnessAnswer& answer) {
        if (answer.content_type != kSizeType)
            return failed("its answer 409 has the type " + quote(answer.content_type, 60));
        const auto size = crypto::parse_size_answer(answer.body);
        if (!size) return failed(size.error().message());
        if (*size == size_) return failed("it answers 409 and names the size it was shown, " + size_.render());
        if (*size > tree_.head.size) {
            TRY(look_for_another_tree());
            return failed("it says that it has cosigned size " + size->render() + ", and was shown size " +
                          tree_.head.size.render());
        }
        size_ = *size;
        return {};
    }

    /// Stops the log when the witness holds a checkpoint that the log's own keys have signed and that is no part of it.
    /// Whatever else the witness says is only its word.
    Status look_for_another_tree() {
        const auto origin = TRY(crypto::Origin::parse(log_.origin()));
        const auto answer = channel_.checkpoint(origin.hash_hex());
        if (!answer || answer->status != 200) return {};
        const auto note = crypto::Note::parse(answer->body);
        if (!note) return {};
        const auto held = open_signed_tree(*note, log_.keys());
        if (!held) return {};
        const auto shown = "the witness " + quote(channel_.name()) + " holds a checkpoint of size " +
                           held->head.size.render() + ", signed with the keys of log " + quote(log_.origin());
        const auto own = log_.latest().head.size;
        if (held->head.size > own)
            return stop(
                Error(ErrorKind::Corrupt,
                      shown + ", which has size " + own.render() + ": the log has been put back from an older copy")
                    .with_hint(
                        own.value() <= 1
                            ? "this log was only just begun: where the custodian has been at work before, --data names "
                              "the wrong folder"
                            : "put back the newest copy; a log that signs again from an older one shows two "
                              "histories"));
        if (TRY(log_.root_at(held->head.size)) != held->head.root)
            return stop(
                Error(ErrorKind::Equivocation, shown + ", which has another tree of that size: it shows two histories")
                    .with_hint("keep the witness's checkpoint: it is the proof"));
        return {};
    }

    Status stop(const Error& why) {
        log_.stop(why);
        return fail(why);
    }

    std::unexpected<Error> refused(const WitnessAnswer& answer) const {
        return failed("it answers " + std::to_string(answer.status) + " " + quote(trim(answer.body), 120));
    }
    static std::unexpected<Error> failed(const std::string& why) { return fail(ErrorKind::Unavailable, why); }

    Log& log_;
    const crypto::TlogPolicy& policy_;
    WitnessChannel& channel_;
    const SignedTree& tree_;
    TreeSize& size_;
};

}  // namespace

Result<Cosignatures> request_cosignatures(Log& log, const crypto::TlogPolicy& policy, WitnessChannel& channel,
                                          const SignedTree& tree, TreeSize& size) {
    return Exchange(log, policy, channel, tree, size).run();
}

}  // namespace assay::storage
