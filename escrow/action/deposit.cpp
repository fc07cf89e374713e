// SPDX-License-Identifier: Apache-2.0
#include "escrow/action/deposit.hpp"

#include "base/core/text.hpp"
#include "crypto/primitive/mac.hpp"
#include "escrow/action/agreement.hpp"
#include "escrow/action/before_sending.hpp"
#include "escrow/action/deposit_inputs.hpp"
#include "escrow/action/deposit_journal.hpp"
#include "escrow/action/keys.hpp"
#include "escrow/action/policy.hpp"
#include "escrow/action/receipt.hpp"
#include "storage/index/tree_reader.hpp"

namespace assay::escrow {

namespace {

DepositFingerprint fingerprint_of(const DepositInputs& inputs, const crypto::AgreementFile& agreement,
                                  const Destination& destination) {
    auto json = Json::object({{"agreement", agreement.link().render()}, {"destination", destination.name()}});
    for (const auto& [name, value] : inputs.closed_fields()) json.set(name, value);
    return DepositFingerprint(crypto::sha256(bytes_of(json.render())).array());
}

/// The agreement with the endorsements the vendor has by now. Errors: Refused, Untrusted when it may not act under it.
Result<crypto::AgreementFile> agreement_of(const std::filesystem::path& file, const storage::KeyFolder& key, Time now) {
    auto out = TRY(read_agreement(file));
    TRY(check_current(key.identity(), now));
    if (out.terms().vendor != key.identity().id())
        return fail(ErrorKind::Refused, "the agreement's vendor is " + out.book().find(out.terms().vendor)->describe() +
                                            ", the key is of " + key.identity().describe());
    TRY(out.renew(key.file()));
    return out;
}

/// How far unchanged pieces are shared is for the agreement to say; without a dedup secret nothing is.
Result<storage::PieceKeySource> piece_keys(const storage::KeyFolder& key, const crypto::AgreementFile& agreement,
                                           const SecretBytes& seed) {
    auto secret = TRY(key.dedup_secret());
    if (!secret) {
        crypto::HmacDrbg drawn(seed, "assay-deposit-pieces");
        return storage::PieceKeySource::single(drawn);
    }
    if (agreement.terms().dedup == "agreement")
        secret = crypto::hkdf_sha256(secret->view(), agreement.link().id().view(), "assay-agreement-dedup-v1",
                                     storage::PieceKeySource::kSecretBytes);
    return storage::PieceKeySource::shared(std::move(*secret));
}

/// Everything random of one deposit. What is sealed and signed depends on more than the inputs' fingerprint knows:
/// modes and attributes, the version of zstd. All of that shows in the index root; so under one seed another root is
/// another deposit, with another key, nonce and salts, and no key ever seals two roots.
crypto::HmacDrbg random_of(const SecretBytes& seed, const storage::PlainDigest& root) {
    return crypto::HmacDrbg(seed, "assay-deposit " + crypto::hex(root));
}

/// The room would refuse it (storage/index, TreeLimits), so it is not signed.
Status check_expansion(const storage::SealedTree& tree) {
    const storage::TreeLimits limits;
    if (!limits.expansion.is_too_far(tree.sealed_bytes, tree.bytes)) return {};
    return fail(Error(ErrorKind::Limit, "sealing the deposit: it is more than " +
                                            std::to_string(limits.expansion.ratio) + " times as large as its pieces, " +
                                            human_bytes(tree.bytes) + " from " + human_bytes(tree.sealed_bytes))
                    .with_hint("leave out the files that repeat the same bytes; a build can make them"));
}

struct SealedDeposit {
    storage::SealedTree tree;
    PreparedDeposit prepared;
};

/// Seals everything into the sink and signs for it. The same inputs, seed and time give the same bytes.
Result<SealedDeposit> seal(const DepositInputs& inputs, const crypto::AgreementFile& agreement,
                           const storage::KeyFolder& key, const DepositJournal& journal, storage::PieceSink& sink,
                           Progress& progress, const Interrupt& interrupt) {
    const auto& seed = *journal.seed();
    const auto keys = TRY(piece_keys(key, agreement, seed));
    const auto root_key = [&seed](const storage::PlainDigest& root) {
        auto drawn = random_of(seed, root);
        const auto secrets = DepositSecrets::draw(drawn);
        return secrets.key.index_key(secrets.nonce);
    };
    const auto tree_inputs = TRY(inputs.tree());
    auto tree = TRY(storage::seal_tree(tree_inputs, {.vendor = key.identity().id(), .keys = keys, .root_key = root_key},
                                       sink, progress, interrupt));
    TRY(inputs.check_sealed(tree));
    TRY(check_expansion(tree));

    auto drawn = random_of(seed, tree.root_plain);
    const auto secrets = DepositSecrets::draw(drawn);
    crypto::ClosedPart closed;
    for (const auto& [name, value] : inputs.closed_fields()) closed.add(name, value, drawn);
    const auto deposit_class = inputs.build ? crypto::DepositClass::Full : crypto::DepositClass::SourceOnly;
    auto prepared =
        TRY(prepare_deposit({agreement, key, tree, std::move(closed), deposit_class, journal.time()}, secrets, drawn));
    return SealedDeposit{std::move(tree), std::move(prepared)};
}

}  // namespace

Result<DepositAnswer> deposit(const DepositRequest& request, Destination& destination, const Clock& clock,
                              Random& random, Progress& progress, const Interrupt& interrupt) {
    const auto key = TRY(storage::KeyFolder::open(request.key));
    const auto policy = TRY(read_policy(request.policy));
    const auto agreement = TRY(agreement_of(request.agreement, key, clock.now()));
    TRY(check_parties(agreement, policy, clock.now()));
    if (!request.receipt.empty()) TRY(check_can_write(request.receipt, "receipt"));
    const auto inputs = TRY(read_inputs(request, progress, interrupt));

    auto journal =
        TRY(DepositJournal::open(request.key, fingerprint_of(inputs, agreement, destination), clock.now(), random));
    // What was begun before may have its receipt there: whether that is the one shows when it is sealed again.
    if (journal.held() || !journal.is_continued())
        TRY(check_receipt_place(request.receipt, request.again ? std::nullopt : journal.held()));
    DepositAnswer answer{.id = {},
                         .outcome = DepositAnswer::Outcome::Held,
                         .snapshot = inputs.intake.snapshot,
                         .product = inputs.product,
                         .version = inputs.version,
                         .pieces = 0,
                         .sealed_bytes = 0,
                         .source_bytes = inputs.intake.snapshot.bytes,
                         .notes = inputs.intake.notes,
                         .allowed = inputs.allowed,
                         .missing = inputs.intake.missing};
    if (journal.held() && !request.again) {
        answer.id = *journal.held();
        answer.outcome = DepositAnswer::Outcome::AlreadyHeld;
        if (const auto given = TRY(destination.receipt(answer.id))) {
            const auto receipt = TRY(receipt_for(*given, policy, agreement));
            TRY(check_receipt(receipt, answer.id, policy, clock.now()));
            TRY(keep_receipt(receipt, request.receipt));
        }
        return answer;
    }
    if (journal.held()) TRY(journal.begin_again(clock.now(), random));

    if (const auto proofs = TRY(destination.begin(agreement))) TRY(check_admitted(agreement, *proofs, policy));
    const auto sealed = TRY(seal(inputs, agreement, key, journal, destination.sink(), progress, interrupt));
    answer.id = sealed.prepared.id;
    answer.pieces = sealed.tree.pieces.size();
    answer.sealed_bytes = sealed.tree.sealed_bytes;
    TRY(check_receipt_place(request.receipt, answer.id));
    const auto given = TRY(destination.finish(sealed.prepared));
    if (!given) {
        answer.outcome = DepositAnswer::Outcome::Transferred;
        return answer;
    }
    const auto receipt = TRY(receipt_for(*given, policy, agreement));
    TRY(check_receipt(receipt, answer.id, policy, clock.now()));
    // In this order: a receipt that is lost is asked for again, a journal that lags behind its receipt could not go on.
    TRY(journal.finish(answer.id));
    TRY(keep_receipt(receipt, request.receipt));
    return answer;
}

}  // namespace assay::escrow
