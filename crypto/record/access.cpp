// SPDX-License-Identifier: Apache-2.0
#include "crypto/record/access.hpp"

#include "base/core/encoding.hpp"
#include "base/core/text.hpp"

#include <algorithm>

namespace assay::crypto {

namespace {

constexpr std::pair<Opened::What, std::string_view> kWhats[] = {
    {Opened::What::List, "list"}, {Opened::What::File, "file"}, {Opened::What::Missing, "missing"}};

/// A path below the source, without what would make it another one.
bool is_path(std::string_view path) {
    if (path.find('\0') != std::string_view::npos) return false;
    return std::ranges::none_of(split(path, '/'),
                                [](auto part) { return part.empty() || part == "." || part == ".."; });
}

}  // namespace

std::string_view name_of(Opened::What what) {
    return std::ranges::find(kWhats, what, &std::pair<Opened::What, std::string_view>::first)->second;
}

Json Opened::render() const {
    auto out = Json::object({{"what", name_of(what)}, {"path", is_utf8(path) ? path : quote(path, kPathBytesMax)}});
    if (!is_utf8(path)) out.set("path_base64", encode_base64(bytes_of(path)));
    return out;
}

Result<Opened> Opened::parse(const Json& json) {
    auto record = TRY(Record::of(json, "opened"));
    const auto word = TRY(record.text("what"));
    const auto* what = std::ranges::find(kWhats, word, &std::pair<Opened::What, std::string_view>::second);
    if (what == std::end(kWhats)) return record.wrong("what", "is " + quote(word) + ", which is nothing to open");
    const auto shown = TRY(record.text("path"));
    auto path = shown;
    if (const auto bytes = TRY(record.optional_text("path_base64"))) path = to_text(TRY(decode_base64(*bytes)));
    TRY(record.finish());
    if (path.size() > kPathBytesMax)
        return fail(ErrorKind::Limit, "opened: its path has more than " + std::to_string(kPathBytesMax) + " bytes");
    if (path.empty() ? what->first != What::List : !is_path(path))
        return record.wrong("path", "is no path below a source");
    Opened out{what->first, std::move(path)};
    if (out.render() != json) return record.wrong("path", "is not in its one form");
    return out;
}

std::string Access::payload() const {
    auto predicate = predicate_head(room, time);
    predicate.set("acceptance", acceptance.render())
        .set("closed", commitments)
        .set("sealed", render_sealed_parts(sealed));
    return render_payload(StatementKind::Access, {{"deposit", deposit.digests()}}, predicate);
}

Result<Access> Access::parse(const Statement& statement) {
    auto record = TRY(open_predicate(statement, StatementKind::Access));
    const auto room = TRY(only_signer(statement));
    const auto deposit = TRY(read_linked_subject(statement, "deposit"));
    const auto acceptance = TRY(read_link(record, "acceptance"));
    auto commitments = TRY(read_commitments(record));
    auto sealed = TRY(read_sealed_parts(record));
    TRY(record.finish());
    return Access{room, statement.claimed_time(), deposit, acceptance, std::move(commitments), std::move(sealed)};
}

Status check_basis(std::string_view basis) {
    if (basis.size() > Access::kBasisBytesMax)
        return fail(ErrorKind::Limit, "the basis has more than " + std::to_string(Access::kBasisBytesMax) +
                                          " bytes: one sentence is enough");
    bool deceives = false;
    for_each_character(basis, [&](const Character& character) { deceives = deceives || character.deceptive; });
    if (trim(basis).empty()) return fail(ErrorKind::Invalid, "the basis is empty");
    if (deceives) return fail(ErrorKind::Invalid, "the basis " + quote(basis) + " is not one line of plain text");
    return {};
}

}  // namespace assay::crypto
