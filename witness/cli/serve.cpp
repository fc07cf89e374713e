// SPDX-License-Identifier: Apache-2.0
#include "base/core/text.hpp"
#include "base/files/descriptor_limit.hpp"
#include "base/files/durable.hpp"
#include "base/http/server.hpp"
#include "base/terminal/interrupt.hpp"
#include "base/terminal/report.hpp"
#include "witness/cli/commands.hpp"
#include "witness/cli/serve.md.hpp"
#include "witness/cli/station.hpp"
#include "witness/service/service.hpp"

#include <atomic>

namespace assay::witness {

namespace {

constexpr std::chrono::milliseconds kGrace{5'000};
constexpr std::size_t kWorkers = 8;

struct ServeOptions : StationOptions {
    std::string listen = "127.0.0.1:0";
    std::optional<std::filesystem::path> address_file;
};

/// Says once what would be said again at every request.
class Once {
public:
    void warn(Console& console, std::string_view text) {
        if (!said_.exchange(true)) console.warn(text);
    }

private:
    std::atomic<bool> said_ = false;
};

void tell(Console& console, Once& refused, const Result<Reply>& answer) {
    if (!answer) {
        const auto& error = answer.error();
        if (error.kind() == ErrorKind::Refused) refused.warn(console, "cosigning nothing any more: " + error.message());
        return console.detail("add-checkpoint: " + error.message());
    }
    const auto& reply = *answer;
    const auto about = quote(reply.origin) + " at size " + reply.size.render();
    const auto status = static_cast<unsigned>(reply.status);
    if (reply.record_ahead) console.warn(record_ahead_words(reply.origin, *reply.record_ahead));
    if (reply.shows_two_histories)
        console.warn("the log " + about + " has signed two trees of that size; both are kept");
    console.detail("add-checkpoint of " + (reply.origin.empty() ? "what cannot be read" : about) + ": " +
                   std::to_string(status) + (status == 200 ? "" : " " + std::string(trim(reply.body))));
}

Json ready(const http::Server& server, const Station& station, const crypto::WitnessSigner& signer) {
    auto logs = Json::array();
    for (const auto& log : station.logs()) logs.push(log.origin.text());
    return stamped("witness-ready",
                   {{"address", server.url()},
                    {"name", signer.name().text()},
                    {"verifier_keys", Json::Array{signer.ed25519_key().render(), signer.mldsa44_key().render()}},
                    {"logs", std::move(logs)}});
}

Result<int> serve(const ServeOptions& options, const Clock& clock, Invocation& call) {
    auto& console = call.console;
    raise_descriptor_limit();
    const auto station = TRY(Station::open(options, clock));
    Once refused;
    const auto router =
        make_router(station->witness(), [&](const Result<Reply>& reply) { tell(console, refused, reply); });
    auto server = TRY(http::Server::start(
        {.listen = options.listen,
         .identity = std::nullopt,
         .plain = http::PlainHttp::Allowed,
         .body_bytes_max = [&router](const http::Request& head) { return router.body_bytes_max(head); },
         .limits = {.workers = kWorkers}},
        [&router](const http::Request& request) { return router.handle(request); }));
    console.say("listening on " + server.url());
    for (const auto& [origin, time] : station->witness().records_ahead())
        console.warn(record_ahead_words(origin, time));
    if (console.is_json()) console.put(ready(server, *station, station->witness().signer()).render() + "\n");
    if (options.address_file) TRY(write_durably(*options.address_file, bytes_of(server.url() + "\n")));
    TRY(wait_for(call.interrupt));
    server.stop(kGrace);
    console.say("stopped");
    return 0;
}

}  // namespace

Command serve_command(const Clock& clock) {
    auto options = std::make_shared<ServeOptions>();
    Command command(kServePage);
    add_station_options(command, *options);
    command.option("--listen ADDR", options->listen,
                   "a loopback address and a port (0: a free one); else " + options->listen);
    command.option("--address-file FILE", options->address_file, "written with the address once it answers");
    command.handler([options, &clock](Invocation& call) { return serve(*options, clock, call); });
    return command;
}

}  // namespace assay::witness
