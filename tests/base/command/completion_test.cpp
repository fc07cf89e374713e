// SPDX-License-Identifier: Apache-2.0
#include "base/command/completion.hpp"

#include "tests/base/command/sample.hpp"
#include "tests/support/support.hpp"

#include <cstdio>
#include <fstream>

using namespace assay;

namespace {

std::string output_of(const std::string& command) {
    std::string out;
    auto* stream = ::popen(command.c_str(), "r");
    REQUIRE(stream != nullptr);
    char buffer[4096];
    while (std::fgets(buffer, sizeof buffer, stream) != nullptr) out += buffer;
    ::pclose(stream);
    return out;
}

/// What bash would offer for the words typed, the last one unfinished.
std::string offered(const std::filesystem::path& script, const std::vector<std::string>& words) {
    std::string line = "cd " + script.parent_path().string() + " && bash -c '. " + script.string() + "; COMP_WORDS=(";
    for (const auto& word : words) line += "\"" + word + "\" ";
    line += "); COMP_CWORD=" + std::to_string(words.size() - 1) + "; _escrow; echo \"${COMPREPLY[*]}\"'";
    return output_of(line);
}

}  // namespace

TEST_CASE("completion scripts are as recorded", "[base][completion][golden]") {
    test::check_golden("completion.bash", test::run_sample({"completion", "bash"}).out);
    test::check_golden("completion.zsh", test::run_sample({"completion", "zsh"}).out);
    test::check_golden("completion.fish", test::run_sample({"completion", "fish"}).out);
    CHECK(test::run_sample({"completion", "tcsh"}).status == 2);
    const auto json = test::need(Json::parse(test::run_sample({"completion", "fish", "--json"}).out));
    CHECK(json.text_at("format") == "assay-completion-v1");
    CHECK(json.text_at("script") == test::run_sample({"completion", "fish"}).out);
}

TEST_CASE("bash completes commands, options, choices and files by the script", "[base][completion]") {
    if (output_of("command -v bash").empty()) SKIP("no bash");
    test::TempFolder temp;
    const auto script = temp / "escrow.bash";
    std::ofstream(script) << test::run_sample({"completion", "bash"}).out;
    std::ofstream(temp / "my recipe.toml") << "";
    CHECK(offered(script, {"escrow", "de"}) == "deposit\n");
    CHECK(offered(script, {"escrow", "key", ""}) == "new show\n");
    CHECK(offered(script, {"escrow", "deposit", "--re"}) == "--recipe\n");
    CHECK(offered(script, {"escrow", "deposit", "--level", ""}) == "none all\n");
    CHECK(offered(script, {"escrow", "deposit", "--recipe", "my"}) == "my recipe.toml\n");
    std::ofstream(temp / "my source") << "";
    CHECK(offered(script, {"escrow", "deposit", "my s"}) == "my source\n");
    CHECK(offered(script, {"escrow", "deposit", "my"}).size() == std::string_view("my source my recipe.toml\n").size());
    CHECK(offered(script, {"escrow", "deposit", "--at", "my s"}) == "my source\n");
    CHECK(offered(script, {"escrow", "deposit", "-j", ""}) == "\n");
    CHECK(offered(script, {"escrow", "deposit", "--qu"}) == "--quiet\n");
    CHECK(offered(script, {"escrow", "completion", "z"}) == "zsh\n");
    CHECK(offered(script, {"escrow", "--color", "n"}) == "never\n");
}
