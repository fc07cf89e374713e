// SPDX-License-Identifier: Apache-2.0
#include "verifier/report/environment_record.hpp"

#include "base/core/text.hpp"

namespace assay::verifier {

namespace {

constexpr std::size_t kUnvouchedMax = 20'000;

Json render_digest(const crypto::Sha256& digest) { return Json::object({{"sha256", crypto::hex(digest)}}); }

Result<crypto::Sha256> read_digest(Record& record, std::string_view key) {
    auto digest = TRY(record.record(key));
    const auto out = TRY(crypto::read_hex<crypto::Sha256>(digest, "sha256"));
    TRY(digest.finish());
    return out;
}

Result<std::vector<crypto::Grade::Package>> read_unvouched(Record& record) {
    const auto* list = TRY(record.array("unvouched"));
    if (list->size() > kUnvouchedMax) return fail(ErrorKind::Limit, record.what() + ": it names too many packages");
    std::vector<crypto::Grade::Package> out;
    for (const auto& item : *list) {
        auto package = TRY(Record::of(item, "package"));
        auto name = TRY(package.text("name"));
        const auto sha256 = TRY(crypto::read_hex<crypto::Sha256>(package, "sha256"));
        TRY(package.finish());
        out.push_back({std::move(name), sha256});
    }
    return out;
}

}  // namespace

std::string EnvironmentRecord::grade() const {
    if (kind == Kind::Host) return "host";
    return unvouched.empty() ? "debian-signed" : "vendor-supplied";
}

Json EnvironmentRecord::render() const {
    auto packages_named = Json::array();
    for (const auto& package : unvouched)
        packages_named.push(Json::object({{"name", package.name}, {"sha256", crypto::hex(package.sha256)}}));
    auto out = Json::object({{"kind", kind == Kind::Host ? "host" : "debian"},
                             {"grade", grade()},
                             {"unvouched", std::move(packages_named)},
                             {kind == Kind::Host ? "os" : "suite", system},
                             {"architecture", architecture},
                             {"packages", Json::decimal(packages)},
                             {"lock", render_digest(lock)}});
    if (keyring) out.set("keyring", render_digest(*keyring)).set("archives", crypto::render_archives(archives));
    out.set("seen_from_inside", Json::object({{"kernel", kernel}, {"machine", machine}, {"processor", processor}}));
    if (!walls.empty()) out.set("walls", walls);
    if (own_machine) out.set("machine", own_machine->render());
    return out;
}

Result<EnvironmentRecord> EnvironmentRecord::parse(const Json& json) {
    auto record = TRY(Record::of(json, "environment"));
    EnvironmentRecord out{};
    const auto kind = TRY(record.text("kind"));
    if (kind != "debian" && kind != "host") return record.wrong("kind", "is neither \"debian\" nor \"host\"");
    out.kind = kind == "host" ? Kind::Host : Kind::Debian;
    const auto grade = TRY(record.text("grade"));
    out.unvouched = TRY(read_unvouched(record));
    out.system = TRY(record.text(out.kind == Kind::Host ? "os" : "suite"));
    out.architecture = TRY(record.text("architecture"));
    out.packages = TRY(record.decimal("packages"));
    out.lock = TRY(read_digest(record, "lock"));
    if (record.has("keyring")) {
        out.keyring = TRY(read_digest(record, "keyring"));
        out.archives = TRY(crypto::parse_archives(*TRY(record.any("archives"))));
    }
    auto seen = TRY(record.record("seen_from_inside"));
    out.kernel = TRY(seen.text("kernel"));
    out.machine = TRY(seen.text("machine"));
    out.processor = TRY(seen.text("processor"));
    TRY(seen.finish());
    if (record.has("walls")) out.walls = TRY(record.text("walls"));
    if (record.has("machine")) out.own_machine = TRY(crypto::MachineRecord::parse(*TRY(record.any("machine"))));
    TRY(record.finish());
    if (out.keyring.has_value() != (out.kind == Kind::Debian))
        return record.wrong("keyring", "is there for \"host\", or missing for \"debian\"");
    if (out.grade() == "debian-signed" && out.archives.empty())
        return record.wrong("archives", "is empty, and the grade is \"debian-signed\"");
    if (out.kind == Kind::Host && !out.unvouched.empty())
        return record.wrong("unvouched", "names packages of \"host\"");
    if (grade != out.grade()) return record.wrong("grade", "is " + quote(grade) + ", the rest says " + out.grade());
    return out;
}

}  // namespace assay::verifier
