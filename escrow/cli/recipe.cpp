// SPDX-License-Identifier: Apache-2.0
#include "base/core/text.hpp"
#include "base/files/durable.hpp"
#include "base/files/read.hpp"
#include "base/files/xdg.hpp"
#include "base/terminal/exit_status.hpp"
#include "base/terminal/report.hpp"
#include "escrow/action/product_named.hpp"
#include "escrow/action/try_recipe.hpp"
#include "escrow/cli/commands.hpp"
#include "escrow/cli/recipe.md.hpp"
#include "escrow/cli/recipe_check.md.hpp"
#include "escrow/cli/recipe_init.md.hpp"
#include "escrow/cli/recipe_lock.md.hpp"
#include "escrow/cli/recipe_try.md.hpp"
#include "escrow/recipe/make_recipe.hpp"
#include "storage/recipe/materials.hpp"

namespace assay::escrow {

namespace {

Result<BuildScope> parse_scope(const std::string& name) {
    if (name == "any") return BuildScope::Any;
    if (name == "all") return BuildScope::All;
    return BuildScope::Both;
}

struct InitOptions {
    std::filesystem::path source, out = "recipe.toml";
    std::optional<std::string> suite, scope;
    std::vector<std::string> artifacts;
    bool host = false, force = false;
};

/// The next command, as it is typed.
std::string lock_command_of(const InitOptions& options, const std::string& depends) {
    auto lock = "escrow recipe lock " + quote(options.out.string());
    if (options.host) return lock;
    if (options.source.extension() == ".dsc") return lock + " --source " + quote(options.source.string());
    return lock + " --depends \"" + depends + "\" (the packages that its build needs)";
}

Command recipe_init_command() {
    auto options = std::make_shared<InitOptions>();
    Command command(kRecipeInitPage);
    command.positional("SOURCE", options->source, "a .dsc, a folder or an archive");
    command.option("-o, --out FILE", options->out, "the recipe to write; else recipe.toml");
    command.option("--suite NAME", options->suite,
                   "the Debian suite to build in; else that of the version, or of this machine");
    command
        .option("--build SCOPE", options->scope, "which packages of a .dsc; else any, or all where it builds only such")
        .one_of({"any", "all", "both"});
    command.option("--artifact NAME", options->artifacts,
                   "what is deployed: a package of a .dsc (else all it builds), or a path below $ASSAY_OUT");
    command.flag("--host", options->host, "build in this machine's own /usr: a weak grade");
    command.flag("--force", options->force, "replace an existing file");
    command.handler([options](Invocation& call) -> Result<int> {
        auto lock = TRY(RelativePath::parse(options->out.stem().string() + ".lock"));
        NewRecipeRequest request{options->source, std::move(lock),    options->suite,
                                 std::nullopt,    options->artifacts, options->host};
        if (options->scope) request.scope = TRY(parse_scope(*options->scope));
        const auto drafted = TRY(new_recipe(request, call.interrupt));
        const auto& recipe = drafted.recipe;
        const auto written =
            write_durably(options->out, bytes_of(recipe.render()),
                          {.when_present = options->force ? WhenPresent::Replace : WhenPresent::Refuse});
        if (!written && written.error().kind() == ErrorKind::Conflict)
            return std::unexpected(Error(written.error()).with_hint("--force replaces it"));
        TRY(Status(written));
        if (call.console.is_json())
            call.console.put_json(stamped(
                "recipe", {{"file", options->out.string()},
                           {"product", recipe.product},
                           {"version", recipe.version},
                           {"suite", recipe.environment.suite.empty() ? Json() : Json(recipe.environment.suite)}}));
        for (const auto& guess : drafted.guesses) call.console.warn(guess);
        call.console.say("recipe written to " + quote(options->out.string()) + ": read it, then " +
                         lock_command_of(*options, drafted.depends));
        return 0;
    });
    return command;
}

Command recipe_lock_command() {
    struct Options {
        std::filesystem::path recipe;
        std::optional<std::filesystem::path> source;
        std::string depends;
        std::optional<std::string> mirror;
        bool no_update = false;
    };
    auto options = std::make_shared<Options>();
    Command command(kRecipeLockPage);
    command.positional("RECIPE", options->recipe, "the recipe");
    command.option("--source FILE", options->source, "a .dsc, whose Build-Depends are taken");
    command.option("--depends LIST", options->depends, "further packages, as in Build-Depends");
    command.option("--mirror URL", options->mirror, "the Debian mirror; else the one this machine uses");
    command.flag("--no-update", options->no_update, "use the package lists fetched last time");
    command.handler([options](Invocation& call) -> Result<int> {
        const auto cache = TRY(cache_folder());
        const LockRequest request{options->recipe, options->source, options->depends,
                                  options->mirror, cache,           !options->no_update};
        const auto locked = TRY(lock_recipe(request, call.console.progress(), call.interrupt));
        if (call.console.is_json()) {
            call.console.put_json(stamped(
                "recipe-lock", {{"file", locked.lock_file.string()},
                                {"lock_sha256", crypto::hex(locked.lock.digest())},
                                {"materials", locked.materials.empty() ? Json() : Json(locked.materials.string())},
                                {"packages", count_json(locked.packages)},
                                {"bytes", count_json(locked.bytes)}}));
            return 0;
        }
        KeyValues out;
        out.add("lock", locked.lock_file.string()).add("packages", std::to_string(locked.packages));
        if (!locked.materials.empty())
            out.add("materials", locked.materials.string() + ", " + human_bytes(locked.bytes));
        call.console.put(out.render(call.console.style()));
        return 0;
    });
    return command;
}

/// `faults` are sentences; there are none where the recipe is sound.
Json check_json(const storage::Lock& lock, Json faults) {
    return stamped("recipe-check", {{"sound", faults.items()->empty()},
                                    {"lock_sha256", crypto::hex(lock.digest())},
                                    {"faults", std::move(faults)}});
}

Command recipe_check_command() {
    struct Options {
        std::filesystem::path recipe;
        std::optional<std::string> source;
        bool as_named = false;
    };
    auto options = std::make_shared<Options>();
    Command command(kRecipeCheckPage);
    command.positional("RECIPE", options->recipe, "the recipe");
    command.positional("[SOURCE]", options->source, "what it builds, to hold its name and version against");
    command.flag("--as-named", options->as_named, "keep the recipe's name where the source hints at another product");
    command.handler([options](Invocation& call) -> Result<int> {
        const auto* path = &options->recipe;
        const auto recipe = TRY(storage::read_recipe(*path)).second;
        const auto lock = TRY(storage::read_lock(*path, recipe)).second;
        std::vector<storage::MaterialsFault> faults;
        if (const auto* debian = lock.debian()) {
            const auto materials = TRY(storage::open_materials(*path));
            faults = TRY(storage::check_materials(*debian, materials, call.console.progress(), call.interrupt));
        }
        if (!faults.empty() && call.console.is_json()) {
            auto sentences = Json::array();
            for (const auto& fault : faults) sentences.push(fault.error().message());
            call.console.put_json(check_json(lock, std::move(sentences)));
            return exit_status(ErrorKind::Refused);
        }
        if (!faults.empty()) {
            for (const auto& fault : faults) call.console.error(fault.error());
            return fail(
                Error(ErrorKind::Refused, "the materials of " + quote(path->string()) + " are not those of its lock")
                    .with_hint(storage::lock_hint(*path)));
        }
        if (options->source)
            if (const auto passed_over =
                    TRY(check_source_named(recipe, *options->source, options->as_named ? AsNamed::Yes : AsNamed::No,
                                           call.console.progress(), call.interrupt)))
                call.console.warn(*passed_over);
        if (call.console.is_json())
            call.console.put_json(check_json(lock, Json::array()));
        else
            call.console.put(mark_line(Mark::Good,
                                       "the recipe is complete: every input of the build is locked and here",
                                       call.console.style()));
        return 0;
    });
    return command;
}

Command recipe_try_command() {
    auto options = std::make_shared<RecipeTrial>();
    Command command(kRecipeTryPage);
    command.positional("RECIPE", options->recipe, "the recipe, with its lock and materials beside it");
    command.positional("SOURCE", options->source, "a .dsc, an archive, a folder, a repository or REPOSITORY#REVISION");
    command.option("--deployed PATH", options->deployed, "what runs in the field: a file, or a folder of them");
    command.option("--artifact NAME", options->artifact, "which artifact it should be; else found by its name");
    command.option("--roots DIR", options->roots, "where assembled build roots are kept; else in your cache folder");
    command.option("--keyring FILE", options->keyring, "keys of the package archives that count");
    command.option("--keep DIR", options->keep, "a new folder for the artifacts and the whole log");
    command.flag("--any-work-tree", options->any_work_tree, "take a commit whatever lies uncommitted beside it");
    command.handler([options](Invocation& call) -> Result<int> {
        options->json = call.console.is_json();
        return try_recipe(*options, call.interrupt);
    });
    return command;
}

}  // namespace

Command recipe_command() {
    Command command(kRecipePage);
    command.add(recipe_init_command());
    command.add(recipe_lock_command());
    command.add(recipe_check_command());
    command.add(recipe_try_command());
    return command;
}

}  // namespace assay::escrow
