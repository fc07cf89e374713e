// SPDX-License-Identifier: Apache-2.0
#include "escrow/action/policy.hpp"

#include "base/core/text.hpp"
#include "base/files/durable.hpp"
#include "base/terminal/report.hpp"
#include "crypto/tlog/tlog_policy.hpp"
#include "escrow/cli/commands.hpp"
#include "escrow/cli/policy.md.hpp"
#include "escrow/cli/policy_new.md.hpp"

namespace assay::escrow {

namespace {

Command policy_new_command() {
    struct Options {
        NewPolicyRequest request;
        std::filesystem::path out;
        std::optional<std::filesystem::path> tlog;
        bool force = false;
    };
    auto options = std::make_shared<Options>();
    auto& request = options->request;
    Command command(kPolicyNewPage);
    command.option("--root IDENTITY", request.roots, "whose endorsement counts").require();
    command.option("--log IDENTITY", request.custodians, "a custodian whose log counts").require();
    command.option("--witness IDENTITY", request.witnesses, "a witness");
    command.option("--witness-url URL", request.witness_urls, "where to reach the witnesses, in their order");
    command.option("--quorum N", request.quorum, "how many witnesses must cosign; else more than half of them");
    command.option("--verifier IDENTITY", request.rooms, "a room whose verdicts count; else any endorsed one");
    command.option("--environment GRADE", request.environments, "an accepted environment; else debian-signed")
        .one_of({"debian-signed", "vendor-supplied", "host"});
    command.option("--archive-key FINGERPRINT", request.archive_keys,
                   "an OpenPGP key whose archive may vouch for packages; else the keys of Debian's archives");
    command.option("--opaque SHA256", request.opaque, "an opaque source file accepted as read by the build");
    command.option("--package SHA256", request.packages, "a package accepted although no archive vouches for it");
    command.flag("--own-machine", request.own_machine,
                 "accept only builds that ran in a machine with a kernel of its own");
    command.flag("--refuse-gaps", request.refuse_gaps,
                 "accept no verdict before which a build of its room was not finished, or failed");
    auto& expect = request.expect;
    command.option("--expect-vendor IDENTITY", expect.vendors, "evidence must be of this vendor");
    command.option("--expect-custodian IDENTITY", expect.custodians, "and held by this custodian");
    command.option("--expect-room IDENTITY", expect.rooms, "and its verdict by this room");
    command.option("--expect-product NAME[=VERSION]", expect.products,
                   "and about this product, in any version or this one");
    command.option("--expect-deposit DEPOSIT", expect.deposit, "and about this deposit, by its whole id");
    command.option("-o, --out FILE", options->out, "the policy file to write").require();
    command.option("--tlog FILE", options->tlog,
                   "write the log policy alone too, for witnesses and other C2SP readers");
    command.flag("--force", options->force, "replace an existing file");
    command.handler([options](Invocation& call) -> Result<int> {
        const auto policy = TRY(new_policy(options->request, SystemClock().now()));
        const auto write = [&](const std::filesystem::path& path, const std::string& text) -> Status {
            auto written = write_durably(path, bytes_of(text),
                                         {.when_present = options->force ? WhenPresent::Replace : WhenPresent::Refuse});
            if (!written && written.error().kind() == ErrorKind::Conflict)
                return fail(std::move(written).error().with_hint("--force replaces it"));
            return written;
        };
        TRY(write(options->out, policy.render()));
        if (options->tlog) TRY(write(*options->tlog, policy.tlog));
        const auto quorums = TRY(crypto::TlogPolicy::parse(policy.tlog));
        if (call.console.is_json()) {
            Json::Array files = {options->out.string()};
            if (options->tlog) files.emplace_back(options->tlog->string());
            call.console.put_json(
                stamped("policy-written", {{"files", std::move(files)},
                                           {"quorum", quorums.quorum()},
                                           {"witnesses", count_json(quorums.witness_count())},
                                           {"smallest_overlap", count_json(quorums.smallest_overlap())}}));
        }
        call.console.say("policy written to " + quote(options->out.string()) + ": read it, it is what you trust");
        call.console.say(quorums.describe_overlap());
        return 0;
    });
    return command;
}

}  // namespace

Command policy_command() {
    Command command(kPolicyPage);
    command.add(policy_new_command());
    return command;
}

}  // namespace assay::escrow
