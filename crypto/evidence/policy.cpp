// SPDX-License-Identifier: Apache-2.0
#include "crypto/evidence/policy.hpp"

#include "base/core/text.hpp"
#include "base/core/toml.hpp"
#include "crypto/evidence/debian_archive_keys.hpp"
#include "crypto/record/vouching_archive.hpp"

namespace assay::crypto {

namespace {

constexpr std::string_view kFormat = "assay-policy-v1";
constexpr std::string_view kTell = "tell", kRefuse = "refuse";
constexpr std::string_view kAny = "any", kOwn = "own";

template <typename Fixed>
Result<std::set<Fixed>> read_set(Record& record, std::string_view key) {
    std::set<Fixed> out;
    const auto texts = TRY(record.texts(key));
    if (texts.size() > Policy::kListMax) return record.wrong(key, "is too long");
    for (const auto& text : texts)
        if (!out.insert(TRY(decode_hex_as<Fixed>(text, record.what() + ": an entry of " + quote(key)))).second)
            return record.wrong(key, "names " + text + " twice");
    return out;
}

Result<std::set<std::string>> read_environments(Record& record) {
    std::set<std::string> out;
    for (const auto& name : TRY(record.texts("environments"))) {
        if (name != "debian-signed" && name != "vendor-supplied" && name != "host")
            return record.wrong("environments", "holds " + quote(name) + ", which is no grade of an environment");
        out.insert(name);
    }
    return out;
}

std::set<std::string> debian_keys() {
    std::set<std::string> out;
    for (const auto& key : debian_archive_keys()) out.emplace(key.fingerprint);
    return out;
}

/// A policy written before there was this member accepts Debian's.
Result<std::set<std::string>> read_archive_keys(Record& record) {
    if (!record.has("archive_keys")) return debian_keys();
    std::set<std::string> out;
    for (const auto& key : TRY(record.texts("archive_keys"))) {
        if (!is_openpgp_fingerprint(key))
            return record.wrong("archive_keys",
                                "holds " + quote(key) +
                                    ", which is no fingerprint: 40 hexadecimal digits in capital letters, "
                                    "without spaces");
        if (out.size() == Policy::kListMax) return record.wrong("archive_keys", "is too long");
        if (!out.insert(key).second) return record.wrong("archive_keys", "names " + key + " twice");
    }
    return out;
}

Result<ExpectedProduct> read_product(const Json& json) {
    auto record = TRY(Record::of(json, "policy: \"expect\": a product"));
    ExpectedProduct out;
    out.name = TRY(record.text("name"));
    out.versions = TRY(record.texts("versions"));
    TRY(record.finish());
    if (out.name.empty()) return record.wrong("name", "is empty");
    return out;
}

Result<Policy::Expect> read_expect(Record& policy) {
    Policy::Expect out;
    if (!policy.has("expect")) return out;
    auto record = TRY(policy.record("expect"));
    out.vendors = TRY(read_set<IdentityId>(record, "vendors"));
    out.custodians = TRY(read_set<IdentityId>(record, "custodians"));
    out.rooms = TRY(read_set<IdentityId>(record, "rooms"));
    if (record.has("products"))
        for (const auto& item : *TRY(record.array("products"))) {
            auto product = TRY(read_product(item));
            for (const auto& other : out.products)
                if (other.name == product.name)
                    return record.wrong("products", "names " + quote(product.name) + " twice");
            if (out.products.size() == Policy::kListMax) return record.wrong("products", "is too long");
            out.products.push_back(std::move(product));
        }
    if (const auto deposit = TRY(record.optional_text("deposit")))
        out.deposit = TRY_WITHIN("policy: \"expect\"", parse_deposit_id(*deposit));
    TRY(record.finish());
    return out;
}

template <typename Set, typename Render>
std::string render_list(std::string_view key, const Set& values, Render render) {
    std::string out = std::string(key) + " = [";
    for (const auto& value : values) out += (out.ends_with('[') ? "\n  " : ",\n  ") + quote_toml(render(value));
    return out + (values.empty() ? "]\n" : ",\n]\n");
}

}  // namespace

Policy Policy::strict() {
    Policy out;
    out.environments = {"debian-signed"};
    out.archive_keys = debian_keys();
    return out;
}

Result<Policy> Policy::parse(std::string_view toml) {
    const auto json = TRY_WITHIN("policy", parse_toml(toml));
    auto record = TRY(Record::of(json, "policy"));
    if (const auto format = TRY(record.text("format")); format != kFormat)
        return fail(ErrorKind::Unsupported, "policy: the format " + quote(format) + " is unknown to this version");
    Policy out;
    out.roots = TRY(read_set<IdentityId>(record, "roots"));
    if (out.roots.empty()) return record.wrong("roots", "is empty: no identity would be trusted");
    auto verifiers = TRY(record.record("verifiers"));
    out.verifiers = TRY(read_set<IdentityId>(verifiers, "accepted"));
    out.verifiers_agree = TRY(verifiers.integer("agree"));
    TRY(verifiers.finish());
    if (out.verifiers_agree < 1 || out.verifiers_agree > 64) return verifiers.wrong("agree", "is not between 1 and 64");
    auto grade = TRY(record.record("grade"));
    out.environments = TRY(read_environments(grade));
    out.archive_keys = TRY(read_archive_keys(grade));
    out.packages = TRY(read_set<Sha256>(grade, "packages"));
    out.opaque = TRY(read_set<Sha256>(grade, "opaque"));
    if (const auto gaps = TRY(grade.optional_text("gaps"))) {
        if (*gaps != kTell && *gaps != kRefuse) return grade.wrong("gaps", "is neither \"tell\" nor \"refuse\"");
        out.gaps = *gaps == kRefuse ? Gaps::Refuse : Gaps::Tell;
    }
    if (const auto machine = TRY(grade.optional_text("machine"))) {
        if (*machine != kAny && *machine != kOwn) return grade.wrong("machine", "is neither \"any\" nor \"own\"");
        out.machine = *machine == kOwn ? Machine::Own : Machine::Any;
    }
    TRY(grade.finish());
    auto log = TRY(record.record("log"));
    if (const auto age = TRY(log.optional_text("max_age")))
        out.max_age_seconds = TRY_WITHIN("policy: max_age", parse_duration_seconds(*age));
    out.tlog = TRY(log.text("policy"));
    TRY(log.finish());
    out.expect = TRY(read_expect(record));
    TRY(record.finish());
    return out;
}

std::string Policy::render() const {
    const auto id = [](const auto& value) { return encode_hex(value.view()); };
    std::string out = "format = " + quote_toml(kFormat) + "\n\n";
    out += "# Whose endorsement makes an identity count.\n" + render_list("roots", roots, id);
    out += "\n[verifiers]\n# Rooms whose verdicts count; an empty list means any room a root endorses.\n" +
           render_list("accepted", verifiers, id);
    out += "agree = " + std::to_string(verifiers_agree) + "\n";
    out += "\n[grade]\n# What a verdict may rest on: debian-signed, vendor-supplied, host.\n" +
           render_list("environments", environments, [](const auto& name) { return name; });
    out += "# OpenPGP fingerprints of keys whose signed archives may vouch for packages.\narchive_keys = [";
    for (const auto& key : archive_keys) {
        const auto name = name_of_archive_key(key);
        out += "\n  " + quote_toml(key) + "," + (name.empty() ? "" : "  # " + std::string(name));
    }
    out += archive_keys.empty() ? "]\n" : "\n]\n";
    out += "# SHA-256 of packages accepted although no archive vouches for them.\n" +
           render_list("packages", packages, id);
    out += "# SHA-256 of opaque source files accepted as read by the build.\n" + render_list("opaque", opaque, id);
    out += "# Builds before the verdict that a room did not finish, or that failed: tell, refuse.\n";
    out += "gaps = " + quote_toml(gaps == Gaps::Tell ? kTell : kRefuse) + "\n";
    out += "# What a build must have run in: any, own (a machine with a kernel of its own).\n";
    out += "machine = " + quote_toml(machine == Machine::Any ? kAny : kOwn) + "\n";
    out += "\n[log]\n";
    if (max_age_seconds) out += "max_age = \"" + std::to_string(*max_age_seconds) + "s\"\n";
    out += "# C2SP tlog-policy: logs, witnesses, quorum.\npolicy = '''\n" + tlog + "'''\n";
    out += "\n[expect]\n# What evidence must be about; an empty list asks for nothing.\n" +
           render_list("vendors", expect.vendors, id) + render_list("custodians", expect.custodians, id) +
           render_list("rooms", expect.rooms, id);
    if (expect.deposit) out += "deposit = " + quote_toml(render_deposit_id(*expect.deposit)) + "\n";
    for (const auto& product : expect.products)
        out += "[[expect.products]]\nname = " + quote_toml(product.name) + "\n" +
               render_list("versions", product.versions, [](const auto& version) { return version; });
    return out;
}

}  // namespace assay::crypto
