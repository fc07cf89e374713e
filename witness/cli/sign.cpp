// SPDX-License-Identifier: Apache-2.0
#include "base/core/text.hpp"
#include "base/files/durable.hpp"
#include "base/files/read.hpp"
#include "base/terminal/report.hpp"
#include "witness/cli/commands.hpp"
#include "witness/cli/sign.md.hpp"
#include "witness/cli/station.hpp"

namespace assay::witness {

namespace {

using crypto::WitnessStatus;

struct SignOptions : StationOptions {
    std::filesystem::path request;
    std::filesystem::path out;
};

/// A refusal as an error, for a request that came as a file.
Error refusal_of(const Reply& reply) {
    const auto words = std::string(trim(reply.body));
    if (reply.shows_two_histories)
        return Error(ErrorKind::Equivocation, "it has signed two trees of size " + reply.size.render())
            .with_hint("both checkpoints are kept below --data: they are the proof");
    switch (reply.status) {
        case WitnessStatus::UnknownLog: return {ErrorKind::NotFound, words};
        case WitnessStatus::Untrusted:
        case WitnessStatus::Inconsistent: return {ErrorKind::Untrusted, words};
        case WitnessStatus::Conflict:
            return Error(ErrorKind::Conflict, "the last size cosigned here is " + words)
                .with_hint("make the request anew, with a proof from size " + words);
        default: return {ErrorKind::Invalid, words};
    }
}

Result<int> sign(const SignOptions& options, const Clock& clock, Invocation& call) {
    const auto station = TRY(Station::open(options, clock));
    const auto request = TRY(read_file(options.request, crypto::kAddCheckpointBytesMax));
    const auto reply = TRY(station->witness().add_checkpoint(text_of(request)));
    if (reply.status != WitnessStatus::Cosign)
        return fail(refusal_of(reply).within("cosigning " + quote(options.request.string())));
    TRY(write_durably(options.out, bytes_of(reply.body)));
    if (reply.record_ahead) call.console.warn(record_ahead_words(reply.origin, *reply.record_ahead));
    if (call.console.is_json())
        call.console.put_json(
            stamped("cosigned",
                    {{"log", reply.origin}, {"size", count_json(reply.size.value())}, {"file", options.out.string()}}));
    else
        call.console.put(KeyValues()
                             .add("log", reply.origin)
                             .add("size", reply.size.render())
                             .add("cosignatures", options.out.string())
                             .render(call.console.style()));
    return 0;
}

}  // namespace

Command sign_command(const Clock& clock) {
    auto options = std::make_shared<SignOptions>();
    Command command(kSignPage);
    command.positional("REQUEST", options->request, "an add-checkpoint request");
    add_station_options(command, *options);
    command.option("--out FILE", options->out, "where the cosignature lines go").require();
    command.handler([options, &clock](Invocation& call) { return sign(*options, clock, call); });
    return command;
}

}  // namespace assay::witness
