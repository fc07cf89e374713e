// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/json.hpp"

#include <filesystem>
#include <functional>
#include <optional>

namespace assay {

/// The options that can be set once for many commands. Page: settings.md.
constexpr std::string_view kSettingNames[] = {"at", "key", "policy", "agreement", "data"};

/// `ASSAY_POLICY` for `policy`.
std::string variable_of(std::string_view setting);

/// Whether a value is an address, as `https://HOST:PORT`, and no path.
bool is_address(std::string_view value);

/// A value that is set once, and where.
struct Setting {
    std::string value;
    std::string from;    ///< `ASSAY_POLICY`, or the path of a file
    bool is_of_project;  ///< set by a file in the current folder or one above it
};

/// The values people set once instead of giving them with each command: in the environment, in a file of the project,
/// in a file of the user; the first that has one counts. Page: settings.md.
///
/// - A relative path in a file is taken from that file's folder.
/// - A file of the project that another user could have written is not read; `remarks` says so.
class Settings {
public:
    static constexpr std::string_view kFileName = "assay.toml";  ///< of the project; the user's is `config.toml`

    /// Whether a file in the current folder or above it counts. Not where trust comes from these values and the folder
    /// is what is judged: its maker would choose whom to trust.
    enum class ProjectFile { Counts, Ignored };

    struct Places {
        std::function<std::optional<std::string>(const std::string& variable)> environment;
        std::filesystem::path folder;                    ///< the current one
        std::optional<std::filesystem::path> user_file;  ///< need not exist
        ProjectFile project_file = ProjectFile::Counts;
    };
    /// Those of this process.
    static Places places(ProjectFile project_file);
    /// Places where nothing is set.
    static Places no_places();

    /// No settings.
    Settings() = default;
    /// Errors: Usage for what is no setting or no value, with the file and the name; Io where a file cannot be read.
    static Result<Settings> read(const Places& places);

    /// The value for a command, `escrow serve`: of the table `[escrow.serve]` where one sets it, else of `[escrow]`,
    /// else of the top of the file. Empty where nothing sets it.
    std::optional<Setting> find(std::string_view name, std::string_view command) const;

    /// What was passed over, one sentence each.
    const std::vector<std::string>& remarks() const { return remarks_; }

private:
    struct Layer {
        std::filesystem::path file;  ///< empty: the environment
        bool is_of_project;
        Json values;
    };
    Status read_file(const std::filesystem::path& file, bool is_of_project);

    std::vector<Layer> layers_;  ///< the first counts most
    std::vector<std::string> remarks_;
};

}  // namespace assay
