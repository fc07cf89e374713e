// SPDX-License-Identifier: Apache-2.0
#include "escrow/action/transfer_folder.hpp"

#include "base/core/text.hpp"
#include "base/files/durable.hpp"
#include "base/files/read.hpp"

namespace assay::escrow {

namespace {

constexpr std::size_t kStatementBytesMax = 16U << 20;
constexpr std::size_t kSealedBytesMax = 4U << 20;
constexpr std::size_t kSealedMax = 512;
const RelativePath kAgreement = "agreement.json"_path, kPieces = "pieces"_path, kList = "pieces.list"_path, kSealed = "sealed"_path, kDeposit = "deposit.json"_path;

RelativePath sealed_name(std::size_t number) {
    auto digits = std::to_string(number);
    digits.insert(0, 3 - std::min<std::size_t>(digits.size(), 3), '0');
    return *RelativePath::parse("sealed/" + digits);
}

}  // namespace

Status TransferFolder::begin(const crypto::AgreementFile& agreement) {
    auto folder = TRY_WITHIN("transfer folder", Folder::make(path_));
    const auto piece_folder = TRY(folder.make_folder(kPieces));
    pieces_ = TRY_WITHIN("transfer folder", storage::PieceFolder::open(piece_folder));
    TRY(write_durably(folder, kAgreement, bytes_of(agreement.render())));
    folder_ = std::move(folder);
    return {};
}

Result<std::optional<crypto::Evidence>> TransferFolder::finish(const PreparedDeposit& deposit) {
    const auto text = deposit.statement.render().render();
    if (TRY(folder_->exists(kDeposit))) {
        if (text_of(TRY(read_file(*folder_, kDeposit, kStatementBytesMax))) == text) return std::optional<crypto::Evidence>();
        return std::unexpected(Error(ErrorKind::Conflict, "the transfer folder " + quote(name()) + " holds another deposit").with_hint("choose a new folder for each deposit"));
    }
    TRY(folder_->make_folder(kSealed));
    for (std::size_t i = 0; i < deposit.sealed.size(); ++i) TRY(write_durably(*folder_, sealed_name(i), deposit.sealed[i].bytes));
    TRY(write_durably(*folder_, kList, deposit.pieces.encode()));
    TRY(write_durably(*folder_, kDeposit, bytes_of(text)));
    return std::optional<crypto::Evidence>();
}

Result<ReadTransfer> read_transfer(const std::filesystem::path& path) {
    const auto doing = "transfer folder " + quote(path.string());
    const auto folder = TRY_WITHIN(doing, Folder::open(path));
    if (!TRY(folder.exists(kDeposit))) return std::unexpected(Error(ErrorKind::NotFound, doing + ": it holds no finished deposit").with_hint("run the escrow deposit that made it again: it continues"));
    const auto agreement_text = TRY_WITHIN(doing, read_file(folder, kAgreement, crypto::AgreementFile::kBytesMax));
    auto agreement = TRY_WITHIN(doing, crypto::AgreementFile::parse(text_of(agreement_text)));
    const auto statement_text = TRY_WITHIN(doing, read_file(folder, kDeposit, kStatementBytesMax));
    const auto json = TRY_WITHIN(doing, Json::parse(text_of(statement_text), {.bytes = kStatementBytesMax, .depth = 8}));
    auto statement = TRY_WITHIN(doing, crypto::SaltedEnvelope::parse(json, "deposit.json"));
    const auto list_bytes = TRY_WITHIN(doing, read_file(folder, kList, storage::PieceList::kBytesMax));
    auto list = TRY_WITHIN(doing, storage::PieceList::decode(list_bytes));
    std::vector<Bytes> sealed;
    while (sealed.size() < kSealedMax && TRY(folder.exists(sealed_name(sealed.size())))) sealed.push_back(TRY_WITHIN(doing, read_file(folder, sealed_name(sealed.size()), kSealedBytesMax)));
    const auto piece_folder = TRY_WITHIN(doing, folder.folder(kPieces));
    auto store = TRY_WITHIN(doing, storage::PieceFolder::open_to_read(piece_folder));
    return ReadTransfer{std::move(agreement), std::move(statement), std::move(list), std::move(sealed), std::move(store)};
}

}  // namespace assay::escrow
