// SPDX-License-Identifier: Apache-2.0
#include "verifier/accept/accept.hpp"

#include "base/core/text.hpp"
#include "base/files/durable.hpp"
#include "base/files/read.hpp"
#include "base/files/space.hpp"
#include "crypto/sealing/sealed_file.hpp"
#include "storage/index/tree_reader.hpp"
#include "storage/intake/product_check.hpp"
#include "storage/intake/unpack.hpp"
#include "storage/layout/layout.hpp"
#include "storage/recipe/materials.hpp"
#include "storage/secrets/allowance.hpp"
#include "storage/secrets/find_secrets.hpp"
#include "verifier/room/sweep.hpp"

#include <algorithm>

namespace assay::verifier {

namespace {

namespace layout = storage::layout;
using crypto::StatementKind;

constexpr std::size_t kClosedBytesMax = 16U << 20;
constexpr std::size_t kReasonsMax = 32;
const RelativePath kOpened = "opened"_path, kTree = "tree"_path, kClosed = "closed.json"_path;

/// What a stranger got wrong is a reason to refuse; what we could not do, for want of disk, memory or a program, is an
/// error of ours, and nothing is signed.
bool is_theirs(ErrorKind kind) {
    switch (kind) {
        case ErrorKind::Untrusted:
        case ErrorKind::Invalid:
        case ErrorKind::Limit:
        case ErrorKind::Unsupported:
        case ErrorKind::Unproven:
        case ErrorKind::Refused:
        case ErrorKind::NotFound:
        case ErrorKind::Conflict: return true;
        default: return false;
    }
}

/// A document of the closed part: the digests of a file that lies in the deposit.
Status check_document(const crypto::ClosedPart& closed, std::string_view field, ByteView bytes) {
    const auto json = TRY(closed.value(field));
    const auto digest = TRY(crypto::DigestSet::parse(json, field));
    if (digest != crypto::DigestSet::of(bytes))
        return fail(ErrorKind::Untrusted,
                    "the " + std::string(field) + " in the deposit is not the one its closed part names");
    return {};
}

/// The checks, one after the other; a later one needs what an earlier one has shown.
class Examination {
public:
    Examination(AcceptContext& context, const RoomDeposit& deposit) : context_(context), deposit_(deposit) {}

    /// Every reason found; empty when the deposit is to be accepted.
    Result<std::vector<std::pair<std::string, std::string>>> run() {
        if (TRY(open_room_file()) && TRY(check_shares()) && TRY(extract()) && TRY(check_source())) {
            TRY(check_build());
            TRY(check_product());
            TRY(search_beside());
        }
        return std::move(reasons_);
    }
    const storage::Snapshot& snapshot() const { return *snapshot_; }
    const std::vector<storage::SecretFinding>& secrets() const { return secrets_; }
    const crypto::ClosedPart& closed() const { return file_->closed; }

private:
    bool refuse(std::string code, std::string detail) {
        if (reasons_.size() < kReasonsMax) reasons_.emplace_back(std::move(code), std::move(detail));
        return false;
    }
    /// Whether a step went well; when it did not, a reason, or an error that is ours.
    template <typename T>
    Result<bool> holds(const Result<T>& step, const std::string& code) {
        if (step) return true;
        if (!is_theirs(step.error().kind())) return fail(Error(step.error()));
        return refuse(code, step.error().message());
    }

    Result<bool> open_room_file() {
        const auto& room = context_.signer.identity().identity().id();
        const auto* object = deposit_.deposit.sealed_to(room, crypto::SealedObject::Purpose::RoomFile);
        if (object == nullptr) return refuse("key-does-not-open", "nothing in the deposit is sealed to this room");
        const auto position = static_cast<std::size_t>(object - deposit_.deposit.sealed.data());
        const auto plain = context_.signer.open(deposit_.pieces->sealed()[position]);
        if (!TRY(holds(plain, "key-does-not-open"))) return false;
        auto file = crypto::RoomFile::parse(plain->view());
        if (!TRY(holds(file, "key-does-not-open"))) return false;
        file_.emplace(std::move(*file));
        const auto checked = file_->check(deposit_.deposit);
        if (checked) return true;
        const auto& code = checked.error().code();
        return refuse(code.empty() ? "closed-part" : code, checked.error().message());
    }

    Result<bool> check_shares() {
        const auto shares = TRY(file_->key.shares(deposit_.deposit.nonce, deposit_.deposit.threshold));
        for (std::size_t i = 0; i < shares.size(); ++i)
            if (shares[i].digest() != deposit_.deposit.shares[i].digest)
                refuse("shares-differ", "share " + std::to_string(i + 1) +
                                            " recomputed from the key is not the one the deposit commits to");
        return reasons_.empty();
    }

    /// What the closed part says of the source, which index and unpacked tree are held against.
    Result<bool> read_claims() {
        const auto& closed = file_->closed;
        const auto read = [&]() -> Status {
            source_ = TRY(storage::Source::parse(TRY(closed.value("source"))));
            claimed_ = TRY(storage::Snapshot::parse(TRY(closed.value("snapshot"))));
            return {};
        };
        return holds(read(), "closed-part");
    }

    /// A source that is a tree is sealed as that tree, so the index alone gives its git id. Of the others the index
    /// holds the files as shipped; what they unpack to shows when they are unpacked.
    Result<bool> check_index_id(storage::TreeReader& index) {
        if (!source_->files.empty()) return true;
        const auto id = index.tree_id(layout::kSource, context_.interrupt);
        if (!id) return holds(id, index_code(id.error()));
        if (*id == claimed_->ids.sha256) return true;
        return refuse("snapshot-differs", "the index holds the tree " + crypto::hex(*id) + ", the deposit says " +
                                              crypto::hex(claimed_->ids.sha256));
    }

    static std::string index_code(const Error& error) {
        return error.kind() == ErrorKind::Untrusted || error.kind() == ErrorKind::NotFound ? "piece-digest"
               : error.kind() == ErrorKind::Limit                                          ? "too-large"
                                                                                           : "index-malformed";
    }

    Result<bool> extract() {
        const auto index_key = file_->key.index_key(deposit_.deposit.nonce);
        auto reader =
            storage::TreeReader::open(*deposit_.pieces, storage::PieceId(deposit_.deposit.index_root.sha256.array()),
                                      deposit_.deposit.vendor, index_key);
        if (!reader) return holds(reader, index_code(reader.error()));
        const auto pieces = reader->pieces(context_.interrupt);
        if (!pieces) return holds(pieces, index_code(pieces.error()));
        if (*pieces != deposit_.pieces->list())
            return refuse("index-malformed", "the index uses other pieces than the deposit lists");
        if (!TRY(read_claims()) || !TRY(check_index_id(*reader))) return false;
        // Beside first: what was interrupted half-way is not taken for whole.
        const auto part = TRY(RelativePath::parse(kOpenedPart));
        for (const auto& name : {RelativePath(part), kOpened})
            if (TRY(deposit_.folder.exists(name))) TRY(deposit_.folder.remove_tree(name));
        const auto folder = TRY(deposit_.folder.make_folder(part, 0700));
        // Few pieces that say many bytes would fill the room's disk, and a full disk refuses nothing.
        storage::ExtractOptions options;
        options.limits.sealed_bytes = deposit_.pieces->bytes();
        const auto extracted = reader->extract_all(folder, options, context_.progress, context_.interrupt);
        if (!extracted) return holds(extracted, index_code(extracted.error()));
        TRY(deposit_.folder.rename(part, kOpened, WhenPresent::Refuse));
        return true;
    }

    Result<bool> check_source() {
        if (TRY(deposit_.folder.exists(kTree))) TRY(deposit_.folder.remove_tree(kTree));
        const auto opened = TRY(deposit_.folder.folder(kOpened));
        const auto verbatim = opened.folder(layout::kSource);
        if (!TRY(holds(verbatim, "index-malformed"))) return false;
        storage::UnpackOptions options;
        options.interrupt = &context_.interrupt;
        options.free_bytes = kRoomBytesFree;
        ProgressStage stage(context_.progress, "unpacking the source", Progress::Unit::Items);
        const auto unpacked =
            storage::unpack(*source_, *verbatim, std::filesystem::path(deposit_.folder.name()) / kTree.text(), options);
        if (!TRY(holds(unpacked, "source-unpack-failed"))) return false;
        const auto tree = TRY(deposit_.folder.folder(kTree));
        storage::SecretScan scan;
        auto snapshot = storage::take_snapshot(tree, &scan, context_.interrupt);
        if (!TRY(holds(snapshot, "snapshot-differs"))) return false;
        stage.done();
        snapshot_ = std::move(*snapshot);
        secrets_ = TRY(scan.finish(tree));
        if (!claimed_->is_same_tree_as(*snapshot_))
            return refuse("snapshot-differs", "unpacking gives " + snapshot_->swhid().render() + ", the deposit says " +
                                                  claimed_->swhid().render());
        return true;
    }

    Status check_build() {
        if (deposit_.deposit.deposit_class == crypto::DepositClass::SourceOnly) return {};
        const auto opened = TRY(deposit_.folder.folder(kOpened));
        const auto recipe_text = read_file(opened, layout::kRecipe, storage::Recipe::kBytesMax);
        if (!TRY(holds(recipe_text, "recipe-invalid"))) return {};
        TRY(holds(check_document(file_->closed, "recipe", *recipe_text), "recipe-invalid"));
        const auto recipe = storage::Recipe::parse(text_of(*recipe_text));
        if (!TRY(holds(recipe, "recipe-invalid"))) return {};
        recipe_ = *recipe;
        std::optional<storage::Lock> lock;
        if (TRY(opened.exists(layout::kLock))) {
            const auto lock_text = TRY(read_file(opened, layout::kLock, storage::Lock::kBytesMax));
            TRY(holds(check_document(file_->closed, "lock", lock_text), "recipe-invalid"));
            auto parsed = storage::Lock::parse(text_of(lock_text));
            if (!TRY(holds(parsed, "recipe-invalid"))) return {};
            lock = std::move(*parsed);
        }
        const auto locked = storage::check_lock(*recipe, lock ? &*lock : nullptr);
        if (!locked) {
            TRY(holds(locked, locked.error().kind() == ErrorKind::Refused ? "unlocked-input" : "recipe-invalid"));
            return {};
        }
        if (lock->debian() != nullptr) TRY(check_materials(*lock->debian(), opened));
        return {};
    }

    /// Name and version are what a reader asks for, so all that speaks of them says the same: closed part, recipe,
    /// source.
    Status check_product() {
        const auto product = file_->closed.value("product");
        if (!TRY(holds(product, "closed-part"))) return {};
        const std::string name(product->text_at("name")), version(product->text_at("version"));
        if (recipe_ && (recipe_->product != name || recipe_->version != version))
            refuse("product-differs", "the deposit says it is " + quote(name + " " + version) + ", its recipe builds " +
                                          quote(recipe_->product + " " + recipe_->version));
        const auto said = TRY(storage::product_of(*source_, TRY(deposit_.folder.folder(kTree))));
        if (said) TRY(holds(storage::check_product(name, version, *said), "product-differs"));
        return {};
    }

    Status check_materials(const storage::DebianLock& lock, const Folder& opened) {
        const auto materials = opened.folder(layout::kMaterials);
        if (!TRY(holds(materials, "material-missing"))) return {};
        for (const auto& fault :
             TRY(storage::check_materials(lock, *materials, context_.progress, context_.interrupt))) {
            using Kind = storage::MaterialsFault::Kind;
            refuse(fault.kind == Kind::Missing   ? "material-missing"
                   : fault.kind == Kind::Differs ? "material-differs"
                                                 : "unlocked-input",
                   fault.error().message());
        }
        return {};
    }

    /// Secrets in what the vendor wrote or built beside the source. Materials are an archive's, and are not searched.
    Status search_beside() {
        const auto search = [&]() -> Status {
            const auto opened = TRY(deposit_.folder.folder(kOpened));
            std::vector<RelativePath> files;
            if (TRY(opened.exists(layout::kRecipe))) files.push_back(layout::kRecipe);
            if (TRY(opened.exists(layout::kArtifacts)))
                for (const auto& entry : TRY(TRY(opened.folder(layout::kArtifacts)).list()))
                    files.push_back(TRY(layout::artifact(TRY(RelativePath::parse(entry.name)))));
            for (const auto& at : files) {
                const auto read = TRY(storage::find_secrets(at, TRY(opened.open_file(at)), context_.interrupt));
                secrets_.insert(secrets_.end(), read.findings.begin(), read.findings.end());
            }
            return {};
        };
        TRY(holds(search(), "index-malformed"));
        return {};
    }

    AcceptContext& context_;
    const RoomDeposit& deposit_;
    std::vector<std::pair<std::string, std::string>> reasons_;
    std::optional<crypto::RoomFile> file_;
    std::optional<storage::Source> source_;
    std::optional<storage::Recipe> recipe_;  ///< where the deposit has one that reads
    std::optional<storage::Snapshot> claimed_, snapshot_;
    std::vector<storage::SecretFinding> secrets_;
};

/// Secrets that are not allowed keep the deposit from L1; they are named to the parties, not to the world.
std::vector<AcceptanceReport::Secret> secrets_of(const std::vector<storage::SecretFinding>& findings) {
    std::vector<AcceptanceReport::Secret> out;
    for (const auto& finding : findings) out.push_back({shown_path(finding.path), finding.what, finding.sha256});
    return out;
}

Result<OpenedDeposit> open_accepted(const RoomDeposit& deposit, OwnStatement acceptance) {
    auto closed = TRY(closed_part_of(deposit));
    auto source = TRY(storage::Source::parse(TRY(closed.value("source"))));
    auto snapshot = TRY(storage::Snapshot::parse(TRY(acceptance.closed.value("snapshot"))));
    const auto product = TRY(closed.value("product"));
    auto opened = TRY(deposit.folder.folder(kOpened));
    auto tree = TRY(deposit.folder.folder(kTree));
    std::optional<storage::Recipe> recipe;
    std::optional<storage::Lock> lock;
    crypto::Sha256 recipe_digest;
    if (deposit.deposit.deposit_class == crypto::DepositClass::Full) {
        const auto recipe_text = TRY(read_file(opened, layout::kRecipe, storage::Recipe::kBytesMax));
        TRY(check_document(closed, "recipe", recipe_text));
        recipe_digest = crypto::sha256(recipe_text);
        recipe = TRY(storage::Recipe::parse(text_of(recipe_text)));
        const auto lock_text = TRY(read_file(opened, layout::kLock, storage::Lock::kBytesMax));
        TRY(check_document(closed, "lock", lock_text));
        lock = TRY(storage::Lock::parse(text_of(lock_text)));
    }
    const auto link = TRY(crypto::peek_link(acceptance.statement.envelope));
    return OpenedDeposit{link,
                         std::move(acceptance),
                         std::move(closed),
                         std::move(source),
                         std::move(snapshot),
                         std::string(product.text_at("name")),
                         std::string(product.text_at("version")),
                         std::move(opened),
                         std::move(tree),
                         std::move(recipe),
                         std::move(lock),
                         recipe_digest};
}

}  // namespace

Result<crypto::ClosedPart> closed_part_of(const RoomDeposit& deposit) {
    const auto text = TRY(read_file(deposit.folder, kClosed, kClosedBytesMax));
    auto closed = TRY(crypto::ClosedPart::parse(text_of(text)));
    TRY(closed.check(deposit.deposit.commitments));
    return closed;
}

Result<Acceptance> accept(AcceptContext& context, const RoomDeposit& deposit) {
    if (deposit.exported.room != context.signer.identity().identity().id())
        return fail(ErrorKind::Refused, "the export is for the room " +
                                            deposit.book.find(deposit.exported.room)->describe() + ", the key is of " +
                                            context.signer.identity().identity().describe());
    if (auto before = TRY(TRY(context.room.statements(deposit)).last(StatementKind::Acceptance)))
        return open_accepted(deposit, std::move(*before));

    TRY(need_space(deposit.folder, kRoomBytesFree, "unpacking the deposit"));
    Examination examination(context, deposit);
    auto reasons = TRY(examination.run());
    if (!reasons.empty()) {
        RefusalReport report{.deposit = deposit.deposit_statement.link(), .reasons = {}, .readers = {}};
        for (const auto& [code, detail] : reasons)
            report.reasons.push_back({code, is_utf8(detail) ? detail : quote(detail)});
        report.readers = TRY(readers_of(deposit));
        const auto signed_report = TRY(context.signer.sign(report));
        TRY(context.room.keep(deposit, signed_report));
        return Acceptance(Refused{std::move(reasons)});
    }
    TRY(write_durably(deposit.folder, kClosed, bytes_of(examination.closed().render()), {.mode = 0600}));
    std::vector<storage::AllowedPath> allowed;
    if (const auto recorded = examination.closed().value("allowed_secrets"))
        for (auto& allowance : TRY(storage::parse_allowances(*recorded)))
            allowed.push_back({std::move(allowance.path), allowance.sha256, std::move(allowance.reason)});
    const auto sorted = storage::apply_allowances(examination.secrets(), allowed);
    const auto* product = examination.closed().find("product");
    if (product == nullptr) return fail(ErrorKind::Internal, "a deposit without a product was found to be whole");
    AcceptanceReport report{.deposit = deposit.deposit_statement.link(),
                            .exported = deposit.export_statement.link(),
                            .deposit_envelope = deposit.deposit_envelope,
                            .product = *product,
                            .snapshot = examination.snapshot(),
                            .secrets = secrets_of(sorted.remaining),
                            .has_recipe = deposit.deposit.deposit_class == crypto::DepositClass::Full,
                            .readers = {}};
    report.readers = TRY(readers_of(deposit));
    const auto signed_report = TRY(context.signer.sign(report));
    TRY(context.room.keep(deposit, signed_report));
    return open_accepted(deposit, {signed_report.statement, signed_report.closed});
}

}  // namespace assay::verifier
