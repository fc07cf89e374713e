// SPDX-License-Identifier: Apache-2.0
#include "escrow/cli/deposits.hpp"

namespace assay::escrow {

std::string stage_sentence(const DepositSummary& summary) {
    const std::string word(summary.word());
    switch (summary.stage) {
        case DepositStage::Held: return word + ": every byte is in custody; no room has opened it";
        case DepositStage::Accepted: return word + ": a room has opened it and found it whole; no verdict yet";
        case DepositStage::Refused: return word + ": a room has opened it and found it wanting";
        case DepositStage::Judged: return word + ": a room has given this verdict; the evidence proves it";
    }
    return word;
}

Mark mark_of(const DepositSummary& summary) {
    switch (summary.stage) {
        case DepositStage::Held:
        case DepositStage::Accepted: return Mark::Note;
        case DepositStage::Refused: return Mark::Bad;
        case DepositStage::Judged: break;
    }
    return summary.verdict == crypto::VerdictKind::Identical ? Mark::Good : Mark::Caution;
}

}  // namespace assay::escrow
