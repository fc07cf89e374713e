// SPDX-License-Identifier: Apache-2.0
#include "storage/recipe/recipe.hpp"

#include "base/core/text.hpp"
#include "base/core/toml.hpp"

#include <algorithm>
#include <array>

namespace assay::storage {

namespace {

constexpr std::size_t kWordBytesMax = 200;
constexpr std::size_t kReasonBytesMax = 1000;
constexpr std::uint64_t kMinutesMax = 60 * 24 * 30;
constexpr std::uint64_t kMemoryMibMax = std::uint64_t{1} << 24;

constexpr std::pair<ArtifactSignature, std::string_view> kSignatures[] = {
    {ArtifactSignature::None, "none"},
    {ArtifactSignature::PeAuthenticode, "pe-authenticode"},
    {ArtifactSignature::Apk, "apk"},
    {ArtifactSignature::DebArchive, "deb-archive"},
    {ArtifactSignature::KernelModule, "kernel-module"},
};

constexpr std::pair<std::string_view, std::string_view> kFixedVariables[] = {
    {"HOME", "/nonexistent"},
    {"LANG", "C.UTF-8"},
    {"LC_ALL", "C.UTF-8"},
    {"PATH", "/usr/sbin:/usr/bin:/sbin:/bin"},
};

constexpr std::string_view kEpochVariable = "SOURCE_DATE_EPOCH";
constexpr std::string_view kOutVariable = "ASSAY_OUT";
constexpr std::string_view kCpusVariable = "ASSAY_CPUS";

// The top folders that belong to the root a build runs in: nothing can be built there.
constexpr std::string_view kSystemFolders[] = {"bin",  "boot", "dev",  "etc", "lib", "lib32", "lib64", "libx32",
                                               "proc", "run",  "sbin", "sys", "tmp", "usr",   "var"};

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

std::unexpected<Error> invalid(std::string what) { return fail(ErrorKind::Invalid, "recipe: " + std::move(what)); }

/// A word for people: something to read, on one line.
Result<std::string> read_word(Record& record, std::string_view key, std::size_t most = kWordBytesMax) {
    auto word = TRY(record.text(key));
    if (word.empty() || word.size() > most || std::ranges::any_of(word, is_control))
        return record.wrong(key, "is not 1 to " + std::to_string(most) + " bytes on one line");
    return word;
}

Result<RelativePath> read_path(Record& record, std::string_view key) {
    const auto text = TRY(record.text(key));
    return TRY_WITHIN(record.what() + ": \"" + std::string(key) + "\" " + quote(text), RelativePath::parse(text));
}

Result<std::optional<std::uint64_t>> read_limit(Record& record, std::string_view key, std::uint64_t most) {
    if (!record.has(key)) return std::nullopt;
    const auto value = TRY(record.integer(key));
    if (value < 1 || static_cast<std::uint64_t>(value) > most)
        return record.wrong(key, "is not a number from 1 to " + std::to_string(most));
    return static_cast<std::uint64_t>(value);
}

Status read_product(Record record, Recipe& out) {
    out.product = TRY(read_word(record, "name"));
    out.version = TRY(read_word(record, "version"));
    return record.finish();
}

Result<RecipeEnvironment> read_environment(Record record) {
    if (const auto* oci = record.optional("oci"))
        return fail(ErrorKind::Unsupported,
                    record.what() + ": \"oci\" " + quote(oci->text() != nullptr ? *oci->text() : oci->render()) +
                        " asks for an OCI image; only \"debian\" and kind \"host\" can be built in");
    auto lock = TRY(read_path(record, "lock"));
    RecipeEnvironment out{.kind = RecipeEnvironment::Kind::Debian, .suite = {}, .lock = std::move(lock)};
    const auto suite = TRY(record.optional_text("debian"));
    const auto kind = TRY(record.optional_text("kind"));
    TRY(record.finish());
    if (suite.has_value() == kind.has_value())
        return fail(ErrorKind::Invalid, record.what() + ": exactly one of \"debian\" and \"kind\" has to be there");
    if (kind) {
        if (*kind != "host") return record.wrong("kind", quote(*kind) + " is not \"host\"");
        out.kind = RecipeEnvironment::Kind::Host;
        return out;
    }
    const auto is_plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
    if (suite->empty() || suite->size() > 50 || !std::ranges::all_of(*suite, is_plain))
        return record.wrong("debian", quote(*suite) + " is not the name of a suite");
    out.suite = *suite;
    return out;
}

Result<std::string> read_directory(Record& record) {
    auto directory = TRY(record.text("directory"));
    const auto what = record.what() + ": \"directory\" " + quote(directory);
    if (!directory.starts_with('/')) return fail(ErrorKind::Invalid, what + " is not absolute");
    if (std::ranges::any_of(directory, is_control)) return fail(ErrorKind::Invalid, what + " has a control character");
    const auto below = TRY_WITHIN(what, RelativePath::parse(std::string_view(directory).substr(1)));
    if (std::ranges::find(kSystemFolders, below.components().front()) != std::end(kSystemFolders))
        return fail(Error(ErrorKind::Invalid, what + " lies in a folder of the system")
                        .with_hint("build in another folder, and name that: /build/NAME, /home/NAME/NAME"));
    return directory;
}

Result<std::vector<std::string>> read_commands(Record& record) {
    auto commands = TRY(record.texts("commands"));
    if (commands.empty()) return record.wrong("commands", "is empty");
    if (commands.size() > Recipe::kCommandsMax)
        return record.wrong("commands", "has more than " + std::to_string(Recipe::kCommandsMax));
    for (std::size_t i = 0; i < commands.size(); ++i) {
        const auto& command = commands[i];
        const auto is_odd = [](char c) { return is_control(c) && c != '\n' && c != '\t'; };
        if (trim(command).empty() || command.size() > Recipe::kCommandBytesMax || std::ranges::any_of(command, is_odd))
            return record.wrong("commands", "number " + std::to_string(i + 1) + " " + quote(command) +
                                                " is empty, too long or has a control character");
    }
    return commands;
}

Result<std::optional<Time>> read_epoch(Record& record) {
    const auto* epoch = record.optional("source_date_epoch");
    if (epoch == nullptr || (epoch->text() != nullptr && *epoch->text() == "auto")) return std::nullopt;
    if (epoch->integer() == nullptr) return record.wrong("source_date_epoch", "is neither \"auto\" nor a number");
    return TRY_WITHIN(record.what() + ": \"source_date_epoch\"", Time::from_seconds(*epoch->integer()));
}

Status check_variable(std::string_view name, const std::string& value) {
    const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
    const auto is_plain = [&](char c) { return is_letter(c) || (c >= '0' && c <= '9'); };
    const auto what = "variable " + quote(name);
    if (name.empty() || name.size() > kWordBytesMax || !is_letter(name.front()) || !std::ranges::all_of(name, is_plain))
        return invalid(what + " has no name a shell knows");
    const auto is_fixed = [&](const auto& fixed) { return fixed.first == name; };
    if (std::ranges::any_of(kFixedVariables, is_fixed) || name == kEpochVariable || name == kOutVariable ||
        name == kCpusVariable || name == "PWD" || name == "IFS")
        return invalid(what + " is set by the room, not by a recipe");
    if (value.size() > Recipe::kCommandBytesMax || value.find('\0') != std::string::npos)
        return invalid(what + " is too long or has a NUL byte");
    return {};
}

Result<std::map<std::string, std::string>> read_variables(Record& record) {
    std::map<std::string, std::string> out;
    const auto* table = record.optional("environment");
    if (table == nullptr) return out;
    if (table->members() == nullptr) return record.wrong("environment", "is not a table");
    if (table->members()->size() > Recipe::kVariablesMax)
        return record.wrong("environment", "has more variables than " + std::to_string(Recipe::kVariablesMax));
    for (const auto& [name, value] : *table->members()) {
        if (value.text() == nullptr) return invalid("variable " + quote(name) + " is not a text");
        TRY(check_variable(name, *value.text()));
        out.emplace(name, *value.text());
    }
    return out;
}

Status read_build(Record record, Recipe& out) {
    out.directory = TRY(read_directory(record));
    out.commands = TRY(read_commands(record));
    out.source_date_epoch = TRY(read_epoch(record));
    out.variables = TRY(read_variables(record));
    return record.finish();
}

Result<ArtifactSignature> read_signature(Record& record) {
    const auto name = TRY(record.optional_text("signature")).value_or("none");
    for (const auto& [value, known] : kSignatures)
        if (known == name) return value;
    return fail(ErrorKind::Unsupported, record.what() + ": \"signature\" " + quote(name) + " is not known here");
}

Result<std::vector<RecipeArtifact>> read_artifacts(const Json::Array& items) {
    if (items.empty()) return invalid("there is no [[artifact]]");
    if (items.size() > Recipe::kArtifactsMax)
        return invalid("there are more than " + std::to_string(Recipe::kArtifactsMax) + " artifacts");
    std::vector<RecipeArtifact> out;
    for (const auto& item : items) {
        auto record = TRY(Record::of(item, "recipe: artifact"));
        auto path = TRY(read_path(record, "path"));
        const auto signature = TRY(read_signature(record));
        TRY(record.finish());
        if (std::ranges::find(out, path, &RecipeArtifact::path) != out.end())
            return invalid("artifact " + quote(path.text()) + " appears twice");
        out.push_back({.path = std::move(path), .signature = signature});
    }
    return out;
}

Result<std::vector<SecretAllowance>> read_allowances(const Json* table) {
    std::vector<SecretAllowance> out;
    if (table == nullptr) return out;
    if (table->members() == nullptr) return invalid("\"allow\" is not a table");
    if (table->members()->size() > Recipe::kAllowancesMax)
        return invalid("\"allow\" is larger than " + std::to_string(Recipe::kAllowancesMax));
    for (const auto& [name, value] : *table->members()) {
        const auto what = "recipe: allow: " + quote(name);
        auto record = TRY(Record::of(value, what));
        auto path = TRY_WITHIN(what, RelativePath::parse(name));
        const auto sha256 = TRY(decode_hex_as<crypto::Sha256>(TRY(record.text("sha256")), what + ": \"sha256\""));
        auto reason = TRY(read_word(record, "reason", kReasonBytesMax));
        TRY(record.finish());
        out.push_back({.path = std::move(path), .sha256 = sha256, .reason = std::move(reason)});
    }
    std::ranges::sort(out, {}, &SecretAllowance::path);
    return out;
}

/// A text as one word of a POSIX shell.
std::string quote_shell(std::string_view text) {
    std::string out = "'";
    for (const char c : text) {
        if (c == '\'')
            out += "'\\''";
        else
            out.push_back(c);
    }
    return out + "'";
}

}  // namespace

std::string_view name_of(ArtifactSignature signature) {
    for (const auto& [value, name] : kSignatures)
        if (value == signature) return name;
    return {};
}

Result<Recipe> Recipe::parse(std::string_view toml) {
    const auto json = TRY_WITHIN("recipe", parse_toml(toml));
    auto record = TRY(Record::of(json, "recipe"));
    auto environment = TRY(read_environment(TRY(record.record("environment"))));
    Recipe out{.environment = std::move(environment)};
    TRY(read_product(TRY(record.record("product")), out));
    TRY(read_build(TRY(record.record("build")), out));
    out.artifacts = TRY(read_artifacts(*TRY(record.array("artifact"))));
    out.allowances = TRY(read_allowances(record.optional("allow")));
    if (record.has("limits")) {
        auto limits = TRY(record.record("limits"));
        out.minutes = TRY(read_limit(limits, "minutes", kMinutesMax));
        out.memory_mib = TRY(read_limit(limits, "memory_mib", kMemoryMibMax));
        TRY(limits.finish());
    }
    TRY(record.finish());
    return out;
}

std::string Recipe::render() const {
    std::string out = "[product]\nname = " + quote_toml(product) + "\nversion = " + quote_toml(version) + "\n";
    out += "\n# What the build runs in; the lock names every package of it.\n[environment]\n";
    out += environment.kind == RecipeEnvironment::Kind::Host ? std::string("kind = \"host\"")
                                                             : "debian = " + quote_toml(environment.suite);
    out += "\nlock = " + quote_toml(environment.lock.text()) + "\n";
    out +=
        "\n# One shell (sh -eu) runs these in `directory`. $ASSAY_OUT takes what is built, $ASSAY_CPUS is a number.\n"
        "# Programs may hold the path of `directory`: name the one that what is deployed was built in.\n";
    out += "[build]\ndirectory = " + quote_toml(directory) + "\ncommands = [\n";
    for (const auto& command : commands) out += "    " + quote_toml(command) + ",\n";
    out += "]\nsource_date_epoch = " +
           (source_date_epoch ? std::to_string(source_date_epoch->seconds()) : std::string("\"auto\"")) + "\n";
    if (!variables.empty()) {
        out += "\n[build.environment]\n";
        for (const auto& [name, value] : variables) out += name + " = " + quote_toml(value) + "\n";
    }
    if (minutes || memory_mib) {
        out += "\n[limits]\n";
        if (minutes) out += "minutes = " + std::to_string(*minutes) + "\n";
        if (memory_mib) out += "memory_mib = " + std::to_string(*memory_mib) + "\n";
    }
    out += "\n# What is deployed of it, by its path below $ASSAY_OUT.\n";
    for (const auto& artifact : artifacts)
        out += "[[artifact]]\npath = " + quote_toml(artifact.path.text()) +
               "\nsignature = " + quote_toml(name_of(artifact.signature)) + "\n";
    for (const auto& allowance : allowances)
        out += "\n[allow." + quote_toml(allowance.path.text()) + "]\nsha256 = \"" +
               encode_hex(allowance.sha256.view()) + "\"\nreason = " + quote_toml(allowance.reason) + "\n";
    return out;
}

Variables Recipe::environment_for(std::optional<Time> automatic_epoch) const {
    auto all = variables;
    for (const auto& [name, value] : kFixedVariables) all.emplace(name, value);
    if (const auto epoch = source_date_epoch ? source_date_epoch : automatic_epoch)
        all.emplace(kEpochVariable, std::to_string(epoch->seconds()));
    return {all.begin(), all.end()};
}

std::string Recipe::script(std::string_view out_folder, unsigned cpus) const {
    std::string out;
    out += std::string(kOutVariable) + "=" + quote_shell(out_folder) + "\n";
    out += std::string(kCpusVariable) + "=" + std::to_string(cpus) + "\n";
    for (const auto& command : commands) out += command + "\n";
    return out;
}

}  // namespace assay::storage
