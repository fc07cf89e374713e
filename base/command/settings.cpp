// SPDX-License-Identifier: Apache-2.0
#include "base/command/settings.hpp"

#include "base/command/command.hpp"
#include "base/core/text.hpp"
#include "base/core/toml.hpp"
#include "base/files/read.hpp"
#include "base/files/xdg.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstdlib>

namespace assay {

namespace {

constexpr std::string_view kPrograms[] = {"escrow", "verifier", "auditor", "witness"};
constexpr std::size_t kFileBytesMax = 64U << 10;

bool is_setting(std::string_view name) { return std::ranges::find(kSettingNames, name) != std::end(kSettingNames); }

Error no_setting(const std::string& file, const std::string& name) {
    std::vector<std::string> known(std::begin(kSettingNames), std::end(kSettingNames));
    auto error = Error(ErrorKind::Usage, "reading " + quote(file) + ": " + quote(name) + " is no setting");
    const auto meant = nearest_word(name, known);
    return std::move(error).with_hint(meant.empty() ? "settings are: " + join(known, ", ")
                                                    : "did you mean " + quote(meant) + "?");
}

/// Every value of a table and of the tables in it. `name` is the table's, empty for the top of the file.
Status check_table(const std::string& file, const Json& table, const std::string& name) {
    for (const auto& [key, value] : *table.members()) {
        const auto full = name.empty() ? key : name + "." + key;
        if (value.members() != nullptr) {
            if (name.empty() && std::ranges::find(kPrograms, key) == std::end(kPrograms))
                return fail(Error(ErrorKind::Usage, "reading " + quote(file) + ": the table " + quote(key) +
                                                        " is not named after a program")
                                .with_hint("programs are: escrow, verifier, auditor, witness"));
            TRY(check_table(file, value, full));
            continue;
        }
        if (!is_setting(key)) return fail(no_setting(file, full));
        if (value.text() == nullptr || value.text()->empty() || value.text()->find('\0') != std::string::npos)
            return fail(ErrorKind::Usage, "reading " + quote(file) + ": " + quote(full) + " is not a text");
    }
    return {};
}

/// Why a file of the project is passed over, or an empty text: what another user may write says whom to trust.
Result<std::string> why_not_ours(const std::filesystem::path& file) {
    struct stat facts = {};
    if (::stat(file.c_str(), &facts) != 0) return fail(io_error("reading " + quote(file.string()), errno));
    if (!S_ISREG(facts.st_mode)) return "it is no regular file";
    if (facts.st_uid != ::geteuid() && facts.st_uid != 0) return "it belongs to another user";
    if ((facts.st_mode & (S_IWGRP | S_IWOTH)) != 0) return "others may write it";
    return "";
}

std::optional<std::filesystem::path> file_of_project(std::filesystem::path folder) {
    for (;; folder = folder.parent_path()) {
        std::error_code failed;
        if (auto file = folder / Settings::kFileName; std::filesystem::exists(file, failed)) return file;
        if (!folder.has_relative_path()) return std::nullopt;
    }
}

/// The tables that hold for a command, the narrowest first.
std::vector<const Json*> tables_for(const Json& values, std::string_view command) {
    std::vector<const Json*> out{&values};
    for (const auto& word : split(command, ' ')) {
        const auto* below = out.front()->find(word);
        if (below == nullptr || below->members() == nullptr) break;
        out.insert(out.begin(), below);
    }
    return out;
}

}  // namespace

std::string variable_of(std::string_view setting) {
    std::string out = "ASSAY_";
    for (const char c : setting) out += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return out;
}

bool is_address(std::string_view value) { return value.find("://") != std::string_view::npos; }

Settings::Places Settings::places(ProjectFile project_file) {
    Places out{.environment = [](const std::string& variable) -> std::optional<std::string> {
                   const char* value = std::getenv(variable.c_str());
                   return value == nullptr ? std::nullopt : std::optional<std::string>(value);
               },
               .folder = {},
               .user_file = {},
               .project_file = project_file};
    std::error_code unknown;
    out.folder = std::filesystem::current_path(unknown);
    if (const auto folder = config_folder()) out.user_file = *folder / "config.toml";
    return out;
}

Settings::Places Settings::no_places() {
    return {.environment = [](const std::string&) { return std::nullopt; },
            .folder = {},
            .user_file = {},
            .project_file = ProjectFile::Ignored};
}

Result<Settings> Settings::read(const Places& places) {
    Settings out;
    auto variables = Json::object();
    for (const auto name : kSettingNames)
        if (auto value = places.environment(variable_of(name)); value && !value->empty())
            variables.set(std::string(name), std::move(*value));
    out.layers_.push_back({{}, false, std::move(variables)});
    if (places.project_file == ProjectFile::Counts && places.folder.is_absolute()) {
        if (const auto file = file_of_project(places.folder)) {
            const auto why_not = TRY(why_not_ours(*file));
            if (why_not.empty())
                TRY(out.read_file(*file, true));
            else
                out.remarks_.push_back("the settings in " + quote(file->string()) + " do not count: " + why_not);
        }
    }
    std::error_code failed;
    if (places.user_file && std::filesystem::exists(*places.user_file, failed))
        TRY(out.read_file(*places.user_file, false));
    return out;
}

Status Settings::read_file(const std::filesystem::path& file, bool is_of_project) {
    const auto name = file.string();
    const auto text = TRY(assay::read_file(file, kFileBytesMax));
    auto values = TRY_WITHIN("reading " + quote(name), parse_toml(text_of(text)));
    TRY(check_table(name, values, ""));
    layers_.push_back({file, is_of_project, std::move(values)});
    return {};
}

std::optional<Setting> Settings::find(std::string_view name, std::string_view command) const {
    for (const auto& layer : layers_)
        for (const auto* table : tables_for(layer.values, command)) {
            const auto* value = table->find(name);
            if (value == nullptr || value->text() == nullptr) continue;
            if (layer.file.empty()) return Setting{*value->text(), variable_of(name), false};
            auto resolved =
                is_address(*value->text()) ? *value->text() : (layer.file.parent_path() / *value->text()).string();
            return Setting{std::move(resolved), layer.file.string(), layer.is_of_project};
        }
    return std::nullopt;
}

}  // namespace assay
