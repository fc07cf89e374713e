// SPDX-License-Identifier: Apache-2.0
#include "escrow/action/transfer_folder.hpp"

#include "base/core/text.hpp"
#include "base/files/durable.hpp"
#include "base/files/read.hpp"

#include <algorithm>

namespace assay::escrow {

namespace {

constexpr std::size_t kStatementBytesMax = 16U << 20;
constexpr std::size_t kSealedBytesMax = 4U << 20;
constexpr std::size_t kSealedMax = 512;
const RelativePath kAgreement = "agreement.json"_path, kPieces = "pieces"_path, kList = "pieces.list"_path,
                   kSealed = "sealed"_path, kDeposit = "deposit.json"_path;

RelativePath sealed_name(std::size_t number) {
    auto digits = std::to_string(number);
    digits.insert(0, 3 - std::min<std::size_t>(digits.size(), 3), '0');
    return *RelativePath::parse("sealed/" + digits);
}

std::unexpected<Error> another_deposit(const std::string& folder) {
    return fail(Error(ErrorKind::Conflict, "the transfer folder " + quote(folder) + " holds another deposit")
                    .with_hint("choose a new folder for each deposit"));
}

/// The pieces of a finished folder, which is to hold each that is put already.
class PresentPieces final : public storage::PieceSink {
public:
    PresentPieces(storage::PieceFolder& pieces, std::string folder) : pieces_(pieces), folder_(std::move(folder)) {}

    Status put(storage::SealedPiece piece) override {
        const auto there = pieces_.get_checked(piece.id());
        if (there) return {};
        if (there.error().kind() == ErrorKind::NotFound) return another_deposit(folder_);
        return fail(Error(there.error()).within("transfer folder " + quote(folder_)));
    }
    Status flush() override { return {}; }

private:
    storage::PieceFolder& pieces_;
    std::string folder_;
};

}  // namespace

Result<std::optional<crypto::ProofSet>> TransferFolder::begin(const crypto::AgreementFile& agreement) {
    auto folder = TRY_WITHIN("transfer folder", Folder::make(path_));
    if (TRY(folder.exists(kDeposit))) {
        finished_ = TRY(read_transfer(path_));
        if (finished_->agreement.link() != agreement.link()) return another_deposit(name());
        sink_ = std::make_unique<PresentPieces>(*finished_->store, name());
        return std::optional<crypto::ProofSet>();
    }
    const auto pieces = TRY(folder.make_folder(kPieces));
    sink_ = TRY_WITHIN("transfer folder", storage::PieceFolder::open(pieces));
    agreement_ = agreement.render();
    folder_ = std::move(folder);
    return std::optional<crypto::ProofSet>();
}

Result<std::optional<crypto::Evidence>> TransferFolder::finish(const PreparedDeposit& deposit) {
    TRY(finished_ ? compare(deposit) : write(deposit));
    return std::optional<crypto::Evidence>();
}

Status TransferFolder::compare(const PreparedDeposit& deposit) const {
    if (finished_->id != deposit.id) return another_deposit(name());
    const auto is_same = [](const Bytes& there, const SealedBytes& made) { return there == made.bytes; };
    if (finished_->pieces != deposit.pieces || !std::ranges::equal(finished_->sealed, deposit.sealed, is_same))
        return fail(ErrorKind::Corrupt,
                    "the transfer folder " + quote(name()) + " holds this deposit, but not as it was made");
    return {};
}

Status TransferFolder::write(const PreparedDeposit& deposit) const {
    // Somebody else may have finished here before this one took the lock; and who was not done may have sealed to
    // others.
    if (TRY(folder_->exists(kDeposit))) return another_deposit(name());
    if (TRY(folder_->exists(kSealed))) TRY(folder_->remove_tree(kSealed));
    TRY(folder_->make_folder(kSealed));
    for (std::size_t i = 0; i < deposit.sealed.size(); ++i)
        TRY(write_durably(*folder_, sealed_name(i), deposit.sealed[i].bytes));
    TRY(write_durably(*folder_, kAgreement, bytes_of(agreement_)));
    TRY(write_durably(*folder_, kList, deposit.pieces.encode()));
    return write_durably(*folder_, kDeposit, bytes_of(deposit.statement.render().render()));
}

Result<ReadTransfer> read_transfer(const std::filesystem::path& path) {
    const auto doing = "transfer folder " + quote(path.string());
    const auto folder = TRY_WITHIN(doing, Folder::open(path));
    if (!TRY(folder.exists(kDeposit)))
        return std::unexpected(Error(ErrorKind::NotFound, doing + ": it holds no finished deposit")
                                   .with_hint("run the escrow deposit that made it again: it continues"));
    const auto agreement_text = TRY_WITHIN(doing, read_file(folder, kAgreement, crypto::AgreementFile::kBytesMax));
    auto agreement = TRY_WITHIN(doing, crypto::AgreementFile::parse(text_of(agreement_text)));
    const auto statement_text = TRY_WITHIN(doing, read_file(folder, kDeposit, kStatementBytesMax));
    const auto json =
        TRY_WITHIN(doing, Json::parse(text_of(statement_text), {.bytes = kStatementBytesMax, .depth = 8}));
    auto statement = TRY_WITHIN(doing, crypto::SaltedEnvelope::parse(json, "deposit.json"));
    const auto id = crypto::deposit_id_of(TRY_WITHIN(doing, crypto::peek_link(statement.envelope)));
    const auto list_bytes = TRY_WITHIN(doing, read_file(folder, kList, storage::PieceList::kBytesMax));
    auto list = TRY_WITHIN(doing, storage::PieceList::decode(list_bytes));
    std::vector<Bytes> sealed;
    while (sealed.size() < kSealedMax && TRY(folder.exists(sealed_name(sealed.size()))))
        sealed.push_back(TRY_WITHIN(doing, read_file(folder, sealed_name(sealed.size()), kSealedBytesMax)));
    const auto piece_folder = TRY_WITHIN(doing, folder.folder(kPieces));
    auto store = storage::PieceFolder::open_to_read(piece_folder);
    if (!store) return fail(as_foreign_damage(std::move(store).error()).within(doing));
    return ReadTransfer{std::move(agreement), std::move(statement), id,
                        std::move(list),      std::move(sealed),    std::move(*store)};
}

Error as_foreign_damage(Error error) {
    return error.kind() == ErrorKind::Corrupt ? std::move(error).as(ErrorKind::Untrusted) : error;
}

}  // namespace assay::escrow
