// SPDX-License-Identifier: Apache-2.0
#include "base/core/text.hpp"
#include "base/files/descriptor_limit.hpp"
#include "base/files/durable.hpp"
#include "base/terminal/interrupt.hpp"
#include "base/terminal/report.hpp"
#include "escrow/cli/commands.hpp"
#include "escrow/cli/connection.hpp"
#include "escrow/cli/serve.md.hpp"
#include "escrow/service/service.hpp"

#include <atomic>

namespace assay::escrow {

namespace {

constexpr std::chrono::milliseconds kGrace{10'000};
constexpr std::chrono::milliseconds kLook{500};
constexpr std::chrono::seconds kSayAgain{60};

struct Options {
    std::filesystem::path data, key, policy;
    std::string listen = "127.0.0.1:8443";
    std::optional<std::filesystem::path> address_file;
};

/// The client is named by the first digits of the key shown.
void put_answer(Console& console, const Answered& answered) {
    const auto peer = answered.peer ? "key " + crypto::hex(*answered.peer).substr(0, 16) : std::string("no key");
    const auto line = answered.request + " by " + peer + ": " + std::to_string(answered.status);
    console.detail(answered.error ? line + ": " + answered.error->message() : line);
}

/// Whether an error is this custodian's own fault, of which its operator must know.
bool is_ours(const Error& error) {
    switch (error.kind()) {
        case ErrorKind::Corrupt:
        case ErrorKind::Full:
        case ErrorKind::Io:
        case ErrorKind::Internal: return true;
        default: return false;
    }
}

/// The status that a log's stop ends with: what its own folders lack or garble is damage, not the caller's mistake.
Error as_stop(Error error) {
    const bool is_plain = is_ours(error) || error.kind() == ErrorKind::Equivocation;
    return is_plain ? std::move(error) : std::move(error).as(ErrorKind::Corrupt);
}

/// Says what is wrong here, once a minute at most.
class Trouble {
public:
    explicit Trouble(Console& console) : console_(console) {}
    void tell(const Answered& answered) {
        if (!answered.error || !is_ours(*answered.error)) return;
        const auto now = std::chrono::steady_clock::now().time_since_epoch() / std::chrono::milliseconds(1);
        auto next = next_.load();
        if (now < next || !next_.compare_exchange_strong(next, now + std::chrono::milliseconds(kSayAgain).count()))
            return;
        console_.warn(answered.request + " could not be answered: " + answered.error->message());
    }

private:
    Console& console_;
    std::atomic<std::int64_t> next_ = 0;
};

/// Waits for the end that is asked for. Errors: why the log has stopped.
Status wait_while_running(const Custody& custody, const Interrupt& interrupt) {
    while (!interrupt.requested()) {
        TRY(custody.log().check_running());
        TRY(wait_for(interrupt, kLook));
    }
    return {};
}

Result<int> serve(const Options& options, Invocation& call) {
    auto& console = call.console;
    raise_descriptor_limit();
    SystemClock clock;
    SystemRandom random;
    auto custody_of = TRY(custody_options(options.data, options.key, options.policy));
    const auto quorums = TRY(crypto::TlogPolicy::parse(custody_of.policy.tlog));
    const auto custody = TRY(Custody::open(std::move(custody_of), clock, random));
    if (quorums.smallest_overlap().value_or(0) == 0) console.warn(quorums.describe_overlap());
    std::atomic<bool> has_said_it = false;
    Trouble trouble(console);
    const auto tell = [&](const Answered& answered) {
        put_answer(console, answered);
        trouble.tell(answered);
        if (has_said_it) return;
        if (const auto counts = custody->check_counts(); !counts && !has_said_it.exchange(true))
            console.warn("nothing is signed or logged any more: " + counts.error().message());
    };
    const auto service =
        TRY(Service::start({.listen = options.listen, .key = options.key, .observer = tell}, *custody));
    console.say("listening on " + service->address());
    if (console.is_json()) {
        const auto ready =
            stamped("custodian-ready", {{"address", service->address()}, {"log", custody->log().origin()}});
        console.put(ready.render() + "\n");
    }
    if (options.address_file) TRY(write_durably(*options.address_file, bytes_of(service->address() + "\n")));
    const auto ended = wait_while_running(*custody, call.interrupt);
    service->stop(kGrace);
    // Whatever supervises this starts it again, and opening the log finds out how far it has come.
    if (!ended)
        return fail(as_stop(ended.error())
                        .within("the log has stopped, and so nothing can be taken in")
                        .with_hint("start it again: what was acknowledged is kept"));
    console.say("stopped");
    return 0;
}

}  // namespace

Command serve_command() {
    auto options = std::make_shared<Options>();
    Command command(kServePage);
    command.option("--data DIR", options->data, "the custodian's data folder; made on first use")
        .require()
        .or_setting();
    command.option("--key DIR", options->key, "the custodian's key folder").require().or_setting();
    command.option("--policy FILE", options->policy, "whose parties are served, and whose witnesses must cosign")
        .require()
        .or_setting();
    command.option("--listen ADDR", options->listen, "an address and a port (0: a free one); else " + options->listen);
    command.option("--address-file FILE", options->address_file, "written with the address once it answers");
    command.handler([options](Invocation& call) { return serve(*options, call); });
    return command;
}

}  // namespace assay::escrow
