// SPDX-License-Identifier: Apache-2.0
#include "auditor/compare.hpp"

#include "auditor/cli/commands.hpp"
#include "auditor/cli/compare.md.hpp"
#include "auditor/compare_report.hpp"
#include "base/core/text.hpp"
#include "base/files/durable.hpp"

namespace assay::auditor {

namespace {

struct Options {
    CompareRequest request;
    std::optional<std::filesystem::path> proof;
};

std::unexpected<Error> exists_already(const std::filesystem::path& path) {
    return fail(Error(ErrorKind::Conflict, "proof: " + quote(path.string()) + " exists already")
                    .with_hint("name another file: a proof never replaces a file"));
}

Status write_proof(const std::filesystem::path& path, const crypto::ForkProof& proof) {
    auto written = write_durably(path, bytes_of(proof.render()), {.when_present = WhenPresent::Refuse});
    if (!written && written.error().kind() == ErrorKind::Conflict) return exists_already(path);
    return written;
}

}  // namespace

Command compare_command() {
    auto options = std::make_shared<Options>();
    Command command(kComparePage);
    command.positional("EVIDENCE", options->request.evidence[0], "an evidence file");
    command.positional("EVIDENCE2", options->request.evidence[1], "another");
    command.option("--policy FILE", options->request.policy, "whose logs count, and which keys they have")
        .require()
        .or_setting();
    command.option("--proof FILE", options->proof, "where the proof of a fork goes, if there is one");
    command.handler([options](Invocation& call) -> Result<int> {
        std::error_code ignored;
        if (options->proof && std::filesystem::exists(*options->proof, ignored)) return exists_already(*options->proof);
        const auto answer = TRY(compare(options->request));
        if (answer.fork && options->proof) TRY(write_proof(*options->proof, *answer.comparison.fork));
        if (call.console.is_json())
            call.console.put_json(render_json(answer));
        else
            call.console.put(render_text(answer, call.console.style()));
        if (answer.fork && options->proof)
            call.console.say("the proof is in " + quote(options->proof->string()) +
                             ": auditor check accepts it from anyone");
        else if (answer.fork)
            call.console.warn("the proof was not written: name a file for it with --proof");
        return exit_status_of(answer);
    });
    return command;
}

}  // namespace assay::auditor
