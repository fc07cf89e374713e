// SPDX-License-Identifier: Apache-2.0
#include "base/command/settings.hpp"

#include "base/command/command.hpp"
#include "tests/base/command/sample.hpp"
#include "tests/support/support.hpp"

#include <fstream>

using namespace assay;
using namespace assay::test;

namespace {

Setting set(const std::optional<Setting>& setting) {
    REQUIRE(setting);
    return *setting;
}

bool contains(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

/// A project's folder with a folder in it, a user's file and an environment.
struct Desk {
    TempFolder folder;
    std::filesystem::path project = folder.path() / "project", deep = project / "a" / "b";
    std::filesystem::path user_file = folder.path() / "config.toml";
    std::map<std::string, std::string> variables;

    Desk() { std::filesystem::create_directories(deep); }

    void write(const std::filesystem::path& file, const std::string& text) const { std::ofstream(file) << text; }

    Settings::Places places(Settings::ProjectFile project_file = Settings::ProjectFile::Counts) const {
        return {.environment = [this](const std::string& name) -> std::optional<std::string> {
                    const auto at = variables.find(name);
                    return at == variables.end() ? std::nullopt : std::optional<std::string>(at->second);
                },
                .folder = deep,
                .user_file = user_file,
                .project_file = project_file};
    }
    Result<Settings> read(Settings::ProjectFile project_file = Settings::ProjectFile::Counts) const {
        return Settings::read(places(project_file));
    }
};

}  // namespace

TEST_CASE("the environment counts before the project, the project before the user", "[base][command]") {
    Desk desk;
    CHECK_FALSE(need(desk.read()).find("policy", "escrow deposit"));

    desk.write(desk.user_file, "policy = \"/of/user\"\nkey = \"/key/of/user\"\n");
    auto found = set(need(desk.read()).find("policy", "escrow deposit"));
    CHECK(found.value == "/of/user");
    CHECK(found.from == desk.user_file.string());
    CHECK_FALSE(found.is_of_project);

    const auto file = desk.project / "assay.toml";
    desk.write(file, "policy = \"keys/policy.toml\"\nat = \"https://127.0.0.1:8443\"\n");
    found = set(need(desk.read()).find("policy", "escrow deposit"));
    CHECK(found.value == (desk.project / "keys/policy.toml").string());
    CHECK(found.is_of_project);
    CHECK(set(need(desk.read()).find("at", "escrow deposit")).value == "https://127.0.0.1:8443");
    CHECK(set(need(desk.read()).find("key", "escrow deposit")).value == "/key/of/user");

    desk.variables["ASSAY_POLICY"] = "of/variable";
    found = set(need(desk.read()).find("policy", "escrow deposit"));
    CHECK(found.value == "of/variable");
    CHECK(found.from == "ASSAY_POLICY");
    desk.variables["ASSAY_POLICY"] = "";
    CHECK(set(need(desk.read()).find("policy", "escrow deposit")).is_of_project);
}

TEST_CASE("the narrowest table that has a setting counts", "[base][command]") {
    Desk desk;
    desk.write(desk.project / "assay.toml",
               "key = \"/vendor\"\n[verifier]\nkey = \"/room\"\n[escrow.serve]\nkey = \"/custodian\"\n");
    const auto settings = need(desk.read());
    const auto key_of = [&](const char* command) { return set(settings.find("key", command)).value; };
    CHECK(key_of("escrow deposit") == "/vendor");
    CHECK(key_of("escrow serve") == "/custodian");
    CHECK(key_of("verifier verify") == "/room");
    CHECK(key_of("witness serve") == "/vendor");
}

TEST_CASE("the nearest file above the current folder is the project's", "[base][command]") {
    Desk desk;
    desk.write(desk.project / "assay.toml", "key = \"/far\"\nat = \"/far\"\n");
    desk.write(desk.deep / "assay.toml", "key = \"/near\"\n");
    const auto settings = need(desk.read());
    CHECK(set(settings.find("key", "escrow")).value == "/near");
    CHECK_FALSE(settings.find("at", "escrow"));
}

TEST_CASE("a project's file that another user may write does not count, and that is said", "[base][command]") {
    Desk desk;
    const auto file = desk.project / "assay.toml";
    desk.write(file, "key = \"/theirs\"\n");
    std::filesystem::permissions(file, std::filesystem::perms::others_write, std::filesystem::perm_options::add);
    auto settings = need(desk.read());
    CHECK_FALSE(settings.find("key", "escrow"));
    REQUIRE(settings.remarks().size() == 1);
    CHECK(settings.remarks()[0].ends_with("do not count: others may write it"));

    std::filesystem::remove(file);
    std::filesystem::create_directory(file);
    settings = need(desk.read());
    REQUIRE(settings.remarks().size() == 1);
    CHECK(settings.remarks()[0].ends_with("it is no regular file"));
}

TEST_CASE("where a project's file is ignored it is not even read", "[base][command]") {
    Desk desk;
    desk.write(desk.project / "assay.toml", "policy = \"/theirs\"\nnot toml");
    const auto settings = need(desk.read(Settings::ProjectFile::Ignored));
    CHECK_FALSE(settings.find("policy", "auditor check"));
    CHECK(settings.remarks().empty());
}

TEST_CASE("what is no setting is an error with its place and the next step", "[base][command]") {
    const auto refused = [](const std::string& text) {
        Desk desk;
        desk.write(desk.user_file, text);
        const auto settings = desk.read();
        REQUIRE(!settings);
        CHECK(settings.error().kind() != ErrorKind::Internal);
        std::string said = settings.error().message();
        for (const auto& hint : settings.error().hints()) said += " / " + hint;
        return said;
    };
    CHECK(contains(refused("polcy = \"x\""), "\"polcy\" is no setting / did you mean \"policy\"?"));
    CHECK(contains(refused("[verifier]\nlisten = \"x\""), "\"verifier.listen\" is no setting"));
    CHECK(contains(refused("[verfier]\nkey = \"x\""), "the table \"verfier\" is not named after a program"));
    CHECK(contains(refused("key = 5"), "\"key\" is not a text"));
    CHECK(contains(refused("key = \"\""), "\"key\" is not a text"));
    CHECK(contains(refused("key = [\"a\"]"), "\"key\" is not a text"));
    CHECK(contains(refused("key = "), "reading"));
}

TEST_CASE("an option that is not given takes its setting, and only then", "[base][command]") {
    Desk desk;
    desk.write(desk.project / "assay.toml", "at = \"https://project:1\"\n");
    const auto ran = [&](std::vector<std::string> more) {
        auto options = std::make_shared<SampleOptions>();
        more.insert(more.begin(), {"deposit", "src"});
        return std::pair(run_sample_at(desk.places(), more, options), options);
    };
    const auto [by_file, of_file] = ran({"--recipe", "r"});
    CHECK(by_file.status == 0);
    CHECK(of_file->at == "https://project:1");
    CHECK(contains(by_file.talk, "assay.toml: --at\n"));
    const auto [by_line, of_line] = ran({"--recipe", "r", "--at", "https://line:1"});
    CHECK(of_line->at == "https://line:1");
    CHECK(by_line.talk.empty());
    // `--folder` says where in another way.
    const auto [by_other, of_other] = ran({"--recipe", "r", "--folder", "x"});
    CHECK_FALSE(of_other->at);
    // What no setting can stand for is still missing.
    CHECK(contains(ran({}).first.talk, "--recipe FILE is missing"));
}

TEST_CASE("config shows each setting and where it comes from", "[base][command]") {
    Desk desk;
    desk.write(desk.project / "assay.toml", "at = \"https://project:1\"\n[escrow]\nkey = \"/mine\"\n");
    desk.variables["ASSAY_POLICY"] = "p.toml";
    const auto shown = run_sample_at(desk.places(), {"config", "--json"}, std::make_shared<SampleOptions>());
    CHECK(shown.status == 0);
    const auto json = need(Json::parse(shown.out));
    CHECK(json.text_at("format") == "assay-config-v1");
    std::map<std::string, std::pair<std::string, std::string>> found;
    for (const auto& item : *json.find("settings")->items())
        found[std::string(item.text_at("name"))] = {std::string(item.text_at("value")),
                                                    std::string(item.text_at("from"))};
    const auto file = (desk.project / "assay.toml").string();
    CHECK(found.size() == std::size(kSettingNames));
    CHECK(found["at"] == std::pair<std::string, std::string>("https://project:1", file));
    CHECK(found["key"] == std::pair<std::string, std::string>("/mine", file));
    CHECK(found["policy"] == std::pair<std::string, std::string>("p.toml", "ASSAY_POLICY"));
    CHECK(found["data"] == std::pair<std::string, std::string>("", ""));
    const auto text = run_sample_at(desk.places(), {"config"}, std::make_shared<SampleOptions>()).out;
    CHECK(contains(text, "not set: ASSAY_DATA"));
}
