// SPDX-License-Identifier: Apache-2.0
#include "verifier/action/preflight.hpp"

#include "storage/recipe/host.hpp"
#include "storage/recipe/lock.hpp"
#include "tests/base/cell/hostile.hpp"

#include <fstream>

using namespace assay;
using namespace assay::test;
namespace fs = std::filesystem;

namespace {

/// A source of one file, and a recipe of one command that makes the artifact `tool`, in this machine's own /usr.
class Trial {
public:
    explicit Trial(const std::string& command) {
        fs::create_directories(work_ / "source");
        fs::create_directories(work_ / "tmp");
        write("source/text", "text\n");
        write("recipe.toml",
              "[product]\nname = \"tool\"\nversion = \"1\"\n[environment]\nkind = \"host\"\nlock = "
              "\"recipe.lock\"\n[build]\ndirectory = \"/build/tool\"\ncommands = [\"" +
                  command + "\"]\n[[artifact]]\npath = \"tool\"\n");
        write("recipe.lock", need(storage::Lock::make(need(storage::read_host_lock("/")))).render());
        request_.source = (work_ / "source").string();
        request_.recipe = work_ / "recipe.toml";
        request_.roots = work_ / "roots";
        request_.keyring = "/nonexistent";
    }
    void write(const std::string& name, const std::string& content) {
        std::ofstream(work_ / name, std::ios::binary) << content;
    }
    Trial& deployed(const std::string& content) {
        write("deployed", content);
        request_.deployed = {work_ / "deployed"};
        return *this;
    }
    verifier::PreflightRequest& request() { return request_; }
    fs::path operator/(const std::string& name) const { return work_ / name; }

    Result<verifier::PreflightReport> go() {
        CountingRandom random;
        NoProgress progress;
        // What is temporary lies where it can be looked for.
        const auto before = std::string(std::getenv("TMPDIR") != nullptr ? std::getenv("TMPDIR") : "/tmp");
        ::setenv("TMPDIR", (work_ / "tmp").c_str(), 1);
        auto out =
            verifier::preflight(request_, FixedClock(need(Time::from_seconds(0))), random, progress, NoInterrupt());
        ::setenv("TMPDIR", before.c_str(), 1);
        return out;
    }
    bool has_left() const { return !fs::is_empty(work_ / "tmp"); }

private:
    test::TempFolder work_;
    verifier::PreflightRequest request_;
};

}  // namespace

TEST_CASE("a preflight builds what would be deposited, and leaves nothing", "[verifier][action][preflight]") {
    Trial trial("cat text >$ASSAY_OUT/tool");
    const auto report = need(trial.go());
    INFO(report.failure);
    CHECK(report.is_built());
    REQUIRE(report.artifacts.size() == 1);
    CHECK(report.artifacts.front().digest == crypto::DigestSet::of(bytes_of("text\n")));
    CHECK(report.environment.grade() == "host");
    CHECK(report.grade.environment == "host");
    CHECK(!report.verdict());
    CHECK(report.refusals.empty());
    CHECK(report.snapshot.files == 1);
    CHECK(!trial.has_left());
}

TEST_CASE("a preflight judges what is deployed by its bytes", "[verifier][action][preflight]") {
    Trial trial("cat text >$ASSAY_OUT/tool");
    CHECK(need(trial.deployed("text\n").go()).verdict() == crypto::VerdictKind::Identical);
    const auto other = need(trial.deployed("Text\n").go());
    CHECK(other.verdict() == crypto::VerdictKind::Unexplained);
    REQUIRE(other.compared.size() == 1);
    CHECK(other.compared.front().comparison.artifact == "tool");
}

TEST_CASE("an artifact that the recipe does not declare is told before anything is built",
          "[verifier][action][preflight]") {
    Trial trial("false");
    trial.deployed("text\n").request().artifact = "tools";
    const auto told = trial.go();
    REQUIRE_FALSE(told.has_value());
    CHECK(told.error().kind() == ErrorKind::Usage);
    CHECK(told.error().message() == "the recipe declares no artifact \"tools\"");
    CHECK(told.error().hints() == std::vector<std::string>{"it declares \"tool\""});
}

TEST_CASE("a build that fails in a preflight is a result, with the end of its log", "[verifier][action][preflight]") {
    Trial trial("echo first; echo no such thing >&2; exit 3");
    const auto report = need(trial.deployed("text\n").go());
    CHECK(report.failure == "the build ended with exit code 3");
    CHECK(report.log_end == std::vector<std::string>{"first", "no such thing"});
    CHECK(report.verdict() == crypto::VerdictKind::NotComparable);
    CHECK(!trial.has_left());
}

TEST_CASE("a preflight names what the build left in place of a missing artifact", "[verifier][action][preflight]") {
    Trial trial("echo x >$ASSAY_OUT/other");
    const auto report = need(trial.go());
    CHECK(report.failure == "the build left no artifact \"tool\"");
    CHECK(report.left == std::vector<std::string>{"\"other\""});
    CHECK(report.log_end.empty());
    CHECK(!trial.has_left());
}

TEST_CASE("a preflight keeps artifacts and log where it is asked to", "[verifier][action][preflight]") {
    Trial trial("echo said; mkdir $ASSAY_OUT/bin; cat text >$ASSAY_OUT/tool");
    trial.request().keep = trial / "kept";
    CHECK(need(trial.go()).is_built());
    CHECK(test::read(trial / "kept/artifacts/tool") == "text\n");
    CHECK(test::read(trial / "kept/build.log") == "said\n");
    CHECK(!trial.has_left());
    const auto again = trial.go();
    REQUIRE_FALSE(again.has_value());
    CHECK(again.error().kind() == ErrorKind::Conflict);
}

TEST_CASE("a preflight that cannot begin leaves no folder for what it would keep", "[verifier][action][preflight]") {
    Trial trial("true");
    trial.request().keep = trial / "kept";
    trial.request().source = (trial / "nothing").string();
    const auto failed = trial.go();
    REQUIRE_FALSE(failed.has_value());
    CHECK(failed.error().kind() == ErrorKind::NotFound);
    CHECK(!fs::exists(trial / "kept"));
    CHECK(!trial.has_left());
}

TEST_CASE("a preflight names opaque inputs with the artifact they reach", "[verifier][action][preflight]") {
    Trial trial("cat blob >$ASSAY_OUT/tool");
    std::string blob;
    for (int i = 0; i < 4096; ++i) blob += static_cast<char>(i * i % 251);
    trial.write("source/blob", blob);
    const auto report = need(trial.go());
    REQUIRE(report.grade.opaque.size() == 1);
    CHECK(report.grade.opaque.front().path == "blob");
    CHECK(report.grade.opaque.front().reached == std::vector<std::string>{"tool"});
}

TEST_CASE("a preflight says what a deposit would be refused for, and goes on", "[verifier][action][preflight]") {
    Trial trial("cat text >$ASSAY_OUT/tool");
    fs::create_directories(trial / "source/debian");
    trial.write("source/debian/changelog", "other (2) unstable; urgency=low\n");
    const auto report = need(trial.go());
    CHECK(report.is_built());
    REQUIRE(report.refusals.size() == 1);
    CHECK(report.refusals.front().contains("\"tool 1\""));
    CHECK(report.refusals.front().contains("\"other 2\""));
}
