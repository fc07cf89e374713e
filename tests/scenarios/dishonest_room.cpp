// SPDX-License-Identifier: Apache-2.0
// dishonest_room KEYS OUTBOX OUT KIND MEMBER VALUE [KIND MEMBER VALUE]...: a room whose keys sign what its own programs
// would not. Sets signed members of the statements of a kind in an outbox; signs these again, and all that rests on
// them, and the outbox's manifest.
//
// MEMBER is a path of names and positions with dots: `predicate.time`, or `closed.grade.environment` for a field of the
// closed part, which is committed to and sealed anew. VALUE is JSON, or
// `-` to leave the member out.
#include "base/core/text.hpp"
#include "base/files/read.hpp"
#include "crypto/age/age.hpp"
#include "storage/export/outbox.hpp"
#include "storage/keys/key_folder.hpp"

#include <fstream>
#include <iostream>

using namespace assay;
using crypto::StatementId;

namespace {

struct Edit {
    std::string kind;
    std::string part;  ///< `predicate` or `closed`
    std::vector<std::string> path;
    std::optional<Json> value;  ///< none: the member is left out

    static Result<Edit> of(const std::string& kind, const std::string& member, const std::string& value) {
        Edit out{kind, {}, {}, std::nullopt};
        if (value != "-") out.value = TRY(Json::parse(value));
        for (const auto name : split(member, '.')) out.path.emplace_back(name);
        out.part = out.path.front();
        out.path.erase(out.path.begin());
        return out;
    }
};

Result<Json> with(const Json& json, std::span<const std::string> path, const std::optional<Json>& value) {
    if (path.empty()) return *value;
    auto changed = Json::object();
    if (const auto* items = json.items()) {
        const auto position = static_cast<std::size_t>(parse_decimal(path.front()).value_or(items->size()));
        if (position >= items->size()) return fail(ErrorKind::Usage, "there is no item " + quote(path.front()));
        auto list = *items;
        list[position] = TRY(with((*items)[position], path.subspan(1), value));
        return Json(std::move(list));
    }
    const auto* member = json.find(path.front());
    if (member == nullptr) return fail(ErrorKind::Usage, "there is no member " + quote(path.front()));
    const bool leave_out = path.size() == 1 && !value;
    for (const auto& [name, old] : *json.members())
        if (name != path.front())
            changed.set(name, old);
        else if (!leave_out)
            changed.set(name, TRY(with(*member, path.subspan(1), value)));
    return changed;
}

/// The room's outbox, statement by statement as it is signed anew.
class Forger {
public:
    Forger(storage::KeyFolder keys, storage::PartySigner signer, crypto::AgeIdentity seal, storage::Outbox outbox)
        : keys_(std::move(keys)), signer_(std::move(signer)), seal_(std::move(seal)), outbox_(std::move(outbox)) {}

    Result<storage::Outbox> run(const std::vector<Edit>& edits) {
        for (const auto& evidence : outbox_.evidence)
            for (const auto& [id, object] : evidence.objects())
                if (TRY(object.kind()) == crypto::StatementKind::Identity) {
                    const auto identity = TRY(crypto::Identity::open(object));
                    parties_.emplace(identity.id(), identity);
                }
        for (auto& each : outbox_.statements) TRY(forge(each, edits));
        if (replaced_.empty()) return fail(ErrorKind::Usage, "no statement of these kinds is in the outbox");
        for (auto& evidence : outbox_.evidence) evidence = TRY(replaced_in(evidence));
        crypto::OutboxManifest manifest{outbox_.room, SystemClock().now(), outbox_.statements_digest(),
                                        outbox_.evidence_digest()};
        outbox_.manifest = TRY(crypto::sign_statement(manifest.payload(), signer_.view(), random_));
        return std::move(outbox_);
    }

private:
    Status forge(storage::OutgoingStatement& each, const std::vector<Edit>& edits) {
        const auto kind = TRY(crypto::peek_kind(each.statement.envelope));
        const auto old = TRY(crypto::peek_link(each.statement.envelope));
        const auto envelope = TRY(crypto::DsseEnvelope::parse(text_of(each.statement.envelope)));
        const auto was = to_text(envelope.payload);
        const auto payload = TRY(Json::parse(rewritten(was)));
        auto predicate = Json::object();
        for (const auto& [name, value] : *payload.find("predicate")->members())
            if (name != "salt") predicate.set(name, value);
        bool changed = rewritten(was) != was;
        auto fields = TRY(open_fields(each));
        for (const auto& edit : edits) {
            if (edit.kind != crypto::name_of(kind)) continue;
            changed = true;
            if (edit.part == "predicate") predicate = TRY(with(predicate, edit.path, edit.value));
            if (edit.part == "closed") fields = TRY(with(fields, edit.path, edit.value));
        }
        if (!changed) return {};

        crypto::ClosedPart closed;
        for (const auto& [name, value] : *fields.members()) closed.add(name, value, random_);
        for (auto& part : each.closed) {
            const auto key = TRY(parties_.at(part.to).seal_recipient());
            part.file =
                TRY(crypto::age_seal(TRY(crypto::AgeRecipient::parse(key)), bytes_of(closed.render()), random_));
        }
        predicate.set("closed", closed.commitments());
        predicate.set("sealed", crypto::render_sealed_parts(crypto::records_of(each.closed)));
        auto forged = payload;
        forged.set("predicate", std::move(predicate));
        each.statement = TRY(crypto::sign_statement(forged.render(), signer_.view(), random_));
        const auto link = TRY(crypto::peek_link(each.statement.envelope));
        digests_.emplace_back(crypto::hex(old.id()), crypto::hex(link.id()));
        digests_.emplace_back(crypto::hex(old.sha512()), crypto::hex(link.sha512()));
        replaced_.emplace(old.id(), Replaced{each.statement, link.id(), std::move(closed)});
        return {};
    }

    /// With the digests of what was signed anew in place of the old ones.
    std::string rewritten(std::string text) const {
        for (const auto& [old, now] : digests_)
            for (auto at = text.find(old); at != std::string::npos; at = text.find(old, at))
                text.replace(at, old.size(), now);
        return text;
    }

    Result<Json> open_fields(const storage::OutgoingStatement& each) const {
        for (const auto& part : each.closed) {
            if (part.to != outbox_.room) continue;
            const auto text = TRY(crypto::age_open(seal_, part.file));
            const auto closed = TRY(crypto::ClosedPart::parse(text_of(text.view())));
            auto out = Json::object();
            for (const auto& [name, field] : closed.fields()) out.set(name, TRY(Json::parse(rewritten(field.value))));
            return out;
        }
        return fail(ErrorKind::Unproven, "a closed part is not sealed to the room");
    }

    Result<crypto::Evidence> replaced_in(const crypto::Evidence& evidence) const {
        const auto claim = replaced_.find(evidence.claim());
        crypto::Evidence out(evidence.kind(), claim != replaced_.end() ? claim->second.id : evidence.claim());
        for (const auto& [id, object] : evidence.objects()) {
            const auto at = replaced_.find(id);
            TRY(out.add(at != replaced_.end() ? at->second.statement : object.salted()));
        }
        for (const auto& [id, fields] : evidence.disclosures()) {
            const auto at = replaced_.find(id);
            for (const auto& [name, field] : fields)
                if (at == replaced_.end())
                    out.disclose(id, name, field);
                else if (const auto* shown = at->second.closed.find(name))
                    out.disclose(at->second.id, name, *shown);
        }
        out.prove(evidence.proofs());
        return out;
    }

    struct Replaced {
        crypto::SaltedEnvelope statement;
        StatementId id;
        crypto::ClosedPart closed;
    };

    storage::KeyFolder keys_;
    storage::PartySigner signer_;
    crypto::AgeIdentity seal_;
    storage::Outbox outbox_;
    SystemRandom random_;
    std::map<crypto::IdentityId, crypto::Identity> parties_;
    std::vector<std::pair<std::string, std::string>> digests_;
    std::map<StatementId, Replaced> replaced_;
};

Status forge(std::span<const std::string> words) {
    auto keys = TRY(storage::KeyFolder::open(words[0]));
    auto signer = TRY(keys.signer());
    auto seal = TRY(keys.seal_identity());
    const auto text = TRY(read_file(words[1], storage::Outbox::kBytesMax));
    auto outbox = TRY(storage::Outbox::parse(text_of(text)));
    std::vector<Edit> edits;
    for (std::size_t i = 3; i < words.size(); i += 3)
        edits.push_back(TRY(Edit::of(words[i], words[i + 1], words[i + 2])));
    const auto forged = TRY(Forger(std::move(keys), std::move(signer), std::move(seal), std::move(outbox)).run(edits));
    std::ofstream(words[2]) << forged.render();
    return {};
}

}  // namespace

int main(int argc, char** argv) {
    const std::vector<std::string> words(argv + 1, argv + argc);
    if (words.size() < 6 || words.size() % 3 != 0) return 2;
    const auto done = forge(words);
    if (!done) std::cerr << "dishonest_room: " << done.error().message() << "\n";
    return done ? 0 : 1;
}
