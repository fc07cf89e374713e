// SPDX-License-Identifier: Apache-2.0
#include "escrow/action/agreement.hpp"

#include "base/core/text.hpp"
#include "base/files/durable.hpp"
#include "base/files/head.hpp"
#include "base/files/read.hpp"
#include "crypto/evidence/endorsed.hpp"
#include "crypto/statement/file_guess.hpp"
#include "escrow/action/keys.hpp"

namespace assay::escrow {

Result<crypto::AgreementFile> new_agreement(const NewAgreementRequest& request, const Clock& clock, Random& random) {
    std::vector<crypto::IdentityFile> identities;
    identities.push_back(TRY(read_identity(request.vendor)));
    identities.push_back(TRY(read_identity(request.custodian)));
    crypto::Agreement terms{clock.now(),   identities[0].identity().id(), identities[1].identity().id(), {}, {}, {},
                            request.dedup, request.notice_days,           request.retention_days};
    for (const auto& path : request.rooms) {
        identities.push_back(TRY(read_identity(path)));
        terms.rooms.push_back(identities.back().identity().id());
    }
    for (const auto& path : request.trustees) {
        identities.push_back(TRY(read_identity(path)));
        terms.trustees.push_back(identities.back().identity().id());
    }
    if (request.threshold > 255 || request.trustees.size() > 255)
        return fail(ErrorKind::Usage, "an agreement has at most 255 trustees");
    terms.threshold = {static_cast<std::uint8_t>(request.threshold),
                       static_cast<std::uint8_t>(request.trustees.size())};
    const auto key = TRY(storage::KeyFolder::open(request.key));
    TRY(check_current(key.identity(), clock.now()));
    const auto signer = TRY(key.signer());
    return crypto::AgreementFile::start(terms, std::move(identities), signer.view(), random);
}

Result<crypto::AgreementFile> sign_agreement(const std::filesystem::path& file, const std::filesystem::path& key_path,
                                             const Clock& clock) {
    auto agreement = TRY(read_agreement(file));
    const auto key = TRY(storage::KeyFolder::open(key_path));
    TRY(check_current(key.identity(), clock.now()));
    const auto signer = TRY(key.signer());
    TRY(agreement.sign(signer.view()));
    TRY(write_durably(file, bytes_of(agreement.render())));
    return agreement;
}

Result<RenewedAgreement> renew_agreement(const std::filesystem::path& file,
                                         const std::vector<std::filesystem::path>& identities) {
    auto agreement = TRY(read_agreement(file));
    RenewedAgreement out{.agreement = std::move(agreement)};
    for (const auto& path : identities) {
        const auto newer = TRY(read_identity(path));
        TRY_WITHIN(quote(path.string()), crypto::check_words(newer));
        out.endorsements += TRY(out.agreement.renew(newer));
    }
    if (out.endorsements > 0) TRY(write_durably(file, bytes_of(out.agreement.render())));
    return out;
}

Result<crypto::AgreementFile> read_agreement(const std::filesystem::path& file) {
    const auto bytes = read_file(file, crypto::AgreementFile::kBytesMax);
    const auto head = head_of_file(file, crypto::kGuessBytes);
    const auto read = TRY_WITHIN("agreement file", crypto::guessing(bytes, head, "agreement"));
    return TRY_WITHIN(quote(file.string()),
                      crypto::guessing(crypto::AgreementFile::parse(text_of(read)), head, "agreement"));
}

}  // namespace assay::escrow
