// SPDX-License-Identifier: Apache-2.0
#include "base/core/text.hpp"
#include "base/terminal/exit_status.hpp"
#include "base/terminal/report.hpp"
#include "verifier/accept/accept.hpp"
#include "verifier/cli/commands.hpp"
#include "verifier/cli/list.md.hpp"
#include "verifier/cli/session.hpp"

namespace assay::verifier {

namespace {

using crypto::StatementKind;

/// What this room has done with a deposit: each verdict, and how far it came.
struct Standing {
    struct Given {
        crypto::StatementId id;
        crypto::Verdict verdict;
    };
    std::string stage;            ///< `imported`, `accepted`, `refused`, `rebuilt`, `judged`
    std::vector<Given> verdicts;  ///< in the order in which they were given
    std::int64_t accesses = 0;    ///< how often it was opened to somebody
};

/// What a deposit says it is of; nothing before the room has accepted it.
struct Product {
    std::string name, version;
};

constexpr std::size_t kProductMax = 60;

constexpr std::string_view kUnopened = "does not open";  // in JSON `unopened`

/// How far a statement brings its deposit; nothing for one that brings it nowhere.
std::string_view stage_after(StatementKind kind) {
    switch (kind) {
        case StatementKind::Acceptance: return "accepted";
        case StatementKind::Refusal: return "refused";
        case StatementKind::Rebuild: return "rebuilt";
        case StatementKind::Verdict: return "judged";
        default: return {};
    }
}

Result<Standing> standing_of(const RoomView& room, const RoomDeposit& deposit) {
    Standing out{"imported", {}, 0};
    const auto statements = TRY(room.statements(deposit));
    for (const auto& [id, kind] : statements.entries()) {
        if (const auto stage = stage_after(kind); !stage.empty()) out.stage = stage;
        if (kind == StatementKind::Access) ++out.accesses;
        if (kind != StatementKind::Verdict) continue;
        const auto own = TRY(statements.read(id));
        const auto statement = TRY(crypto::Statement::open(own.statement, deposit.book));
        auto verdict = TRY(crypto::Verdict::parse(statement));
        out.verdicts.push_back({id, std::move(verdict)});
    }
    return out;
}

/// `✓ identical`
std::string marked_word(crypto::VerdictKind verdict) {
    return std::string(sign_of(crypto::mark_of(verdict))) + " " + std::string(crypto::name_of(verdict));
}

Json render_verdicts(const std::vector<Standing::Given>& verdicts) {
    auto out = Json::array();
    for (const auto& [id, verdict] : verdicts)
        out.push(Json::object({{"statement", crypto::hex(id)},
                               {"verdict", crypto::name_of(verdict.verdict)},
                               {"rebuild", crypto::hex(verdict.rebuild.id())},
                               {"claimed_time", verdict.time.render()}}));
    return out;
}

std::optional<Product> product_of(const RoomDeposit& deposit) {
    // One that lies there altered is told by the command that relies on it; the list goes on.
    const auto closed = closed_part_of(deposit);
    if (!closed) return std::nullopt;
    const auto product = closed->value("product");
    if (!product) return std::nullopt;
    return Product{std::string(product->text_at("name")), std::string(product->text_at("version"))};
}

}  // namespace

Command list_command() {
    auto options = std::make_shared<RoomOptions>();
    Command command(kListPage);
    options->add_data(command);
    command.handler([options](Invocation& call) -> Result<int> {
        const auto room = TRY(RoomView::open(TRY(data_folder(*options))));
        auto items = Json::array();
        Table table({{"Deposit"}, {"State"}, {"Product"}, {"Time"}, {"Accesses", true}, {"Vendor"}});
        int status = kExitYes;
        for (const auto& id : TRY(room.deposits())) {
            const auto shown = crypto::render_deposit_id(id);
            const auto opened = room.deposit(id, SystemClock().now());
            if (!opened) {
                // It hides no other.
                items.push(Json::object({{"deposit", shown},
                                         {"stage", "unopened"},
                                         {"fault", opened.error().message()},
                                         {"product", nullptr},
                                         {"version", nullptr},
                                         {"verdicts", Json::array()},
                                         {"accesses", nullptr},
                                         {"vendor", nullptr}}));
                table.add({shown, std::string(kUnopened), "", "", "", ""});
                if (!call.console.is_json()) call.console.error(Error(opened.error()).within("the deposit " + shown));
                status = kExitPartial;
                continue;
            }
            const auto& deposit = *opened;
            const auto standing = TRY(standing_of(room, deposit));
            const auto product = product_of(deposit);
            const auto called = product ? quote(product->name + " " + product->version, kProductMax) : std::string();
            const auto vendor = deposit.book.find(deposit.deposit.vendor)->describe();
            items.push(Json::object({{"deposit", shown},
                                     {"stage", standing.stage},
                                     {"fault", nullptr},
                                     {"product", product ? Json(product->name) : Json()},
                                     {"version", product ? Json(product->version) : Json()},
                                     {"verdicts", render_verdicts(standing.verdicts)},
                                     {"accesses", standing.accesses},
                                     {"vendor", crypto::hex(deposit.deposit.vendor)}}));
            const auto accesses = std::to_string(standing.accesses);
            // One line a verdict: a later one does not hide an earlier one.
            if (standing.verdicts.empty()) table.add({shown, standing.stage, called, "", accesses, vendor});
            for (const auto& [_, verdict] : standing.verdicts)
                table.add({shown, marked_word(verdict.verdict), called, verdict.time.render(), accesses, vendor});
        }
        if (call.console.is_json())
            call.console.put_json(stamped("room-deposits", {{"deposits", std::move(items)}}));
        else if (table.empty())
            call.console.say("no deposit is in this room yet: verifier import FILE");
        else
            call.console.put(table.render(call.console.style()));
        return status;
    });
    return command;
}

}  // namespace assay::verifier
