// SPDX-License-Identifier: Apache-2.0
#include "escrow/pilot/carrier.hpp"

#include "base/core/json.hpp"
#include "base/core/text.hpp"
#include "base/terminal/exit_status.hpp"

#include <algorithm>
#include <set>

#include <poll.h>

namespace assay::escrow {

namespace {

constexpr int kTurnMilliseconds = 1000, kAfterErrorMilliseconds = 5000;
constexpr const char* kOutbox = "room.outbox";

Result<std::vector<std::string>> deposits_of(std::string_view text, std::string_view whose) {
    const auto json = TRY_WITHIN("the list of " + std::string(whose), Json::parse(text, {}));
    const auto* items = json.find("deposits");
    if (items == nullptr || items->items() == nullptr)
        return fail(ErrorKind::Invalid, "the list of " + std::string(whose) + ": it names no deposits");
    std::vector<std::string> out;
    for (const auto& item : *items->items()) out.emplace_back(item.text_at("deposit"));
    return out;
}

/// One carrier, between its turns.
class Carrier {
public:
    Carrier(const Programs& programs, const std::string& at) : programs_(programs), at_(at) {}

    /// Whether all went well.
    bool turn() {
        const bool brought = tell(bring_deposits());
        return tell(take_statements()) && brought;
    }

private:
    Words with_custodian(Words words) const {
        words.insert(words.end(), {"--at", at_, "--agreement", "agreement.json", "--key", "carrier"});
        return words;
    }

    /// The JSON that a program prints; empty when it ends with `nothing`. Errors: Unavailable, with its own message.
    Result<std::string> listed(const Words& words, int nothing) const {
        auto outcome = TRY(programs_.ask(words));
        if (outcome.status == nothing) return std::string();
        if (outcome.status == kExitYes || outcome.status == kExitPartial) return std::move(outcome.out);
        const auto json = Json::parse(outcome.out, {});
        const auto* error = json ? json->find("error") : nullptr;
        const auto said = error != nullptr ? std::string(error->text_at("message")) : outcome.last_words();
        return fail(ErrorKind::Unavailable, "running " + quote(shown(words)) + ": " + said);
    }

    Status bring_deposits() {
        // A custodian knows the room from the first deposit on: that brings the agreement.
        const auto at_custodian =
            TRY(listed(with_custodian({"escrow", "list", "--json"}), exit_status(ErrorKind::Refused)));
        room_ = TRY(listed({"verifier", "list", "--json", "--data", "room-data"}, exit_status(ErrorKind::NotFound)));
        if (at_custodian.empty()) return {};
        for (const auto& id : TRY(deposits_to_carry(at_custodian, room_))) {
            const auto file = id.substr(0, 16) + ".export";
            std::error_code ignored;
            std::filesystem::remove(file, ignored);
            TRY(programs_.run(with_custodian({"escrow", "export", id, "--room", "room", "--out", file})));
            const auto imported =
                programs_.run({"verifier", "import", file, "--data", "room-data", "--policy", "policy.toml"});
            std::filesystem::remove(file, ignored);
            TRY(imported);
        }
        return {};
    }

    Status take_statements() {
        std::error_code ignored;
        // The room's list changes with each acceptance, verdict and access: only then is something to be fetched.
        if (!std::filesystem::exists(kOutbox, ignored)) {
            if (room_.empty() || room_ == taken_) return {};
            const Words words{"verifier", "outbox", "--out", kOutbox, "--data", "room-data", "--key", "room"};
            const auto outcome = TRY(programs_.ask(words));
            if (outcome.status == exit_status(ErrorKind::Busy)) return {};  // at work: the next turn asks again
            taken_ = room_;
            if (outcome.status == exit_status(ErrorKind::NotFound)) return {};
            programs_.tell("$ " + shown(words));
            if (outcome.status != kExitYes)
                return fail(ErrorKind::Unavailable, "running " + quote(shown(words)) + ": " + outcome.last_words());
        }
        std::filesystem::create_directory("evidence", ignored);
        const auto words =
            with_custodian({"escrow", "submit", kOutbox, "--policy", "policy.toml", "--evidence", "evidence"});
        programs_.tell("$ " + shown(words));
        const auto outcome = TRY(programs_.ask(words));
        if (outcome.status != kExitYes && outcome.status != kExitPartial)
            return fail(ErrorKind::Unavailable, "running " + quote(shown(words)) + ": " + outcome.last_words());
        std::filesystem::remove(kOutbox, ignored);
        if (outcome.status == kExitPartial) programs_.tell("done in part: " + outcome.last_words());
        return {};
    }

    /// Says an error once, however often it comes.
    bool tell(const Status& status) {
        if (status || status.error().kind() == ErrorKind::Interrupted) return true;
        if (told_.insert(status.error().message()).second) programs_.tell("error: " + status.error().message());
        return false;
    }

    const Programs& programs_;
    std::string at_;
    std::string room_, taken_;  ///< the room's list: as it is, and as it was when its outbox was last fetched
    std::set<std::string> told_;
};

}  // namespace

Result<std::vector<std::string>> deposits_to_carry(std::string_view custodian_says, std::string_view room_says) {
    auto out = TRY(deposits_of(custodian_says, "the custodian"));
    const auto there = room_says.empty() ? std::vector<std::string>() : TRY(deposits_of(room_says, "the room"));
    std::erase_if(out, [&](const auto& id) { return std::ranges::find(there, id) != there.end(); });
    return out;
}

Status carry(const Programs& programs, const std::string& at) {
    Carrier carrier(programs, at);
    for (;;) {
        TRY(programs.interrupt().check("carrying"));
        pollfd interrupt{programs.interrupt().descriptor(), POLLIN, 0};
        ::poll(&interrupt, 1, carrier.turn() ? kTurnMilliseconds : kAfterErrorMilliseconds);
    }
}

}  // namespace assay::escrow
