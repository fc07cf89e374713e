// SPDX-License-Identifier: Apache-2.0
#include "verifier/rebuild/build.hpp"

#include "tests/base/cell/hostile.hpp"
#include "verifier/machine/cell_machine.hpp"

using namespace assay;
using namespace assay::test;
using verifier::build_once;
namespace fs = std::filesystem;

namespace {

/// One build of a source of one file, in this machine's own /usr.
class OneBuild {
public:
    explicit OneBuild(const std::string& command, verifier::Environment environment = host())
        : recipe_text_(
              "[product]\nname = \"tool\"\nversion = \"1\"\n[environment]\nkind = \"host\"\nlock = "
              "\"recipe.lock\"\n[build]\ndirectory = \"/build/tool\"\ncommands = [\"" +
              command + "\"]\n[[artifact]]\npath = \"tool\"\n"),
          recipe_(need(storage::Recipe::parse(recipe_text_))),
          environment_(std::move(environment)) {
        fs::create_directories(temp_ / "jobs");
        fs::create_directories(temp_ / "outputs");
    }

    Result<verifier::BuildResult> go() {
        const auto unpack = [](const Folder& parent, const RelativePath& name) -> Status {
            const auto tree = TRY(parent.make_folder(name, 0700));
            const auto file = TRY(tree.create_file("source"_path, 0600));
            return file.write_all(bytes_of("text\n"));
        };
        const verifier::BuildRequest request{recipe_,
                                             bytes_of(recipe_text_),
                                             environment_,
                                             unpack,
                                             {},
                                             temp_ / "jobs",
                                             need(Folder::open(temp_ / "outputs")),
                                             machine_};
        NoProgress progress;
        return build_once(request, FixedClock(need(Time::from_seconds(0))), progress, NoInterrupt());
    }
    bool has_left() const { return !fs::is_empty(temp_ / "jobs"); }
    std::string log() const { return test::read(temp_ / "outputs/build.log"); }
    std::string left() const { return test::read(temp_ / "outputs/left"); }

    static verifier::Environment host() { return {cell::HostUsr{}, {}, {}}; }

private:
    test::TempFolder temp_;
    std::string recipe_text_;
    storage::Recipe recipe_;
    verifier::Environment environment_;
    verifier::CellMachine machine_;
};

}  // namespace

TEST_CASE("a build reads its source as its own user, and what it puts out is taken", "[verifier][rebuild][build]") {
    OneBuild build(
        "echo hello; id -u; cat source >$ASSAY_OUT/tool; chmod 0 $ASSAY_OUT/tool; mkdir shut; chmod 0 shut .");
    const auto result = need(build.go());
    INFO(result.failure);
    CHECK(result.succeeded);
    CHECK(result.artifacts.size() == 1);
    CHECK(result.artifacts.front().size == 5);
    CHECK(build.log() == "hello\n1000\n");
    CHECK(result.walls.contains(" user id of "));
    CHECK(!build.has_left());
}

TEST_CASE("a build that fails is a result, and leaves nothing", "[verifier][rebuild][build]") {
    OneBuild build("mkdir shut; chmod 0 shut; echo no >&2; exit 3");
    const auto result = need(build.go());
    CHECK(!result.succeeded);
    CHECK(result.failure == "the build ended with exit code 3");
    CHECK(build.log() == "no\n");
    CHECK(!build.has_left());
}

TEST_CASE("a build without its artifact leaves a list of what there is", "[verifier][rebuild][build]") {
    OneBuild build("echo x >$ASSAY_OUT/other");
    const auto result = need(build.go());
    CHECK(result.failure == "the build left no artifact \"tool\"");
    CHECK(build.left() == "\"other\"\n");
    CHECK(!build.has_left());
}

TEST_CASE("an environment without a root is a failed build, and nothing runs", "[verifier][rebuild][build]") {
    auto environment = OneBuild::host();
    environment.failure = "assembling the build root: mmdebstrap ended with exit code 25";
    environment.failure_words = "E: no such package\n";
    OneBuild build("echo ran >$ASSAY_OUT/tool", std::move(environment));
    const auto result = need(build.go());
    CHECK(!result.succeeded);
    CHECK(result.failure == "assembling the build root: mmdebstrap ended with exit code 25");
    CHECK(result.artifacts.empty());
    CHECK(result.walls.empty());
    CHECK(build.log() == "E: no such package\n");
    CHECK(!build.has_left());
}
