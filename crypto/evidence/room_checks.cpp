// SPDX-License-Identifier: Apache-2.0
#include "crypto/evidence/room_checks.hpp"

#include "base/core/text.hpp"
#include "crypto/record/machine_record.hpp"

#include <algorithm>
#include <type_traits>

namespace assay::crypto {

namespace {

/// The value at the end of a path of members, or null.
const Json* at(const Json* json, std::initializer_list<std::string_view> path) {
    for (const auto member : path) json = json != nullptr ? json->find(member) : nullptr;
    return json;
}

std::string_view text(const Json* json) {
    return json != nullptr && json->text() != nullptr ? std::string_view(*json->text()) : std::string_view();
}

std::size_t size_of(const Json* json) {
    return json != nullptr && json->items() != nullptr ? json->items()->size() : 0;
}

const Exhibit* acceptance_of(const Bench& bench, const Exhibit& rebuild) {
    return bench.exhibits.at(rebuild.as<Rebuild>()->acceptance);
}
const Exhibit* deposit_of(const Bench& bench, const Exhibit& rebuild) {
    return bench.exhibits.at(rebuild.as<Rebuild>()->deposit);
}

/// One digest of a member against the SHA-256 of a closed field of the deposit.
Found same_sha256(const Bench& bench, const Exhibit& rebuild, const Json* said, std::string_view field) {
    if (rebuild.field("provenance") == nullptr) return {};
    const auto* deposit = deposit_of(bench, rebuild);
    if (deposit == nullptr) return {};
    const auto* deposited = deposit->field(field);
    if (deposited == nullptr)
        return Found::missing("the deposit's field \"" + std::string(field) + "\" is not disclosed");
    const auto mine = text(at(said, {"sha256"}));
    return Found::unless(!mine.empty() && mine == text(at(deposited, {"sha256"})));
}

const Json* build_of(const Exhibit& rebuild) { return at(rebuild.field("provenance"), {"buildDefinition"}); }

/// The sealed closed parts a statement names; null for a kind that has none.
struct SealedParts {
    using Records = std::vector<SealedPartRecord>;
    const Records* operator()(const auto& it) const {
        if constexpr (requires { requires std::is_same_v<std::remove_cvref_t<decltype(it.sealed)>, Records>; })
            return &it.sealed;
        else
            return nullptr;
    }
};

bool is_package(const Json& dependency) { return dependency.text_at("name").starts_with("pool/"); }

}  // namespace

const Json* find_environment(const Exhibit& rebuild) {
    const auto* byproducts = at(rebuild.field("provenance"), {"runDetails", "byproducts"});
    if (size_of(byproducts) == 0) return nullptr;
    const Json* found = nullptr;
    for (const auto& item : *byproducts->items()) {
        if (item.text_at("name") != "environment") continue;
        if (found != nullptr) return nullptr;
        found = item.find("content");
    }
    return found;
}

Found acceptance_deposit(const Bench& bench, const Exhibit& exhibit) {
    const auto& acceptance = *exhibit.as<Acceptance>();
    const auto* exported = bench.exhibits.typed_at<Export>(acceptance.exported);
    return Found::unless(exported == nullptr || acceptance.deposit == exported->deposit);
}

Found acceptance_signer(const Bench& bench, const Exhibit& exhibit) {
    const auto& acceptance = *exhibit.as<Acceptance>();
    const auto* exported = bench.exhibits.typed_at<Export>(acceptance.exported);
    return Found::unless(exported == nullptr || acceptance.room == exported->room,
                         "it is by " + bench.trust.describe(acceptance.room));
}

Found acceptance_export(const Bench& bench, const Exhibit& exhibit) {
    return leads_to<Export>(bench, exhibit.as<Acceptance>()->exported);
}

Found acceptance_snapshot(const Bench& bench, const Exhibit& exhibit) {
    const auto* accepted = exhibit.field("snapshot");
    const auto* deposit = bench.exhibits.at(exhibit.as<Acceptance>()->deposit);
    if (accepted == nullptr || deposit == nullptr) return {};
    const auto* deposited = deposit->field("snapshot");
    if (deposited == nullptr) return Found::missing("the deposit's snapshot is not disclosed");
    return Found::unless(*accepted == *deposited && accepted->members() != nullptr);
}

Found acceptance_levels(const Bench&, const Exhibit& exhibit) {
    const auto* levels = exhibit.field("levels");
    if (levels == nullptr) return {};
    if (levels->items() == nullptr) return Found::fails("its levels are not a list");
    std::set<std::string_view> held;
    for (const auto& level : *levels->items()) {
        if (text(&level) != "L1" && text(&level) != "L2") return Found::fails("it names a level that is unknown");
        if (!held.insert(text(&level)).second) return Found::fails("it names a level twice");
    }
    for (const std::string level : {"L1", "L2"})
        if (!held.contains(level)) return Found::fails("it does not say " + level);
    return {};
}

Found sealed_to_readers(const Bench& bench, const Exhibit& exhibit) {
    const auto* parts = std::visit(SealedParts(), exhibit.typed);
    const auto* deposit = bench.exhibits.typed_at<Deposit>(exhibit.links().front());
    const auto* agreement = deposit != nullptr ? bench.exhibits.typed_at<Agreement>(deposit->agreement) : nullptr;
    if (parts == nullptr || agreement == nullptr) return {};
    for (const auto& part : *parts)
        if (part.to != agreement->vendor && !agreement->has_room(part.to))
            return Found::fails("it is sealed to " + bench.trust.describe(part.to));
    for (const auto& reader : {agreement->vendor, exhibit.statement.signers().front()})
        if (std::ranges::find(*parts, reader, &SealedPartRecord::to) == parts->end())
            return Found::fails("it is not sealed to " + bench.trust.describe(reader));
    return {};
}

Found access_deposit(const Bench& bench, const Exhibit& exhibit) {
    const auto& access = *exhibit.as<Access>();
    const auto* acceptance = bench.exhibits.typed_at<Acceptance>(access.acceptance);
    return Found::unless(acceptance == nullptr || access.deposit == acceptance->deposit);
}

Found access_signer(const Bench& bench, const Exhibit& exhibit) {
    const auto& access = *exhibit.as<Access>();
    const auto* acceptance = bench.exhibits.typed_at<Acceptance>(access.acceptance);
    return Found::unless(acceptance == nullptr || access.room == acceptance->room,
                         "it is by " + bench.trust.describe(access.room));
}

Found access_acceptance(const Bench& bench, const Exhibit& exhibit) {
    return leads_to<Acceptance>(bench, exhibit.as<Access>()->acceptance);
}

Found rebuild_deposit(const Bench& bench, const Exhibit& exhibit) {
    const auto& rebuild = *exhibit.as<Rebuild>();
    const auto* acceptance = bench.exhibits.typed_at<Acceptance>(rebuild.acceptance);
    return Found::unless(acceptance == nullptr || rebuild.deposit == acceptance->deposit);
}

Found rebuild_signer(const Bench& bench, const Exhibit& exhibit) {
    const auto& rebuild = *exhibit.as<Rebuild>();
    const auto* acceptance = bench.exhibits.typed_at<Acceptance>(rebuild.acceptance);
    return Found::unless(acceptance == nullptr || rebuild.room == acceptance->room,
                         "it is by " + bench.trust.describe(rebuild.room));
}

Found rebuild_acceptance(const Bench& bench, const Exhibit& exhibit) {
    return leads_to<Acceptance>(bench, exhibit.as<Rebuild>()->acceptance);
}

Found rebuild_outcome(const Bench& bench, const Exhibit& exhibit) {
    const auto* outputs = exhibit.field("outputs");
    if (exhibit.as<Rebuild>()->outcome == Rebuild::Outcome::Built)
        return Found::unless(outputs == nullptr || size_of(outputs) > 0, "it says built, and put nothing out");
    for (const auto& [id, other] : bench.exhibits.all())
        if (const auto* verdict = other.as<Verdict>(); verdict != nullptr &&
                                                       verdict->rebuild == exhibit.statement.link() &&
                                                       verdict->verdict != VerdictKind::NotComparable)
            return Found::fails("it says failed, and was compared with");
    return {};
}

Found rebuild_outputs(const Bench&, const Exhibit& exhibit) {
    const auto* outputs = exhibit.field("outputs");
    if (outputs == nullptr) return {};
    const auto read = [&]() -> Status {
        if (outputs->items() == nullptr) return fail(ErrorKind::Invalid, "they are not a list");
        std::set<std::string> paths;
        for (const auto& item : *outputs->items()) {
            auto record = TRY(Record::of(item, "output"));
            auto path = TRY(record.text("path"));
            TRY(record.decimal("size"));
            TRY(read_digests(record, "digest"));
            TRY(record.finish());
            if (path.empty() || !paths.insert(path).second)
                return fail(ErrorKind::Invalid, "the path " + quote(path) + " appears twice, or is empty");
        }
        return {};
    }();
    return read ? Found() : Found::fails(read.error().message());
}

Found provenance_type(const Bench&, const Exhibit& exhibit) {
    const auto* build = build_of(exhibit);
    return Found::unless(exhibit.field("provenance") == nullptr ||
                         text(at(build, {"buildType"})) == "urn:assay:build:recipe:1");
}

Found provenance_deposit(const Bench&, const Exhibit& exhibit) {
    const auto id = render_deposit_id(deposit_id_of(exhibit.as<Rebuild>()->deposit));
    return Found::unless(exhibit.field("provenance") == nullptr ||
                         text(at(build_of(exhibit), {"externalParameters", "deposit"})) == id);
}

Found provenance_recipe(const Bench& bench, const Exhibit& exhibit) {
    return same_sha256(bench, exhibit, at(build_of(exhibit), {"externalParameters", "recipe"}), "recipe");
}

Found provenance_snapshot(const Bench& bench, const Exhibit& exhibit) {
    const auto* acceptance = acceptance_of(bench, exhibit);
    const auto* accepted = acceptance != nullptr ? acceptance->field("snapshot") : nullptr;
    if (exhibit.field("provenance") == nullptr || accepted == nullptr) return {};
    const auto* built = at(build_of(exhibit), {"internalParameters", "snapshot"});
    return Found::unless(built != nullptr && *built == *accepted);
}

Found provenance_builder(const Bench&, const Exhibit& exhibit) {
    const auto* provenance = exhibit.field("provenance");
    return Found::unless(provenance == nullptr || text(at(provenance, {"runDetails", "builder", "id"})) ==
                                                      "urn:assay:identity:" + hex(exhibit.as<Rebuild>()->room));
}

Found provenance_times(const Bench& bench, const Exhibit& exhibit) {
    const auto* metadata = at(exhibit.field("provenance"), {"runDetails", "metadata"});
    if (exhibit.field("provenance") == nullptr) return {};
    const auto started = Time::parse(text(at(metadata, {"startedOn"})));
    const auto finished = Time::parse(text(at(metadata, {"finishedOn"})));
    if (!started || !finished) return Found::fails("they are no times");
    if (*finished < *started) return Found::fails("it finished before it started");
    if (finished->seconds() > exhibit.statement.claimed_time().seconds() + kClocksApartSeconds)
        return Found::fails("it finished on " + finished->render() + ", after it was signed");
    const auto* acceptance = acceptance_of(bench, exhibit);
    if (acceptance != nullptr &&
        started->seconds() + kClocksApartSeconds < acceptance->statement.claimed_time().seconds())
        return Found::fails("it started on " + started->render() + ", before the deposit was accepted");
    return {};
}

Found provenance_environment(const Bench&, const Exhibit& exhibit) {
    return Found::unless(exhibit.field("provenance") == nullptr || find_environment(exhibit) != nullptr);
}

Found environment_kind(const Bench&, const Exhibit& exhibit) {
    const auto* environment = find_environment(exhibit);
    if (environment == nullptr) return {};
    const auto kind = environment->text_at("kind"), grade = environment->text_at("grade");
    const bool unvouched = size_of(at(environment, {"unvouched"})) > 0;
    if (kind == "host") return Found::unless(grade == "host" && !unvouched);
    return Found::unless(kind == "debian" && grade == (unvouched ? "vendor-supplied" : "debian-signed"));
}

Found environment_packages(const Bench&, const Exhibit& exhibit) {
    const auto* environment = find_environment(exhibit);
    const auto* dependencies = at(build_of(exhibit), {"resolvedDependencies"});
    if (environment == nullptr || environment->text_at("kind") != "debian" || size_of(dependencies) == 0)
        return Found::unless(environment == nullptr || environment->text_at("kind") != "debian",
                             "it lists no dependency");
    const auto packages = static_cast<std::uint64_t>(std::ranges::count_if(*dependencies->items(), is_package));
    return Found::unless(parse_decimal(environment->text_at("packages")) == packages);
}

Found environment_archives(const Bench&, const Exhibit& exhibit) {
    const auto* environment = find_environment(exhibit);
    if (environment == nullptr) return {};
    const auto* json = environment->find("archives");
    if (environment->text_at("kind") != "debian")
        return Found::unless(json == nullptr, "no archive vouches for what is not of Debian packages");
    if (json == nullptr) return Found::missing("it does not say which archive keys vouch for its packages");
    const auto archives = parse_archives(*json);
    if (!archives) return Found::fails(archives.error().message());
    const auto packages = parse_decimal(environment->text_at("packages")).value_or(0);
    return Found::unless(!archives->empty() || packages <= size_of(environment->find("unvouched")),
                         "packages are vouched for, and no archive is named");
}

Found environment_machine(const Bench&, const Exhibit& exhibit) {
    const auto* environment = find_environment(exhibit);
    const auto* json = environment != nullptr ? environment->find("machine") : nullptr;
    if (json == nullptr) return {};
    const auto machine = MachineRecord::parse(*json);
    if (!machine) return Found::fails(machine.error().message());
    return Found::unless(text(at(environment, {"seen_from_inside", "kernel"})) == "Linux " + machine->release,
                         "what was seen from inside is another kernel");
}

Found environment_lock(const Bench& bench, const Exhibit& exhibit) {
    const auto* environment = find_environment(exhibit);
    return environment == nullptr ? Found() : same_sha256(bench, exhibit, at(environment, {"lock"}), "lock");
}

}  // namespace assay::crypto
