// SPDX-License-Identifier: Apache-2.0
#include "auditor/compare_report.hpp"

#include "base/core/text.hpp"
#include "base/terminal/exit_status.hpp"
#include "base/terminal/report.hpp"

namespace assay::auditor {

namespace {

std::string sizes_words(const crypto::SharedLog& log, std::size_t file) {
    const auto& sizes = log.sizes[file];
    const auto largest = std::to_string(sizes.back());
    return count_of(sizes.size(), "tree") + " up to size " + largest + ", " + std::to_string(log.compared[file]) +
           " of them compared";
}

std::string headline(const CompareAnswer& answer) {
    if (answer.fork) return "fork: " + answer.fork->describe();
    if (!answer.statements.found.empty()) {
        const auto& first = answer.statements.found.front();
        const auto more = answer.statements.found.size() - 1;
        return "contradiction: " + first.what + ", signed by " + first.signer +
               (more > 0 ? "; and " + count_of(more, "contradiction") + " more" : "");
    }
    const auto& comparison = answer.comparison;
    if (comparison.logs.empty()) return "nothing to compare: no log of the policy has signed checkpoints in both files";
    std::size_t subtrees = 0;
    for (const auto& log : comparison.logs) subtrees += log.subtrees;
    if (subtrees == 0)
        return "nothing to compare: both files speak of one log, and no part of its tree is shown by both";
    return "can be of one history: " + count_of(subtrees, "part") + " of the log's tree shown by both " +
           (subtrees == 1 ? "is" : "are") + " the same";
}

std::string outcome(const CompareAnswer& answer) {
    const auto status = exit_status_of(answer);
    if (status == kExitEquivocation) return answer.fork ? "fork" : "contradiction";
    return status == kExitYes ? "one-history" : "nothing-to-compare";
}

std::string keys_words(const std::vector<crypto::NoteKey>& keys) {
    std::vector<std::string> out;
    for (const auto& key : keys) out.push_back(key.describe());
    return out.empty() ? "no witness key of the policy" : join(out, ", ");
}

/// What is to be known of a fork beyond its sentence.
std::string fork_text(const crypto::Fork& fork, const Style& style) {
    KeyValues out;
    out.add("log", fork.origin);
    for (std::size_t i = 0; i < 2; ++i)
        out.add(i == 0 ? "one tree" : "the other",
                "size " + fork.heads[i].size.render() + ", root " + crypto::render_merkle_hash(fork.heads[i].root));
    if (fork.subtree) out.add("differ in", fork.leaves());
    out.add("signed both", "every key that the policy lists for the log");
    out.add("cosigned both", keys_words(fork.cosigned_both()));
    return out.render(style);
}

Json keys_json(const std::vector<crypto::NoteKey>& keys) {
    auto out = Json::array();
    for (const auto& key : keys) out.push(Json::object({{"witness", key.name().text()}, {"key", key.render()}}));
    return out;
}

Json fork_json(const crypto::Fork& fork) {
    auto sides = Json::array();
    for (std::size_t i = 0; i < 2; ++i)
        sides.push(Json::object({{"size", count_json(fork.heads[i].size.value())},
                                 {"root", crypto::render_merkle_hash(fork.heads[i].root)},
                                 {"hash", crypto::render_merkle_hash(fork.hashes[i])},
                                 {"cosigned_by", keys_json(fork.cosigned_by[i])}}));
    Json leaves;
    if (fork.subtree) {
        const auto first = fork.subtree->index << fork.subtree->level;
        const auto count = std::uint64_t{1} << fork.subtree->level;
        leaves = Json::object({{"first", count_json(first)}, {"count", count_json(count)}});
    }
    return Json::object({{"log", fork.origin},
                         {"sentence", fork.describe()},
                         {"leaves", std::move(leaves)},
                         {"sides", std::move(sides)},
                         {"cosigned_both", keys_json(fork.cosigned_both())}});
}

std::string files_words(const std::array<bool, 2>& is_in) {
    if (is_in[0] && is_in[1]) return "in both files";
    return is_in[0] ? "in the first file" : "in the second file";
}

/// The statements that exclude each other, with what each says.
std::string contradiction_text(const crypto::Contradiction& contradiction, const Style& style) {
    KeyValues out;
    out.add("signer", contradiction.signer).add("what", contradiction.what);
    for (const auto& named : contradiction.statements)
        out.add("statement", std::string(crypto::name_of(named.kind)) + " " + crypto::hex(named.id) +
                                 (named.says.empty() ? "" : ", " + named.says) + ", " + files_words(named.is_in));
    return out.render(style);
}

Json contradiction_json(const crypto::Contradiction& contradiction) {
    auto statements = Json::array();
    for (const auto& named : contradiction.statements)
        statements.push(Json::object({{"statement", crypto::hex(named.id)},
                                      {"kind", crypto::name_of(named.kind)},
                                      {"says", named.says},
                                      {"in_first", named.is_in[0]},
                                      {"in_second", named.is_in[1]}}));
    return Json::object({{"what", contradiction.what},
                         {"signer", crypto::hex(contradiction.signer_id)},
                         {"signer_name", contradiction.signer},
                         {"statements", std::move(statements)}});
}

std::vector<std::string> passed_over(const CompareAnswer& answer) {
    auto out = answer.comparison.passed_over;
    out.insert(out.end(), answer.statements.passed_over.begin(), answer.statements.passed_over.end());
    return out;
}

Json log_json(const crypto::SharedLog& log) {
    auto files = Json::array();
    for (std::size_t file = 0; file < 2; ++file) {
        auto sizes = Json::array();
        for (const auto size : log.sizes[file]) sizes.push(count_json(size));
        files.push(Json::object({{"sizes", std::move(sizes)}, {"compared", count_json(log.compared[file])}}));
    }
    return Json::object(
        {{"log", log.origin}, {"evidence", std::move(files)}, {"same_or_different_parts", count_json(log.subtrees)}});
}

std::string headline(const ForkAnswer& answer) {
    if (answer.fork) return "fork: " + answer.fork->describe();
    const bool is_unknown = exit_status_of(answer) == kExitCannotBeChecked;
    return (is_unknown ? "cannot be checked: " : "no fork is proven: ") + answer.fork.error().message();
}

}  // namespace

std::string render_text(const CompareAnswer& answer, const Style& style) {
    const auto status = exit_status_of(answer);
    const auto mark = status == kExitEquivocation ? Mark::Bad : status == kExitYes ? Mark::Good : Mark::Unknown;
    std::string out = mark_line(mark, headline(answer), style) + "\n";
    if (answer.fork) out += fork_text(*answer.fork, style) + "\n";
    for (const auto& each : answer.statements.found) out += contradiction_text(each, style) + "\n";
    for (const auto& log : answer.comparison.logs) {
        KeyValues compared;
        compared.add("log", log.origin);
        compared.add("first file", sizes_words(log, 0)).add("second file", sizes_words(log, 1));
        compared.add("shown by both", count_of(log.subtrees, "part") + " of the tree");
        out += compared.render(style);
        if (!answer.fork && (log.compared[0] < log.sizes[0].size() || log.compared[1] < log.sizes[1].size()))
            out += mark_line(Mark::Caution, "what was not compared may still be of another history", style);
    }
    for (const auto& each : passed_over(answer)) out += mark_line(Mark::Caution, "left out: " + each, style);
    out += mark_line(Mark::Note,
                     count_of(answer.statements.compared, "statement") + " of both files held against each other: " +
                         (answer.statements.found.empty() ? "none contradicts another of its signer"
                                                          : "a favourable verdict among those that contradict each "
                                                            "other does not count, an unfavourable one does"),
                     style);
    if (!answer.quorums_meet) out += mark_line(Mark::Caution, answer.overlap, style);
    return out + mark_line(Mark::Note, "nothing else of the two files was checked: auditor check does that", style);
}

Json render_json(const CompareAnswer& answer) {
    auto logs = Json::array(), left_out = Json::array(), evidence = Json::array();
    for (const auto& log : answer.comparison.logs) logs.push(log_json(log));
    for (const auto& each : passed_over(answer)) left_out.push(each);
    auto contradictions = Json::array();
    for (const auto& each : answer.statements.found) contradictions.push(contradiction_json(each));
    for (const auto& digest : answer.evidence_sha256) evidence.push(digest);
    const auto status = exit_status_of(answer);
    return stamped("compare", {{"outcome", outcome(answer)},
                               {"exit_status", std::int64_t{status}},
                               {"headline", headline(answer)},
                               {"logs", std::move(logs)},
                               {"left_out", std::move(left_out)},
                               {"contradictions", std::move(contradictions)},
                               {"statements_compared", count_json(answer.statements.compared)},
                               {"fork", answer.fork ? fork_json(*answer.fork) : Json()},
                               {"proof", answer.fork ? answer.comparison.fork->to_json() : Json()},
                               {"quorums_meet", answer.quorums_meet},
                               {"evidence_sha256", std::move(evidence)},
                               {"policy_sha256", answer.policy_sha256}});
}

std::string render_text(const ForkAnswer& answer, const Style& style) {
    const auto mark = exit_status_of(answer) == kExitCannotBeChecked ? Mark::Unknown : Mark::Bad;
    std::string out = mark_line(mark, headline(answer), style);
    if (!answer.fork) return out;
    return out + "\n" + fork_text(*answer.fork, style);
}

Json render_json(const ForkAnswer& answer) {
    return stamped("fork-check", {{"proven", answer.fork.has_value()},
                                  {"exit_status", std::int64_t{exit_status_of(answer)}},
                                  {"headline", headline(answer)},
                                  {"fork", answer.fork ? fork_json(*answer.fork) : Json()},
                                  {"proof_sha256", answer.proof_sha256},
                                  {"policy_sha256", answer.policy_sha256}});
}

}  // namespace assay::auditor
