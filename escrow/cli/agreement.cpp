// SPDX-License-Identifier: Apache-2.0
#include "escrow/action/agreement.hpp"

#include "base/core/text.hpp"
#include "base/files/durable.hpp"
#include "base/terminal/report.hpp"
#include "escrow/cli/agreement.md.hpp"
#include "escrow/cli/agreement_new.md.hpp"
#include "escrow/cli/agreement_renew.md.hpp"
#include "escrow/cli/agreement_show.md.hpp"
#include "escrow/cli/agreement_sign.md.hpp"
#include "escrow/cli/commands.hpp"

namespace assay::escrow {

namespace {

void put_agreement(Console& console, const crypto::AgreementFile& agreement) {
    const auto& terms = agreement.terms();
    const auto describe = [&](const crypto::IdentityId& id) { return agreement.book().find(id)->describe(); };
    if (console.is_json()) {
        auto unsigned_by = Json::array();
        for (const auto& id : agreement.missing()) unsigned_by.push(crypto::hex(id));
        console.put_json(stamped("agreement-report", {{"agreement", crypto::hex(agreement.link().id())},
                                                      {"vendor", crypto::hex(terms.vendor)},
                                                      {"custodian", crypto::hex(terms.custodian)},
                                                      {"rooms", crypto::render_ids(terms.rooms)},
                                                      {"trustees", crypto::render_ids(terms.trustees)},
                                                      {"threshold", std::int64_t{terms.threshold.needed}},
                                                      {"complete", agreement.complete()},
                                                      {"unsigned_by", std::move(unsigned_by)}}));
        return;
    }
    KeyValues out;
    out.add("agreement", crypto::hex(agreement.link().id()));
    out.add("vendor", describe(terms.vendor)).add("custodian", describe(terms.custodian));
    for (const auto& room : terms.rooms) out.add("room", describe(room));
    for (const auto& trustee : terms.trustees) out.add("trustee", describe(trustee));
    out.add("opens with",
            std::to_string(terms.threshold.needed) + " of " + std::to_string(terms.threshold.shares) + " trustees");
    out.add("notice", count_of(terms.notice_days, "business day"))
        .add("retention", count_of(terms.retention_days, "day"));
    if (agreement.complete()) out.add("signed", Mark::Good, "by all parties");
    for (const auto& id : agreement.missing()) out.add("not signed", Mark::Caution, "by " + describe(id));
    console.put(out.render(console.style()));
}

Command agreement_new_command() {
    struct Options {
        NewAgreementRequest request{.vendor = {},
                                    .custodian = {},
                                    .rooms = {},
                                    .trustees = {},
                                    .threshold = 3,
                                    .dedup = "vendor",
                                    .notice_days = 10,
                                    .retention_days = 3650,
                                    .key = {}};
        std::filesystem::path out;
    };
    auto options = std::make_shared<Options>();
    auto& request = options->request;
    Command command(kAgreementNewPage);
    command.option("--vendor IDENTITY", request.vendor, "who deposits").require();
    command.option("--custodian IDENTITY", request.custodian, "who keeps").require();
    command.option("--room IDENTITY", request.rooms, "a room that may open and verify").require();
    command.option("--trustee IDENTITY", request.trustees, "who holds a share, in the order of their numbers")
        .require();
    command.option("--threshold K", request.threshold,
                   "how many trustees open a deposit; else " + std::to_string(request.threshold));
    command.option("--dedup SCOPE", request.dedup, "how far unchanged pieces are shared; else " + request.dedup)
        .one_of({"vendor", "agreement"});
    command.option("--notice-days N", request.notice_days,
                   "business days before a claim takes effect; else " + std::to_string(request.notice_days));
    command.option("--retention-days N", request.retention_days,
                   "days that deposits are kept; else " + std::to_string(request.retention_days));
    command.option("--key DIR", request.key, "your key folder: you sign first").require().or_setting();
    command.option("-o, --out FILE", options->out, "the agreement file to write").require();
    command.handler([options](Invocation& call) -> Result<int> {
        SystemRandom random;
        const auto agreement = TRY(new_agreement(options->request, SystemClock(), random));
        TRY(write_durably(options->out, bytes_of(agreement.render()), {.when_present = WhenPresent::Refuse}));
        put_agreement(call.console, agreement);
        return 0;
    });
    return command;
}

Command agreement_sign_command() {
    struct Options {
        std::filesystem::path file, key;
    };
    auto options = std::make_shared<Options>();
    Command command(kAgreementSignPage);
    command.positional("FILE", options->file, "the agreement file; it is changed in place");
    command.option("--key DIR", options->key, "your key folder").require().or_setting();
    command.handler([options](Invocation& call) -> Result<int> {
        put_agreement(call.console, TRY(sign_agreement(options->file, options->key, SystemClock())));
        return 0;
    });
    return command;
}

Command agreement_renew_command() {
    struct Options {
        std::filesystem::path file;
        std::vector<std::filesystem::path> identities;
    };
    auto options = std::make_shared<Options>();
    Command command(kAgreementRenewPage);
    command.positional("FILE", options->file, "the agreement file; it is changed in place");
    command.positional("IDENTITY…", options->identities, "a party's newer identity.json, or its key folder");
    command.handler([options](Invocation& call) -> Result<int> {
        const auto renewed = TRY(renew_agreement(options->file, options->identities));
        put_agreement(call.console, renewed.agreement);
        call.console.say(count_of(renewed.endorsements, "new endorsement") + " taken over");
        return 0;
    });
    return command;
}

Command agreement_show_command() {
    auto file = std::make_shared<std::filesystem::path>();
    Command command(kAgreementShowPage);
    command.positional("FILE", *file, "the agreement file");
    command.handler([file](Invocation& call) -> Result<int> {
        put_agreement(call.console, TRY(read_agreement(*file)));
        return 0;
    });
    return command;
}

}  // namespace

Command agreement_command() {
    Command command(kAgreementPage);
    command.add(agreement_new_command());
    command.add(agreement_sign_command());
    command.add(agreement_renew_command());
    command.add(agreement_show_command());
    return command;
}

}  // namespace assay::escrow
