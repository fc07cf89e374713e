// SPDX-License-Identifier: Apache-2.0
#include "tests/base/command/sample.hpp"

#include "base/command/completion.hpp"
#include "base/command/manual.hpp"
#include "tests/support/support.hpp"

#include <cstdlib>
#include <fstream>

namespace assay::test {

namespace {

constexpr std::string_view kEscrowPage = R"(# escrow - keep source that stays sealed

Takes in sealed releases, keeps them, and gives them out on an order.

## Exit status

| status | meaning |
|---|---|
| 0 | done |
| 2 | the command line is put wrongly |
)";

constexpr std::string_view kDepositPage = R"(# escrow deposit - send a release

Seals `SOURCE` on this machine and sends it to the custodian, who **cannot** read it. What was sent before is not sent
again; an interrupted deposit continues when the [same command](x.md) is run again.

## Usage

```
escrow deposit SOURCE --recipe FILE [OPTION…]
```

## Examples

Deposit a release with one artifact:

```
$ escrow deposit router-2.4.1/ --recipe recipe.toml --artifact routerd
held dep-7k3q
```

- `--at DIR` makes a transfer folder instead
- the receipt is an evidence file

## Exit status

| status | meaning |
|---|---|
| 0 | the custodian holds it |
| 2 | the command line is put wrongly |
| 10 | the receipt does not verify, or its log shows another history than the one this machine has seen before |
| 130 | interrupted; run it again to continue |
)";

constexpr std::string_view kKeyPage = "# escrow key - make and show keys\n";
constexpr std::string_view kKeyNewPage =
    "# escrow key new - make an identity\n\n## Examples\n\n```\n$ escrow key new acme\n```\n\n## Exit status\n\n| s | "
    "m |\n|-|-|\n| 0 | made |\n| 2 | put wrongly |\n";
constexpr std::string_view kKeyShowPage =
    "# escrow key show - show an identity\n\n## Examples\n\n```\n$ escrow key show\n```\n\n## Exit status\n\n| s | m "
    "|\n|-|-|\n| 0 | shown |\n| 2 | put wrongly |\n";
constexpr std::string_view kCompletionPage =
    "# escrow completion - print a completion script\n\n## Examples\n\n```\n$ . <(escrow completion bash)\n```\n\n## "
    "Exit status\n\n| s | m |\n|-|-|\n| 0 | printed |\n| 2 | put wrongly |\n";
constexpr std::string_view kConfigPage =
    "# escrow config - show what is set\n\n## Examples\n\n```\n$ escrow config\n```\n\n## Exit status\n\n| s | m "
    "|\n|-|-|\n| 0 | shown |\n| 2 | put wrongly |\n";
constexpr std::string_view kManualPage =
    "# escrow manual - write the manual pages\n\n## Examples\n\n```\n$ escrow manual "
    "/usr/local/share/man/man1\n```\n\n## Exit status\n\n| s | m |\n|-|-|\n| 0 | written |\n| 2 | put wrongly |\n";

Ran run_program(const Command& root, const std::vector<std::string>& arguments, bool is_tty,
                const Settings::Places& places) {
    Ran ran;
    const TerminalFacts facts{.is_tty = is_tty, .columns = 80, .term = "xterm", .no_color = {}, .clicolor_force = {}};
    const Streams streams{.out = [&](std::string_view bytes) { ran.out += bytes; },
                          .talk = [&](std::string_view bytes) { ran.talk += bytes; },
                          .out_facts = facts,
                          .talk_facts = facts};
    ran.status = run(root, arguments, streams, NoInterrupt(), places);
    return ran;
}

}  // namespace

Command sample_program(const std::shared_ptr<SampleOptions>& options, Command::Handler on_deposit) {
    Command deposit(kDepositPage);
    deposit.positional("SOURCE", options->source, "the release: a folder, an archive, a .dsc or a git commit");
    deposit.option("--recipe FILE", options->recipe, "how to build it").require();
    deposit.option("--artifact FILE", options->artifacts, "what comes out of the build and is deployed");
    deposit.option("--at URL|DIR", options->at, "the custodian, or a transfer folder to make").or_setting("--folder");
    deposit.option("--folder DIR", options->folder, "a transfer folder to make");
    deposit.option("-j, --jobs N", options->jobs,
                   "work on N pieces at once; a number so long that its help needs a second line");
    deposit.option("--wait DURATION", options->wait, "wait for the receipt");
    deposit.option("--as-of TIME", options->as_of, "pretend that it is TIME");
    deposit.option("--level LEVEL", options->level, "what to check first").one_of({"none", "all"});
    deposit.flag("--dry-run", options->dry_run, "say what would be sent, and send nothing: 'it's [all] here'");
    deposit.handler(on_deposit ? std::move(on_deposit) : [options](Invocation& call) -> Result<int> {
        call.console.put("deposited " + options->source.string() + "\n");
        return 0;
    });

    Command key_new(kKeyNewPage);
    key_new.positional("NAME", options->name, "what to call it");
    key_new.positional("[ROLE…]", options->rest, "its roles");
    key_new.handler([options](Invocation& call) -> Result<int> {
        call.console.put("key " + options->name + " with " + std::to_string(options->rest.size()) + " roles\n");
        return 0;
    });
    Command key_show(kKeyShowPage);
    key_show.handler(
        [](Invocation&) -> Result<int> { return fail(ErrorKind::NotFound, "opening key: there is none"); });
    Command key(kKeyPage);
    key.add(std::move(key_new)).add(std::move(key_show));

    Command root(kEscrowPage);
    root.add(std::move(deposit))
        .add(std::move(key))
        .add(config_command(kConfigPage))
        .add(completion_command(kCompletionPage))
        .add(manual_command(kManualPage));
    return root;
}

Ran run_sample(const std::vector<std::string>& arguments, const std::shared_ptr<SampleOptions>& options,
               Command::Handler on_deposit, bool is_tty) {
    return run_program(sample_program(options ? options : std::make_shared<SampleOptions>(), std::move(on_deposit)),
                       arguments, is_tty, Settings::no_places());
}

Ran run_sample_at(const Settings::Places& places, const std::vector<std::string>& arguments,
                  const std::shared_ptr<SampleOptions>& options) {
    return run_program(sample_program(options, {}), arguments, false, places);
}

void check_golden(const std::string& name, const std::string& text) {
    const auto path = std::filesystem::path(ASSAY_GOLDEN) / name;
    if (const char* accept = std::getenv("ASSAY_ACCEPT"); accept != nullptr && std::string_view(accept) == "1") {
        std::filesystem::create_directories(path.parent_path());
        std::ofstream(path, std::ios::binary) << text;
    }
    INFO("golden/" << name << "; ASSAY_ACCEPT=1 records it anew");
    CHECK(read(path) == text);
}

}  // namespace assay::test
