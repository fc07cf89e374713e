// SPDX-License-Identifier: Apache-2.0
#include "verifier/signer/chain_state.hpp"

#include "base/core/text.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace assay::verifier {

namespace {

using crypto::StatementKind;

constexpr std::string_view kFormat = "assay-signer-chain-v1";
constexpr std::size_t kEntriesMax = crypto::ChainPlace::kOrdinalMax;

Json render_entry(const ChainState::Entry& entry) {
    auto out = Json::object({{"kind", entry.kind_name()}});
    if (entry.statement) out.set("statement", entry.statement->render()).set("word", crypto::name_of(entry.word));
    if (!entry.outputs.empty()) out.set("outputs", render_outputs(entry.outputs));
    return out;
}

Result<crypto::ChainWord> parse_word(StatementKind kind, const std::string& name) {
    if (kind == StatementKind::Verdict) return crypto::word_of(TRY(crypto::parse_verdict_kind(name)));
    for (const auto word : {crypto::ChainWord::Built, crypto::ChainWord::Failed})
        if (crypto::name_of(word) == name) return word;
    return fail(ErrorKind::Invalid, "chain: entry: " + quote(name) + " is no outcome of a rebuild");
}

Result<ChainState::Entry> parse_entry(const Json& json) {
    auto record = TRY(Record::of(json, "chain: entry"));
    ChainState::Entry out;
    const auto kind = TRY(record.text("kind"));
    if (kind != "rebuild" && kind != "verdict") return record.wrong("kind", "is neither \"rebuild\" nor \"verdict\"");
    out.kind = kind == "rebuild" ? StatementKind::Rebuild : StatementKind::Verdict;
    if (record.has("statement")) {
        out.statement = TRY(crypto::read_link(record, "statement"));
        out.word = TRY(parse_word(out.kind, TRY(record.text("word"))));
    }
    if (const auto* outputs = record.optional("outputs")) out.outputs = TRY(parse_outputs(*outputs));
    TRY(record.finish());
    return out;
}

std::unexpected<Error> full() {
    return fail(ErrorKind::Limit,
                "the chain of this source is full: it has " + std::to_string(kEntriesMax) + " rebuilds and verdicts");
}

}  // namespace

std::string_view ChainState::Entry::kind_name() const { return crypto::name_of(kind); }

std::string ChainState::Disagreement::reason() const {
    return "two rebuilds disagree (ordinals " + std::to_string(first) + " and " + std::to_string(second) + ")";
}

std::optional<crypto::StatementLink> ChainState::last_signed() const {
    for (auto at = entries.rbegin(); at != entries.rend(); ++at)
        if (at->statement) return at->statement;
    return std::nullopt;
}

crypto::ChainPlace ChainState::place_of(std::uint64_t ordinal) const {
    crypto::ChainPlace out{subject.tag(), ordinal, last_signed(), {}};
    for (std::uint64_t before = 1; before < ordinal; ++before) {
        const auto& entry = entries[before - 1];
        out.before.add(entry.statement ? entry.word : crypto::ChainWord::Unfinished);
    }
    out.before.set_rebuilds_disagree(disagreement().has_value());
    return out;
}

Result<std::uint64_t> ChainState::reserve() {
    const auto in_a_row =
        static_cast<std::size_t>(std::ranges::find_if(entries.rbegin(), entries.rend(),
                                                      [](const auto& each) { return each.statement.has_value(); }) -
                                 entries.rbegin());
    if (in_a_row >= kUnfinishedMax)
        return std::unexpected(
            Error(ErrorKind::Refused, "the last " + std::to_string(in_a_row) +
                                          " builds of this source were begun and none was finished: no more are begun")
                .with_hint("find out what ends them: doctor, the free disk and memory, the room's journal"));
    if (entries.size() >= kEntriesMax) return full();
    entries.emplace_back();
    return entries.size();
}

Result<crypto::ChainPlace> ChainState::next() const {
    if (entries.size() >= kEntriesMax) return full();
    return place_of(entries.size() + 1);
}

Result<crypto::ChainPlace> ChainState::reserved(std::uint64_t ordinal) const {
    if (ordinal == 0 || ordinal > entries.size() || entries[ordinal - 1].statement)
        return fail(ErrorKind::Refused, "the ordinal " + std::to_string(ordinal) + " is not reserved in its chain");
    // A later one may be signed already: then this one would have to precede itself.
    for (auto later = ordinal; later < entries.size(); ++later)
        if (entries[later].statement)
            return fail(ErrorKind::Refused, "a statement after the ordinal " + std::to_string(ordinal) +
                                                " has been signed in its chain: build anew");
    return place_of(ordinal);
}

std::uint64_t ChainState::ordinal_of(const crypto::StatementLink& statement) const {
    const auto at = std::ranges::find(entries, std::optional(statement), &Entry::statement);
    return at == entries.end() ? 0 : static_cast<std::uint64_t>(at - entries.begin()) + 1;
}

std::optional<ChainState::Disagreement> ChainState::disagreement() const {
    struct First {
        std::uint64_t ordinal;
        crypto::DigestSet digest;
    };
    std::map<std::string, First> seen;
    for (std::uint64_t ordinal = 1; ordinal <= entries.size(); ++ordinal)
        for (const auto& artifact : entries[ordinal - 1].outputs) {
            const auto [at, is_new] = seen.try_emplace(artifact.path.text(), First{ordinal, artifact.digest});
            if (!is_new && at->second.digest != artifact.digest) return Disagreement{at->second.ordinal, ordinal};
        }
    return std::nullopt;
}

std::vector<BuiltArtifact> ChainState::news_of(const std::vector<BuiltArtifact>& outputs) const {
    if (disagreement()) return {};
    std::set<std::pair<std::string, crypto::DigestSet>> known;
    for (const auto& entry : entries)
        for (const auto& artifact : entry.outputs) known.emplace(artifact.path.text(), artifact.digest);
    std::vector<BuiltArtifact> news;
    for (const auto& artifact : outputs)
        if (!known.contains({std::string(artifact.path.text()), artifact.digest})) news.push_back(artifact);
    return news;
}

Json ChainState::render() const {
    auto list = Json::array();
    for (const auto& entry : entries) list.push(render_entry(entry));
    return Json::object({{"format", kFormat}, {"subject", subject.render()}, {"entries", std::move(list)}});
}

Result<ChainState> ChainState::parse(const Json& json) {
    auto record = TRY(Record::of(json, "chain"));
    if (TRY(record.text("format")) != kFormat)
        return fail(ErrorKind::Unsupported, "chain: its format is unknown to this version");
    auto subject = TRY(crypto::ChainSubject::parse(*TRY(record.any("subject"))));
    const auto* list = TRY(record.array("entries"));
    TRY(record.finish());
    if (list->size() > kEntriesMax) return fail(ErrorKind::Limit, "chain: it is too long");
    std::vector<Entry> entries;
    for (const auto& item : *list) entries.push_back(TRY(parse_entry(item)));
    return ChainState{std::move(subject), std::move(entries)};
}

}  // namespace assay::verifier
