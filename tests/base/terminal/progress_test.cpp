// SPDX-License-Identifier: Apache-2.0
#include "base/terminal/progress.hpp"

#include "base/core/json.hpp"
#include "base/core/text.hpp"
#include "tests/support/support.hpp"

#include <thread>

using namespace assay;
using namespace std::chrono_literals;

namespace {

/// A talk that is kept, with a clock that is turned by hand.
struct Stage {
    explicit Stage(ProgressChoice choice, bool is_terminal = false)
        : talk([this](std::string_view bytes) { said += bytes; }, {.is_terminal = is_terminal, .width = 100}),
          progress(make_progress(choice, talk, [this] { return now; })) {}

    void pass(std::chrono::milliseconds time, std::uint64_t amount) {
        now += time;
        progress->advance(amount);
    }

    std::string said;
    std::chrono::steady_clock::time_point now{1h};
    Talk talk;
    std::unique_ptr<Progress> progress;
};

std::size_t count(std::string_view text, std::string_view what) {
    std::size_t out = 0;
    for (auto at = text.find(what); at != std::string_view::npos; at = text.find(what, at + 1)) ++out;
    return out;
}

}  // namespace

TEST_CASE("a bar shows amount, rate and the time left, and goes when the stage is done", "[base][progress]") {
    Stage stage(ProgressChoice::Auto, true);
    stage.progress->start("sealing source", Progress::Unit::Octets, 4'000'000);
    stage.pass(2s, 1'000'000);
    CHECK(stage.said.ends_with(
        "\r\x1b[Ksealing source  ██████░░░░░░░░░░░░░░░░░░ 25%  1.0 MB of 4.0 MB  500.0 kB/s  0:06 left"));
    stage.pass(2s, 3'000'000);
    CHECK(stage.said.ends_with("████████████████████████ 100%  4.0 MB of 4.0 MB  1.0 MB/s"));
    stage.progress->done();
    CHECK(stage.said.ends_with("\r\x1b[Ksealing source: 4.0 MB in 0:04\n"));
}

TEST_CASE("a bar is redrawn ten times a second at most", "[base][progress]") {
    Stage stage(ProgressChoice::Auto, true);
    stage.progress->start("reading", Progress::Unit::Items, std::nullopt);
    for (int i = 0; i < 1000; ++i) stage.pass(1ms, 1);
    CHECK(count(stage.said, "\r") == 11);
    CHECK(stage.said.ends_with("reading  1000  1000/s"));
}

TEST_CASE("a stage that is abandoned leaves no bar and claims nothing", "[base][progress]") {
    Stage stage(ProgressChoice::Auto, true);
    { ProgressStage left(*stage.progress, "reading", Progress::Unit::Items, 3); }
    CHECK(stage.said == "\r\x1b[Kreading  ░░░░░░░░░░░░░░░░░░░░░░░░ 0%  0 of 3\r\x1b[K");
}

TEST_CASE("a line said while there is a bar is put above it", "[base][progress]") {
    Stage stage(ProgressChoice::Auto, true);
    stage.progress->start("reading", Progress::Unit::Items, std::nullopt);
    stage.said.clear();
    stage.talk.line("note");
    CHECK(stage.said == "\r\x1b[Knote\nreading");
}

TEST_CASE("a bar is cut to the terminal and cannot be made to do anything else", "[base][progress]") {
    Stage stage(ProgressChoice::Auto, true);
    stage.progress->start("\x1b[2J" + std::string(200, 'x'), Progress::Unit::Items, std::nullopt);
    CHECK(stage.said == "\r\x1b[K\\x1b[2J" + std::string(92, 'x'));
}

TEST_CASE("without a terminal, a line every five seconds and one at the end", "[base][progress]") {
    Stage stage(ProgressChoice::Auto);
    stage.progress->start("sealing", Progress::Unit::Octets, 10'000'000);
    for (int i = 0; i < 11; ++i) stage.pass(1s, 500'000);
    stage.progress->done();
    CHECK(stage.said ==
          "sealing: 2.5 MB of 10.0 MB (25%), 500.0 kB/s\nsealing: 5.0 MB of 10.0 MB (50%), 500.0 kB/s\n"
          "sealing: 5.5 MB in 0:11\n");
}

TEST_CASE("JSON progress is one record a line", "[base][progress]") {
    Stage stage(ProgressChoice::Json);
    stage.progress->start("sealing \"x\"", Progress::Unit::Octets, std::nullopt);
    stage.pass(1500ms, 1'000'000);
    stage.pass(10ms, 1);
    stage.progress->abandon();
    const auto lines = split(stage.said, '\n');
    REQUIRE(lines.size() == 4);
    CHECK(lines[0] ==
          R"({"format":"assay-progress-v1","event":"start","stage":"sealing \"x\"","unit":"bytes","amount":0,)"
          R"("total":null,"seconds":0.0})");
    CHECK(lines[1] ==
          R"({"format":"assay-progress-v1","event":"advance","stage":"sealing \"x\"","unit":"bytes","amount":1000000,)"
          R"("total":null,"seconds":1.5})");
    CHECK(lines[2].find(R"("event":"abandoned")") != std::string_view::npos);
    for (std::size_t i = 0; i < 3; ++i) CHECK(Json::parse(lines[i]));
}

TEST_CASE("a stage that counts nothing is done", "[base][progress]") {
    Stage stage(ProgressChoice::Plain);
    stage.progress->start("building", Progress::Unit::Items, std::nullopt);
    stage.pass(12s, 0);
    stage.progress->done();
    CHECK(stage.said.ends_with("building: done in 0:12\n"));
}

TEST_CASE("no progress says nothing", "[base][progress]") {
    Stage stage(ProgressChoice::None, true);
    stage.progress->start("x", Progress::Unit::Items, 1);
    stage.pass(10s, 1);
    stage.progress->done();
    CHECK(stage.said.empty());
}

TEST_CASE("threads that advance together are all counted", "[base][progress]") {
    Stage stage(ProgressChoice::Plain);
    stage.progress->start("x", Progress::Unit::Items, std::nullopt);
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&] {
            for (int j = 0; j < 10'000; ++j) stage.progress->advance(1);
        });
    for (auto& thread : threads) thread.join();
    stage.progress->done();
    CHECK(stage.said == "x: 40000 in 0:00\n");
}

TEST_CASE("more than was foretold is shown as all of it", "[base][progress]") {
    Stage stage(ProgressChoice::Auto, true);
    stage.progress->start("x", Progress::Unit::Items, 2);
    stage.pass(2s, 5);
    CHECK(stage.said.ends_with("100%  5 of 2  2/s"));
}
