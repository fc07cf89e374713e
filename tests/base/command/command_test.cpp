// SPDX-License-Identifier: Apache-2.0
#include "base/command/command.hpp"

#include "base/core/text.hpp"
#include "tests/base/command/sample.hpp"
#include "tests/support/support.hpp"

using namespace assay;
using test::run_sample;
using test::SampleOptions;

namespace {

const std::vector<std::string> kDeposit = {"deposit", "src", "--recipe", "r.toml"};

std::vector<std::string> deposit_with(std::vector<std::string> more) {
    more.insert(more.begin(), kDeposit.begin(), kDeposit.end());
    return more;
}

/// `status: first line of talk`.
std::string outcome(const std::vector<std::string>& arguments) {
    const auto ran = run_sample(arguments);
    return std::to_string(ran.status) + ": " + ran.talk.substr(0, ran.talk.find('\n'));
}

}  // namespace

TEST_CASE("a command is given what its line says", "[base][command]") {
    auto options = std::make_shared<SampleOptions>();
    const auto ran = run_sample(deposit_with({"--artifact", "a", "--artifact=b", "-j", "4", "--wait", "15m", "--at",
                                              "-", "--as-of", "2026-01-01T00:00:00Z", "--dry-run", "--level=none"}),
                                options);
    CHECK(ran.status == 0);
    CHECK(ran.out == "deposited src\n");
    CHECK(ran.talk.empty());
    CHECK(options->recipe == "r.toml");
    CHECK(options->artifacts == std::vector<std::filesystem::path>{"a", "b"});
    CHECK(options->jobs == 4);
    CHECK(options->wait == std::chrono::minutes(15));
    CHECK(options->at == "-");
    CHECK(options->as_of->render() == "2026-01-01T00:00:00Z");
    CHECK(options->level == "none");
    CHECK(options->dry_run);
}

TEST_CASE("short options may be joined, with each other and with a value", "[base][command]") {
    auto options = std::make_shared<SampleOptions>();
    CHECK(run_sample(deposit_with({"-qj4"}), options).status == 0);
    CHECK(options->jobs == 4);
    CHECK(outcome(deposit_with({"-vx"})) == "2: error: escrow deposit: unknown option \"-vx\"");
    CHECK(outcome(deposit_with({"-qj"})) == "2: error: escrow deposit: --jobs needs a value");
}

TEST_CASE("options are before or after what they belong to", "[base][command]") {
    CHECK(run_sample({"deposit", "--recipe", "r", "src"}).out == "deposited src\n");
    CHECK(run_sample({"--quiet", "deposit", "--recipe", "r", "src"}).out == "deposited src\n");
    CHECK(run_sample({"key", "new", "acme", "vendor", "root"}).out == "key acme with 2 roles\n");
    CHECK(run_sample({"key", "new", "acme"}).out == "key acme with 0 roles\n");
    CHECK(run_sample({"deposit", "--recipe", "r", "--", "--strange"}).out == "deposited --strange\n");
    CHECK(run_sample({"deposit", "--recipe=--key", "src"}).status == 0);
    CHECK(run_sample({"deposit", "--recipe", "--", "src"}).status == 2);
    CHECK(run_sample({"deposit", "--recipe", "r", "-"}).out == "deposited -\n");
    CHECK(outcome({"deposit", "--recipe", "r", ""}) == "2: error: escrow deposit: SOURCE is empty");
    CHECK(run_sample({"--json", "deposit", "--json", "--recipe", "r", "src"}).status == 0);
}

TEST_CASE("an argument that is called like a command is still an argument", "[base][command]") {
    CHECK(run_sample({"deposit", "key", "--recipe", "deposit"}).out == "deposited key\n");
    CHECK(run_sample({"key", "new", "new", "show", "deposit"}).out == "key new with 2 roles\n");
}

TEST_CASE("each wrong line is a usage error with its own words and the way to help", "[base][command]") {
    CHECK(outcome({}) == "2: error: escrow: a command is missing: one of deposit, key, config, completion, manual");
    CHECK(outcome({"key"}) == "2: error: escrow key: a command is missing: one of new, show");
    CHECK(outcome({"deposit"}) == "2: error: escrow deposit: SOURCE is missing");
    CHECK(outcome({"deposit", "src"}) == "2: error: escrow deposit: --recipe FILE is missing");
    CHECK(outcome({"deposit", "src", "--recipe"}) == "2: error: escrow deposit: --recipe needs a value");
    CHECK(outcome({"deposit", "src", "--recipe", "--artifact", "a"}) ==
          "2: error: escrow deposit: --recipe needs a value");
    CHECK(outcome({"deposit", "src", "--recipe="}) == "2: error: escrow deposit: --recipe needs a value");
    CHECK(outcome(deposit_with({"two"})) == "2: error: escrow deposit: one argument too many: \"two\"");
    CHECK(outcome(deposit_with({"--recipe", "b"})) ==
          "2: error: escrow deposit: --recipe is given twice: \"r.toml\" and \"b\"");
    CHECK(outcome(deposit_with({"--jobs", "many"})) == "2: error: escrow deposit: --jobs is not a number: \"many\"");
    CHECK(outcome(deposit_with({"--jobs", "-1"})) == "2: error: escrow deposit: --jobs is not a number: \"-1\"");
    CHECK(outcome(deposit_with({"--wait", "5"})) ==
          "2: error: escrow deposit: --wait is not a duration as 30s, 15m, 12h or 90d: \"5\"");
    CHECK(outcome(deposit_with({"--as-of", "now"})) ==
          "2: error: escrow deposit: --as-of is not a time as 2026-11-23T05:06:39Z: \"now\"");
    CHECK(outcome(deposit_with({"--level", "some"})) ==
          "2: error: escrow deposit: --level is not one of none, all: \"some\"");
    CHECK(outcome(deposit_with({"--color", "red"})) ==
          "2: error: escrow deposit: --color is not one of auto, always, never: \"red\"");
    CHECK(outcome(deposit_with({"--dry-run=no"})) == "2: error: escrow deposit: --dry-run takes no value");
    CHECK(outcome({"--recipe", "r", "deposit"}) == "2: error: escrow deposit: unknown option \"--recipe\"");
    CHECK(outcome({"--frob", "deposit"}) == "2: error: escrow deposit: unknown option \"--frob\"");
    CHECK(outcome({"x\x1b[31m"}) == "2: error: escrow: unknown command \"x\\x1b[31m\"");
    CHECK(run_sample({"deposit"}).talk.ends_with("\nhint: escrow deposit --help\n"));
}

TEST_CASE("a mistyped command or option is answered with the nearest one", "[base][command]") {
    CHECK(run_sample({"depsoit", "src", "--recipe", "r"}).talk ==
          "error: escrow: unknown command \"depsoit\"\nhint: did you mean \"deposit\"?\nhint: escrow --help\n");
    CHECK(run_sample({"key", "nwe"}).talk ==
          "error: escrow key: unknown command \"nwe\"\nhint: did you mean \"new\"?\nhint: escrow key --help\n");
    CHECK(run_sample({"deposit", "src", "--recpie=r"}).talk.find("hint: did you mean \"--recipe\"?\n") !=
          std::string::npos);
    CHECK(nearest_word("comp", {"deposit", "completion"}) == "completion");
    CHECK(nearest_word("wholly-else", {"deposit", "completion"}).empty());
    CHECK(nearest_word(std::string(100'000, 'x'), {"deposit"}).empty());
}

TEST_CASE("an error of a command is printed and sets its status", "[base][command]") {
    const auto ran = run_sample({"key", "show"});
    CHECK(ran.status == 5);
    CHECK(ran.out.empty());
    CHECK(ran.talk == "error: opening key: there is none\n");
    const auto json = run_sample({"key", "show", "--json"});
    CHECK(json.status == 5);
    CHECK(json.talk.empty());
    const auto read = test::need(Json::parse(json.out));
    CHECK(read.text_at("format") == "assay-error-v1");
    CHECK(read.find("error")->text_at("kind") == "not-found");
    CHECK(read.find("error")->text_at("message") == "opening key: there is none");
    CHECK(read.find("error")->find("hints")->items()->empty());
}

TEST_CASE("a usage error is JSON too where JSON was asked for", "[base][command]") {
    const auto read = test::need(Json::parse(run_sample({"deposit", "--json", "--frob"}).out));
    CHECK(read.find("error")->text_at("kind") == "usage");
    CHECK(read.find("error")->find("hints")->items()->size() == 1);
}

TEST_CASE("a command's own status is the program's", "[base][command]") {
    CHECK(run_sample(kDeposit, {}, [](Invocation&) { return 14; }).status == 14);
}

TEST_CASE("what a library throws past us still ends in a sentence", "[base][command]") {
    const auto thrown = run_sample(kDeposit, {}, [](Invocation&) -> Result<int> { throw std::runtime_error("boom"); });
    CHECK(thrown.status == 1);
    CHECK(thrown.talk == "error: a mistake of ours: boom\n");
    CHECK(run_sample(kDeposit, {}, [](Invocation&) -> Result<int> { throw std::bad_alloc(); }).talk ==
          "error: out of memory\n");
}

TEST_CASE("quiet silences talk but no error, verbose adds detail", "[base][command]") {
    const auto talk = [](Invocation& call) -> Result<int> {
        call.console.say("said");
        call.console.detail("detail");
        call.console.warn("careful");
        return fail(ErrorKind::Io, "broken");
    };
    CHECK(run_sample(kDeposit, {}, talk).talk == "said\nwarning: careful\nerror: broken\n");
    CHECK(run_sample(deposit_with({"-q"}), {}, talk).talk == "error: broken\n");
    CHECK(run_sample(deposit_with({"-v"}), {}, talk).talk == "said\ndetail\nwarning: careful\nerror: broken\n");
}

TEST_CASE("standard output that cannot take the data is an error of its own", "[base][command]") {
    const Streams streams{
        .out = [](std::string_view) {},
        .talk = [](std::string_view) {},
        .out_facts = {},
        .talk_facts = {},
        .flush = []() -> Status { return fail(ErrorKind::Full, "writing standard output: no space left"); }};
    const auto root = test::sample_program(std::make_shared<SampleOptions>());
    CHECK(run(root, kDeposit, streams, NoInterrupt()) == 21);
}

TEST_CASE("the version is one line, or a record", "[base][command]") {
    CHECK(run_sample({"--version"}).out == "escrow " ASSAY_VERSION "\n");
    CHECK(run_sample({"deposit", "--version"}).out == "escrow " ASSAY_VERSION "\n");
    const auto read = test::need(Json::parse(run_sample({"--version", "--json"}).out));
    CHECK(read.text_at("format") == "assay-version-v1");
    CHECK(read.text_at("program") == "escrow");
}

TEST_CASE("help of the program, of a group and of a command is as recorded", "[base][command][golden]") {
    test::check_golden("help.txt", run_sample({"--help"}).out);
    test::check_golden("help-key.txt", run_sample({"key", "-h"}).out);
    test::check_golden("help-deposit.txt", run_sample({"deposit", "--help"}).out);
    CHECK(run_sample({"deposit", "--help"}).status == 0);
    CHECK(run_sample({"depsoit", "--help"}).status == 2);
    CHECK(run_sample({"depsoit", "--help"}).talk.contains("unknown command \"depsoit\""));
    CHECK(run_sample({"key", "nwe", "--help"}).status == 2);
    test::check_golden("help-deposit-color.txt", run_sample({"deposit", "--help", "--color", "always"}).out);
}

TEST_CASE("no line of help is wider than the terminal, where it can be helped", "[base][command]") {
    const auto root = test::sample_program(std::make_shared<SampleOptions>());
    for (const std::size_t width : {50UL, 80UL, 100UL}) {
        const auto text = help_text(*root.find("deposit"), Style(false), width);
        for (const auto line : split(text, '\n'))
            if (!line.starts_with("  $ ")) CHECK(display_width(line) <= width);
    }
}

TEST_CASE("the sample's pages are in order, and each disorder is reported", "[base][command]") {
    const auto options = std::make_shared<SampleOptions>();
    CHECK(problems_of_pages(test::sample_program(options)).empty());

    constexpr std::string_view kWrong = "# other thing - does it\n\n## Usage\n\n```\nescrow thing\n```\n";
    Command wrong(kWrong);
    wrong.flag("--x", options->dry_run, "x");
    wrong.handler([](Invocation&) { return 0; });
    auto root = test::sample_program(options);
    root.add(std::move(wrong));
    CHECK(problems_of_pages(root) ==
          std::vector<std::string>{
              "the page of \"escrow thing\" is titled \"other thing\"",
              "the page of \"escrow thing\" has another usage than \"other thing [OPTION…]\"",
              "the page of \"escrow thing\" has no examples",
              "the page of \"escrow thing\" has no exit statuses",
          });
}

namespace {

/// What is wrong with the page of a command `escrow thing` without options, in the sample's tree.
std::vector<std::string> problems_of_thing(PageSource page) {
    auto root = test::sample_program(std::make_shared<SampleOptions>());
    Command command(page);
    command.handler([](Invocation&) { return 0; });
    root.add(std::move(command));
    return problems_of_pages(root);
}

}  // namespace

TEST_CASE("a page names no option that its command lacks", "[base][command]") {
    CHECK(problems_of_thing(PageSource(R"(# escrow thing - does it

With `--json` as lines; see `escrow deposit --recipe FILE`, `deposit --at URL` and `verifier verify --any`;
`--expect-…`.

## Examples

```
$ escrow thing --quiet \
  --json
escrow key new --help
```

## Exit status

| s | m |
|-|-|
| 0 | a |
| 2 | b |
)"))
              .empty());
    CHECK(problems_of_thing(PageSource(R"(# escrow thing - does it

With `--at PLACE`; see `escrow deposit --recipes FILE`.

## Examples

```
$ escrow thing \
  --in x
```

## Exit status

| s | m |
|-|-|
| 0 | a, `--on` |
| 2 | b |
)")) == std::vector<std::string>{
            "the page of \"escrow thing\" names --at, which the command does not have",
            "the page of \"escrow thing\" names --recipes, which the command does not have",
            "the page of \"escrow thing\" names --in, which the command does not have",
            "the page of \"escrow thing\" names --on, which the command does not have",
        });
}

// The macros join literals: a page must be known when it is compiled.
#define EXITS(text)    \
    problems_of_thing( \
        PageSource("# escrow thing - does it\n\n## Examples\n\n```\nescrow thing\n```\n\n## Exit status\n\n" text))
#define TABLE(rows) EXITS("| s | m |\n|-|-|\n" rows)

TEST_CASE("a table of exit statuses has known statuses in order, 0 and 2 among them", "[base][command]") {
    const auto only = [](std::string_view what) {
        return std::vector<std::string>{"the page of \"escrow thing\" has a table of exit statuses that " +
                                        std::string(what)};
    };
    CHECK(TABLE("| 0 | a |\n| 2 | b |\n| 10, 11 | c |\n").empty());
    CHECK(EXITS("0: done, 2: not\n") == only("is no table"));
    CHECK(TABLE("| 0 | a |\n| two | b |\n") == only("has the row \"two\", which is no status"));
    CHECK(TABLE("| 0 | a |\n| 2 | b |\n| 9 | c |\n") == only("has 9, with which no program of ours ends"));
    CHECK(TABLE("| 2 | a |\n| 0 | b |\n") == only("is not in order"));
    CHECK(TABLE("| 0 | a |\n| 2, 2 | b |\n") == only("is not in order"));
    CHECK(TABLE("| 2 | a |\n| 4 | b |\n") == only("lacks 0"));
    CHECK(TABLE("| 0 | a |\n| 1 | b |\n") == only("lacks 2"));
}
