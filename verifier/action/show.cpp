// SPDX-License-Identifier: Apache-2.0
#include "verifier/action/show.hpp"

#include "base/core/text.hpp"
#include "base/files/walk.hpp"
#include "storage/snapshot/take_snapshot.hpp"

#include <algorithm>

namespace assay::verifier {

namespace {

using crypto::Opened;
using storage::TreeMode;

constexpr std::size_t kBufferBytes = 256U << 10;
constexpr std::uint32_t kOwnerMayExecute = 0100;

/// What is shown is what was accepted, byte for byte, also after years on the room's disk.
Status check_tree(AcceptContext& context, const OpenedDeposit& opened) {
    ProgressStage stage(context.progress, "reading the source", Progress::Unit::Items);
    const auto found = TRY(storage::take_snapshot(opened.tree, nullptr, context.interrupt));
    if (!found.is_same_tree_as(opened.snapshot))
        return fail(Error(ErrorKind::Corrupt, "opening the source: what lies in the room is " + found.swhid().render() +
                                                  ", accepted was " + opened.snapshot.swhid().render())
                        .with_hint("import the deposit into a new room, and accept it there"));
    stage.done();
    return {};
}

/// Before anything is signed: what the room cannot keep it must not have said.
Status check_count(const Room& room, const RoomDeposit& deposit) {
    const auto statements = TRY(room.statements(deposit));
    const auto accesses =
        std::ranges::count(statements.entries(), crypto::StatementKind::Access, &StatementFolder::Entry::kind);
    if (static_cast<std::size_t>(accesses) < kAccessesMax) return {};
    return fail(Error(ErrorKind::Limit, "opening the source: this room has signed " + std::to_string(kAccessesMax) +
                                            " accesses to this deposit, and signs no more")
                    .with_hint("--out copies a file to where it can be read again; a new room begins anew"));
}

TreeMode mode_of(const FileStatus& status) {
    if (status.kind == FileKind::Folder) return TreeMode::Folder;
    if (status.kind == FileKind::Link) return TreeMode::Link;
    return (status.mode & kOwnerMayExecute) != 0 ? TreeMode::Executable : TreeMode::File;
}

bool is_below(const RelativePath& path, const std::optional<RelativePath>& folder) {
    return !folder || (path.text().size() > folder->text().size() && path.text().starts_with(folder->text()) &&
                       path.text()[folder->text().size()] == '/');
}

/// All names of the source, folders too.
class Names {
public:
    static Result<Names> of(const Folder& tree) {
        Names out;
        for (auto& entry : TRY(walk(tree)))
            out.entries_.push_back({std::move(entry.path), mode_of(entry.status), entry.status.size});
        return out;
    }

    const ShownEntry* find(const RelativePath& path) const {
        const auto at = std::ranges::find(entries_, path, &ShownEntry::path);
        return at == entries_.end() ? nullptr : &*at;
    }
    Shown::List list(const std::optional<RelativePath>& folder) const {
        Shown::List out;
        for (std::size_t i = 0; i < entries_.size(); ++i) {
            const auto& entry = entries_[i];
            // A walk enters a folder right after its name.
            const bool has_more = i + 1 < entries_.size() && is_below(entries_[i + 1].path, entry.path);
            if (is_below(entry.path, folder) && (entry.mode != TreeMode::Folder || !has_more))
                out.entries.push_back(entry);
        }
        return out;
    }
    Shown::Missing missing(const RelativePath& path) const {
        Shown::Missing out{path, {}, std::string(path.filename()), {}, {}};
        for (auto above = path.parent(); above; above = above->parent()) {
            if (const auto* folder = find(*above); folder != nullptr && folder->mode == TreeMode::Folder) {
                out.folder = std::move(above);
                break;
            }
            out.missed = above->filename();
        }
        for (const auto& entry : entries_) {
            if (entry.path.parent() == out.folder) out.names.emplace_back(entry.path.filename());
            if (entry.path.filename() == path.filename() && out.elsewhere.size() < Shown::kElsewhereMax)
                out.elsewhere.push_back(entry.path);
        }
        return out;
    }

private:
    std::vector<ShownEntry> entries_;
};

Result<Shown::File> open_file(const Folder& tree, const ShownEntry& entry, const Interrupt& interrupt) {
    auto content = TRY(tree.open_file(entry.path));
    crypto::HashStream<crypto::Sha256> digest;
    Bytes buffer(kBufferBytes);
    for (;;) {
        TRY(interrupt.check("reading " + quote(entry.path.text())));
        const auto size = TRY(content.read_some(buffer));
        if (size == 0) break;
        digest.update(ByteView(buffer).first(size));
    }
    TRY(content.rewind());
    return Shown::File{entry, digest.finish(), std::move(content)};
}

using What = decltype(Shown::what);

Result<What> look(const Folder& tree, const std::optional<RelativePath>& path, const Interrupt& interrupt) {
    const auto names = TRY(Names::of(tree));
    if (!path) return What(names.list(path));
    const auto* entry = names.find(*path);
    if (entry == nullptr) return What(names.missing(*path));
    if (entry->mode == TreeMode::Folder) return What(names.list(path));
    if (entry->mode == TreeMode::Link) {
        auto target = TRY(tree.read_link(*path));
        return What(Shown::Link{*entry, std::move(target)});
    }
    return What(TRY(open_file(tree, *entry, interrupt)));
}

Opened::What word_of(const What& what) {
    if (std::holds_alternative<Shown::List>(what)) return Opened::What::List;
    return std::holds_alternative<Shown::Missing>(what) ? Opened::What::Missing : Opened::What::File;
}

}  // namespace

Result<Shown> show(AcceptContext& context, const RoomDeposit& deposit, const OpenedDeposit& opened,
                   const ShowRequest& request) {
    TRY(crypto::check_basis(request.basis));
    TRY(check_count(context.room, deposit));
    TRY(check_tree(context, opened));
    auto what = TRY(look(opened.tree, request.path, context.interrupt));
    AccessReport report{.deposit = deposit.deposit_statement.link(),
                        .acceptance = opened.acceptance,
                        .opened = {word_of(what), request.path ? request.path->text() : std::string()},
                        .basis = request.basis,
                        .readers = {}};
    report.readers = TRY(readers_of(deposit));
    TRY(context.interrupt.check("opening the source"));
    const auto signed_report = TRY(context.signer.sign(report));
    TRY(context.room.keep(deposit, signed_report));
    const auto link = TRY(crypto::peek_link(signed_report.statement.envelope));
    return Shown{link, std::move(what)};
}

}  // namespace assay::verifier
