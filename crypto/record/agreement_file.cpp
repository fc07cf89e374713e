// SPDX-License-Identifier: Apache-2.0
#include "crypto/record/agreement_file.hpp"

#include "base/core/bounded_json.hpp"
#include "base/core/text.hpp"

#include <algorithm>

namespace assay::crypto {

namespace {
constexpr std::string_view kFormat = "assay-agreement-v1";
/// Of the most identities with the most endorsements.
constexpr std::size_t kValuesMax = 256U << 10;

Status check_party(const Agreement& terms, const IdentityId& id, const IdentityBook& book) {
    const auto parties = terms.parties();
    if (std::find(parties.begin(), parties.end(), id) != parties.end()) return {};
    const auto* identity = book.find(id);
    return fail(
        ErrorKind::Refused,
        "signing the agreement: " + (identity != nullptr ? identity->describe() : short_id(id)) + " is no party to it");
}
}  // namespace

Result<AgreementFile> AgreementFile::from(SaltedEnvelope statement, std::vector<IdentityFile> identities) {
    IdentityBook book;
    for (const auto& file : identities) book.add(file.identity());
    const auto opened = TRY_WITHIN("agreement", Statement::open_partly_signed(statement, book));
    AgreementFile out(TRY(Agreement::parse(opened, book)), std::move(statement));
    if (identities.size() != out.terms_.parties().size())
        return fail(ErrorKind::Invalid, "agreement file: does not hold exactly its parties' identities");
    for (const auto& id : out.terms_.parties())
        if (book.find(id) == nullptr)
            return fail(ErrorKind::Unproven, "agreement file: the identity of party " + short_id(id) + " is missing");
    out.link_ = opened.link();
    out.signers_ = opened.signers();
    out.identities_ = std::move(identities);
    out.book_ = std::move(book);
    return out;
}

Result<AgreementFile> AgreementFile::start(const Agreement& terms, std::vector<IdentityFile> identities,
                                           const StatementSigner& signer, Random& random) {
    IdentityBook book;
    for (const auto& file : identities) book.add(file.identity());
    const auto payload = TRY(terms.payload(book));
    TRY(check_party(terms, signer.id, book));
    return from(TRY(sign_statement(payload, signer, random)), std::move(identities));
}

Result<AgreementFile> AgreementFile::parse(std::string_view text) {
    const auto json =
        TRY_WITHIN("agreement file", parse_json(text, {.bytes = kBytesMax, .depth = 12, .values = kValuesMax}));
    auto record = TRY(Record::of(json, "agreement file"));
    if (const auto format = TRY(record.text("format")); format != kFormat)
        return fail(ErrorKind::Unsupported,
                    "agreement file: the format " + quote(format) + " is unknown to this version");
    auto statement = TRY(SaltedEnvelope::parse(*TRY(record.any("agreement")), "agreement file: agreement"));
    const auto* list = TRY(record.array("identities"));
    TRY(record.finish());
    if (list->size() > kIdentitiesMax) return fail(ErrorKind::Limit, "agreement file: holds too many identities");
    std::vector<IdentityFile> identities;
    for (const auto& item : *list) identities.push_back(TRY_WITHIN("agreement file", IdentityFile::from_json(item)));
    return from(std::move(statement), std::move(identities));
}

std::string AgreementFile::render() const {
    auto list = Json::array();
    for (const auto& file : identities_) list.push(file.to_json());
    return Json::object({{"format", kFormat}, {"agreement", statement_.render()}, {"identities", std::move(list)}})
        .render_pretty();
}

Status AgreementFile::sign(const StatementSigner& signer) {
    TRY(check_party(terms_, signer.id, book_));
    if (std::find(signers_.begin(), signers_.end(), signer.id) != signers_.end())
        return fail(ErrorKind::Conflict,
                    "signing the agreement: " + book_.find(signer.id)->describe() + " has signed it already");
    auto envelope = TRY(add_signature(statement_.envelope, signer));
    *this = TRY(from({statement_.salt, std::move(envelope)}, std::move(identities_)));
    return {};
}

Result<std::size_t> AgreementFile::renew(const IdentityFile& newer) {
    const auto at = std::ranges::find_if(
        identities_, [&](const auto& file) { return file.identity().link() == newer.identity().link(); });
    if (at == identities_.end())
        return fail(ErrorKind::Refused,
                    "renewing the agreement: " + newer.identity().describe() + " is no party to it");
    const auto before = at->endorsements().size();
    for (const auto& endorsed : newer.endorsements())
        TRY_WITHIN("the endorsements of " + newer.identity().describe(), at->add(endorsed));
    return at->endorsements().size() - before;
}

const IdentityFile* AgreementFile::find(const IdentityId& id) const {
    const auto at = std::find_if(identities_.begin(), identities_.end(),
                                 [&](const auto& file) { return file.identity().id() == id; });
    return at == identities_.end() ? nullptr : &*at;
}

std::vector<IdentityId> AgreementFile::missing() const {
    std::vector<IdentityId> out;
    for (const auto& id : terms_.parties())
        if (std::find(signers_.begin(), signers_.end(), id) == signers_.end()) out.push_back(id);
    return out;
}

}  // namespace assay::crypto
