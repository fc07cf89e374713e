// SPDX-License-Identifier: Apache-2.0
#include "verifier/room/outbox_folder.hpp"

#include "base/core/text.hpp"
#include "base/files/durable.hpp"
#include "base/files/read.hpp"

#include <algorithm>
#include <set>

namespace assay::verifier {

namespace {

using crypto::StatementId;
using crypto::StatementKind;
using storage::Outbox;

constexpr std::size_t kItemBytesMax = Outbox::kBytesMax;
constexpr std::size_t kTakenBytesMax = 64;
constexpr std::size_t kNumberDigits = 6;
/// What is around the two lists, the manifest among it.
constexpr std::size_t kFrameBytes = 32'768;
const RelativePath kFolder = "outbox"_path, kTaken = "taken"_path;

/// `000042.json`; sorted as numbers are.
std::string number_name(std::uint64_t number) {
    const auto digits = std::to_string(number);
    return std::string(kNumberDigits - std::min(digits.size(), kNumberDigits), '0') + digits + ".json";
}

/// 0 for anything else.
std::uint64_t number_of(std::string_view name) {
    if (!name.ends_with(".json")) return 0;
    name.remove_suffix(5);
    while (name.size() > 1 && name.front() == '0') name.remove_prefix(1);
    return parse_decimal(name).value_or(0);
}

/// The names of all items, in order.
Result<std::vector<std::string>> items_of(const Folder& folder) {
    std::vector<std::string> out;
    for (const auto& entry : TRY(folder.list()))
        if (number_of(entry.name) != 0) out.push_back(entry.name);
    return out;
}

/// One item, read.
struct Item {
    std::optional<storage::OutgoingStatement> statement;
    std::optional<crypto::Evidence> evidence;
    std::size_t bytes;  ///< that it takes in an outbox, at most
};

/// An outbox indents its items twice by two spaces a line, and puts a comma after each.
std::size_t bytes_within(const Json& json) {
    const auto text = json.render_pretty();
    return text.size() + 4 * static_cast<std::size_t>(std::ranges::count(text, '\n') + 1) + 1;
}

Result<Item> read_item(const Folder& folder, const std::string& name) {
    const auto text = TRY(read_file(folder, TRY(RelativePath::parse(name)), kItemBytesMax));
    const auto json = TRY_WITHIN("outbox/" + name, Json::parse(text_of(text), {.bytes = kItemBytesMax, .depth = 24}));
    if (const auto* json_statement = json.find("statement")) {
        auto statement = TRY(storage::OutgoingStatement::parse(*json_statement));
        return Item{std::move(statement), {}, bytes_within(*json_statement)};
    }
    if (const auto* json_evidence = json.find("evidence")) {
        auto evidence = TRY(crypto::Evidence::parse(json_evidence->render_pretty()));
        return Item{{}, std::move(evidence), bytes_within(*json_evidence)};
    }
    return fail(ErrorKind::Invalid, "outbox/" + name + " holds neither a statement nor evidence");
}

/// Statements in evidence that its room has signed.
struct RoomStatements {
    std::vector<StatementId> due;      ///< the claim and what it rests on: without their proofs it proves nothing
    std::vector<StatementId> earlier;  ///< what came before in the chain
};

Result<RoomStatements> room_statements(const crypto::Evidence& evidence, const crypto::IdentityBook& book) {
    RoomStatements out;
    auto id = evidence.claim();
    std::set<StatementId> due;
    for (const auto* object = evidence.find(id); object != nullptr; object = evidence.find(id)) {
        const auto statement = crypto::Statement::open(*object, book);
        if (!statement || !crypto::facts_of(statement->kind()).is_of_room) break;
        due.insert(id);
        id = TRY(crypto::rests_on(*statement)).id();
    }
    for (const auto& [each, object] : evidence.objects()) {
        const auto is_of_room = crypto::facts_of(TRY(object.kind())).is_of_room;
        if (is_of_room) (due.contains(each) ? out.due : out.earlier).push_back(each);
    }
    return out;
}

/// An outbox being filled.
class Packing {
public:
    Packing(const Folder& folder, const std::vector<std::string>& names, std::size_t first,
            const crypto::Identity& room)
        : folder_(folder), names_(names), room_(room), unread_(first) {
        book_.add(room);
    }

    /// Puts an item in; false where it does not fit any more.
    Result<bool> add(std::size_t number) {
        auto item = TRY(read_item(folder_, names_[number]));
        if (item.statement) {
            TRY(remember(*item.statement, number));
            TRY(check_signed(*item.statement, number));
            std::map<std::size_t, Item> alone;
            alone.emplace(number, std::move(item));
            return add(std::move(alone), {});
        }
        const auto rests_on = TRY(room_statements(*item.evidence, book_));
        auto beside = TRY(read_all(rests_on.due)), earlier = TRY(read_all(rests_on.earlier));
        // A chain may be longer than any outbox. What came before has left with the evidence of its own verdicts, and
        // this one is complete without those proofs.
        const bool fits = statements_.size() + beside.size() + earlier.size() <= Outbox::kStatementsMax / 2;
        if (fits) beside.merge(earlier);
        return add(std::move(beside), std::move(item));
    }

    Outbox finish() {
        Outbox out{room_.id(), {}, {}, std::move(evidence_)};
        for (auto& [number, statement] : statements_) out.statements.push_back(std::move(statement));
        return out;
    }

private:
    bool add(std::map<std::size_t, Item> statements, std::optional<Item> evidence) {
        auto bytes = bytes_ + (evidence ? evidence->bytes : 0);
        for (const auto& [number, item] : statements) bytes += item.bytes;
        if (bytes > Outbox::kBytesMax || statements_.size() + statements.size() > Outbox::kStatementsMax ||
            evidence_.size() + (evidence ? 1 : 0) > Outbox::kEvidenceMax)
            return false;
        bytes_ = bytes;
        for (auto& [number, item] : statements) statements_.emplace(number, std::move(*item.statement));
        if (evidence) evidence_.push_back(std::move(*evidence->evidence));
        return true;
    }

    /// Those of the statements that came through this outbox and are not packed yet, by place.
    Result<std::map<std::size_t, Item>> read_all(const std::vector<StatementId>& ids) {
        std::map<std::size_t, Item> out;
        for (const auto& id : ids) {
            const auto place = TRY(find(id));
            if (!place || statements_.contains(*place)) continue;
            auto before = TRY(read_item(folder_, names_[*place]));
            TRY(check_signed(*before.statement, *place));
            out.emplace(*place, std::move(before));
        }
        return out;
    }

    Status check_signed(const storage::OutgoingStatement& outgoing, std::size_t number) const {
        const auto opened = crypto::Statement::open(outgoing.statement, book_);
        if (opened) return {};
        const auto what = "outbox/" + names_[number];
        if (opened.error().kind() == ErrorKind::Unproven)
            return fail(ErrorKind::Refused, what + " is not signed by " + room_.describe());
        return fail(Error(opened.error()).within(what));
    }

    Status remember(const storage::OutgoingStatement& statement, std::size_t number) {
        places_.emplace(TRY(crypto::peek_link(statement.statement.envelope)).id(), number);
        return {};
    }

    /// The place of a statement that came before what is packed; those that have left are read back to front, once.
    Result<std::optional<std::size_t>> find(const StatementId& id) {
        while (!places_.contains(id) && unread_ > 0) {
            const auto item = TRY(read_item(folder_, names_[--unread_]));
            if (item.statement) TRY(remember(*item.statement, unread_));
        }
        const auto at = places_.find(id);
        return at == places_.end() ? std::nullopt : std::optional(at->second);
    }

    const Folder& folder_;
    const std::vector<std::string>& names_;
    const crypto::Identity& room_;
    crypto::IdentityBook book_;
    std::size_t unread_;
    std::map<StatementId, std::size_t> places_;
    std::map<std::size_t, storage::OutgoingStatement> statements_;  ///< by the number of their item
    std::vector<crypto::Evidence> evidence_;
    std::size_t bytes_ = kFrameBytes;
};

}  // namespace

Result<OutboxFolder> OutboxFolder::open(const Folder& room) {
    return OutboxFolder(TRY(room.make_folder(kFolder, 0700)));
}

Status OutboxFolder::put(const Json& item) const {
    std::uint64_t next = 1;
    for (const auto& name : TRY(items_of(folder_))) next = std::max(next, number_of(name) + 1);
    return write_durably(folder_, *RelativePath::parse(number_name(next)), bytes_of(item.render()),
                         {.mode = 0600, .when_present = WhenPresent::Refuse});
}

Status OutboxFolder::put_statement(const storage::OutgoingStatement& outgoing) const {
    const auto names = TRY(items_of(folder_));
    if (!names.empty()) {
        const auto last = TRY(read_item(folder_, names.back()));
        if (last.statement && last.statement->statement == outgoing.statement) return {};
    }
    return put(Json::object({{"statement", outgoing.render()}}));
}

Result<Parcel> OutboxFolder::pack(Take take, const crypto::Identity& room) const {
    const auto names = TRY(items_of(folder_));
    std::string taken;
    if (take == Take::New && TRY(folder_.exists(kTaken)))
        taken = to_text(TRY(read_file(folder_, kTaken, kTakenBytesMax)));
    const auto first = static_cast<std::size_t>(std::ranges::upper_bound(names, taken) - names.begin());
    Packing packing(folder_, names, first, room);
    Parcel out;
    auto next = first;
    for (; next < names.size(); ++next) {
        if (!TRY(packing.add(next))) break;
        out.last = names[next];
    }
    if (next == first && next < names.size())
        return fail(ErrorKind::Limit, "outbox/" + names[next] + " is too large for any outbox");
    out.outbox = packing.finish();
    out.waiting = names.size() - next;
    return out;
}

Status OutboxFolder::mark_taken(const Parcel& parcel) const {
    return write_durably(folder_, kTaken, bytes_of(parcel.last));
}

}  // namespace assay::verifier
