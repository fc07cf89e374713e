// SPDX-License-Identifier: Apache-2.0
#include "verifier/signer/signer_process.hpp"

#include "base/core/error_json.hpp"
#include "base/core/text.hpp"

#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>
#include <cerrno>

namespace assay::verifier {

// The protocol: each message is a 4-byte big-endian length and that many bytes of JSON. A request is
// {"ask": "identity"} | {"ask": "open", "file"} | {"ask": "reserve", "acceptance"} | {"ask": "chain", "chain"} |
// {"ask": "sign", "report"} | {"ask": "last"}; an answer {"ok": …} or {"error": …} as base/core/error_json writes it.

namespace {

constexpr std::string_view kArgument = "--assay-signer";
constexpr int kSocketNumber = 3;
constexpr std::size_t kMessageBytesMax = 64U << 20;
constexpr std::uint64_t kIdMax = 0xfffffffe;

Status send_message(const Descriptor& socket, const Json& message) {
    const auto text = message.render();
    Bytes frame;
    append_big_endian(frame, static_cast<std::uint32_t>(text.size()));
    append(frame, text);
    return socket.write_all(frame);
}

/// The next message; nothing at the end.
Result<std::optional<Json>> receive_message(const Descriptor& socket) {
    const auto exactly = [&](std::size_t size) -> Result<std::optional<Bytes>> {
        Bytes out(size);
        std::size_t have = 0;
        while (have < size) {
            const auto got = TRY(socket.read_some(std::span(out).subspan(have)));
            if (got == 0) {
                if (have == 0) return std::optional<Bytes>();
                return fail(ErrorKind::Unavailable, "the signer's socket ended within a message");
            }
            have += got;
        }
        return std::optional<Bytes>(std::move(out));
    };
    const auto header = TRY(exactly(4));
    if (!header) return std::optional<Json>();
    const auto size = read_big_endian<std::uint32_t>(*header);
    if (size > kMessageBytesMax) return fail(ErrorKind::Limit, "a message of the signer's is too long");
    const auto body = TRY(exactly(size));
    if (!body) return fail(ErrorKind::Unavailable, "the signer's socket ended within a message");
    return std::optional<Json>(
        TRY_WITHIN("signer", Json::parse(text_of(*body), {.bytes = kMessageBytesMax, .depth = 64})));
}

Json error_message(const Error& error) { return Json::object({{"error", to_json(error)}}); }

Result<Json> answer_or_error(RoomSigner& signer, const Json& request) {
    auto record = TRY(Record::of(request, "request"));
    const auto ask = TRY(record.text("ask"));
    // Each request is read whole before anything is done: one member too many is a misunderstanding, or an attempt.
    if (ask == "identity") {
        TRY(record.finish());
        return Json(signer.identity().render());
    }
    if (ask == "open") {
        const auto file = TRY(decode_base64(TRY(record.text("file"))));
        TRY(record.finish());
        return Json(encode_base64(TRY(signer.open(file)).view()));
    }
    if (ask == "reserve") {
        const auto acceptance = TRY(crypto::read_link(record, "acceptance"));
        TRY(record.finish());
        return Json::decimal(TRY(signer.reserve(acceptance)));
    }
    if (ask == "chain") {
        const auto key = TRY(ChainKey::parse(*TRY(record.any("chain"))));
        TRY(record.finish());
        const auto chain = TRY(signer.chain(key));
        return chain ? chain->render() : Json();
    }
    if (ask == "last") {
        TRY(record.finish());
        const auto last = TRY(signer.last());
        return last ? last->render() : Json();
    }
    if (ask == "sign") {
        const auto report = TRY(parse_report(*TRY(record.any("report"))));
        TRY(record.finish());
        return TRY(signer.sign(report)).render();
    }
    return fail(ErrorKind::Refused, "the signer does not know the request " + quote(ask));
}

/// The user to become, as the arguments say it; none where there are no more.
Result<std::optional<SignerUser>> parse_user(int argc, const char* const* argv) {
    if (argc == 3) return std::optional<SignerUser>();
    const auto uid = parse_decimal(argv[3]), gid = parse_decimal(argv[4]);
    if (!uid || !gid || *uid == 0 || *gid == 0 || *uid > kIdMax || *gid > kIdMax)
        return fail(ErrorKind::Internal, "starting the signer: it was given no user");
    return std::optional(SignerUser{static_cast<unsigned>(*uid), static_cast<unsigned>(*gid)});
}

/// Serves until the other side goes.
int serve(RoomSigner& signer, const Descriptor& socket) {
    for (;;) {
        const auto request = receive_message(socket);
        if (!request || !*request) return request ? 0 : 1;
        if (!send_message(socket, answer_request(signer, **request))) return 1;
    }
}

}  // namespace

Json answer_request(RoomSigner& signer, const Json& request) {
    auto answer = answer_or_error(signer, request);
    if (!answer) return error_message(answer.error());
    return Json::object({{"ok", std::move(*answer)}});
}

std::optional<int> run_signer_if_asked(int argc, const char* const* argv) {
    if ((argc != 3 && argc != 5) || std::string_view(argv[1]) != kArgument) return std::nullopt;
    // Ctrl-C is for the room. The signer ends with the socket, when the room has put things in order.
    ::signal(SIGINT, SIG_IGN);
    const Descriptor socket(kSocketNumber, "signer socket");
    SystemClock clock;
    SystemRandom random;
    const auto settle = [&](const Folder& ledger) -> Status {
        // Changing the user makes the process dumpable by the system's default again.
        if (const auto user = TRY(parse_user(argc, argv))) TRY(become_signer(*user, ledger));
        return close_signer();
    };
    const auto start = [&]() -> Result<KeySigner> {
        TRY(close_signer());
        return KeySigner::open_folder(argv[2], clock, random, settle);
    };
    auto signer = start();
    if (!signer) {
        // The first answer, to whatever is asked first, is why there is no signer.
        if (receive_message(socket)) static_cast<void>(send_message(socket, error_message(signer.error())));
        return 1;
    }
    return serve(*signer, socket);
}

Result<std::unique_ptr<SignerProcess>> SignerProcess::start(const std::filesystem::path& key_folder,
                                                            const std::optional<SignerUser>& user) {
    int sockets[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) != 0)
        return fail(io_error("starting the signer", errno));
    Descriptor mine(sockets[0], "signer socket"), theirs(sockets[1], "signer socket");
    std::vector<std::string> arguments{"verifier-signer", std::string(kArgument), key_folder.string()};
    if (user) arguments.insert(arguments.end(), {std::to_string(user->uid), std::to_string(user->gid)});
    // The child ends with the socket; nothing else of ours reaches it but what it prints.
    auto child = process::Child::start({.program = "/proc/self/exe",
                                        .arguments = std::move(arguments),
                                        .environment = {},
                                        .descriptors = {{kSocketNumber, theirs.number()}},
                                        .at_end = process::ChildSpec::AtEnd::Wait});
    if (!child) return fail(std::move(child).error().within("starting the signer").as(ErrorKind::Unavailable));
    static_cast<void>(theirs.close());
    auto out = std::unique_ptr<SignerProcess>(new SignerProcess(std::move(mine), std::move(*child), user.has_value()));
    const auto identity = TRY(out->ask(Json::object({{"ask", "identity"}})));
    if (identity.text() == nullptr) return fail(ErrorKind::Internal, "the signer did not give its identity");
    out->identity_ = TRY(crypto::IdentityFile::parse(*identity.text()));
    return out;
}

SignerProcess::~SignerProcess() { static_cast<void>(socket_.close()); }

Result<Json> SignerProcess::ask(const Json& request) {
    TRY(send_message(socket_, request));
    const auto answer = TRY(receive_message(socket_));
    if (!answer) return fail(ErrorKind::Unavailable, "the signer has gone");
    auto record = TRY(Record::of(*answer, "signer"));
    if (!record.has("error")) return *TRY(record.any("ok"));
    return fail(TRY_WITHIN("signer", parse_error(*TRY(record.any("error")))));
}

Result<SecretBytes> SignerProcess::open(ByteView sealed) {
    const auto answer = TRY(ask(Json::object({{"ask", "open"}, {"file", encode_base64(sealed)}})));
    if (answer.text() == nullptr) return fail(ErrorKind::Internal, "the signer's answer is no text");
    auto bytes = TRY(decode_base64(*answer.text()));
    SecretBytes out(bytes);
    wipe(bytes);
    return out;
}

Result<std::uint64_t> SignerProcess::reserve(const crypto::StatementLink& acceptance) {
    const auto answer = TRY(ask(Json::object({{"ask", "reserve"}, {"acceptance", acceptance.render()}})));
    const auto ordinal = answer.text() != nullptr ? parse_decimal(*answer.text()) : std::nullopt;
    if (!ordinal) return fail(ErrorKind::Internal, "the signer's answer is no number");
    return *ordinal;
}

Result<std::optional<ChainState>> SignerProcess::chain(const ChainKey& key) {
    const auto answer = TRY(ask(Json::object({{"ask", "chain"}, {"chain", key.render()}})));
    if (answer.is_null()) return std::optional<ChainState>();
    return std::optional(TRY(ChainState::parse(answer)));
}

Result<SignedReport> SignerProcess::sign(const Report& report) {
    const auto answer = TRY(ask(Json::object({{"ask", "sign"}, {"report", render_report(report)}})));
    return SignedReport::parse(answer, "signer");
}

Result<std::optional<SignedReport>> SignerProcess::last() {
    const auto answer = TRY(ask(Json::object({{"ask", "last"}})));
    if (answer.is_null()) return std::optional<SignedReport>();
    return std::optional(TRY(SignedReport::parse(answer, "signer")));
}

}  // namespace assay::verifier
