// SPDX-License-Identifier: Apache-2.0
#include "verifier/action/show.hpp"

#include "base/core/encoding.hpp"
#include "base/core/text.hpp"
#include "base/files/durable.hpp"
#include "base/files/overwrite.hpp"
#include "base/terminal/exit_status.hpp"
#include "verifier/cli/commands.hpp"
#include "verifier/cli/session.hpp"
#include "verifier/cli/show.md.hpp"
#include "verifier/cli/shown.hpp"

namespace assay::verifier {

namespace {

constexpr std::size_t kBufferBytes = 256U << 10;

struct ShowOptions {
    RoomOptions room;
    std::string deposit;
    std::optional<std::string> path;
    std::optional<std::filesystem::path> out;
    std::string basis = "inspection under the agreement";
};

/// What is wrong with the command line, before anything is opened or signed.
Result<ShowRequest> request_of(const ShowOptions& options) {
    ShowRequest out{{}, options.basis};
    if (const auto basis = crypto::check_basis(options.basis); !basis)
        return fail(ErrorKind::Usage, "--basis: " + basis.error().message());
    if (options.path) {
        auto text = *options.path;
        while (text.size() > 1 && text.ends_with('/')) text.pop_back();
        auto path = RelativePath::parse(text);
        if (!path)
            return fail(Error(ErrorKind::Usage, "PATH: " + path.error().message())
                            .with_hint("a path from the source's top folder, as verifier show DEPOSIT lists them"));
        out.path = std::move(*path);
    }
    if (!options.out) return out;
    if (!options.path) return fail(ErrorKind::Usage, "--out FILE copies one file: name its PATH");
    const auto why_not = [](ByteView) { return std::optional<std::string>("is not empty"); };
    TRY(check_may_overwrite(*options.out, {"the copy", 1, why_not, "name another file with --out"}));
    return out;
}

/// The deposit that somebody typed, or the one that came in the export file whose name was typed.
Result<RoomDeposit> deposit_of(Session& session, const std::string& typed) {
    auto deposit = session.deposit(typed);
    std::error_code ignored;
    if (deposit || !std::filesystem::is_regular_file(typed, ignored)) return deposit;
    if (deposit.error().kind() != ErrorKind::Usage && deposit.error().kind() != ErrorKind::NotFound) return deposit;
    const auto id = TRY(session.room().imported_from(typed));
    if (!id)
        return fail(
            Error(ErrorKind::NotFound, "showing " + quote(typed) + ": this file was not imported into this room")
                .with_hint("verifier import FILE brings it in, and says its deposit's id"));
    return session.room().deposit(*id, SystemClock().now());
}

Result<DurableFile> copy_of(const Shown::File& file, const std::filesystem::path& to, const Interrupt& interrupt) {
    auto out = TRY(DurableFile::begin(to, {.mode = 0600}));
    Bytes buffer(kBufferBytes);
    for (;;) {
        TRY(interrupt.check("copying " + quote(file.entry.path.text())));
        const auto size = TRY(file.content.read_some(buffer));
        if (size == 0) break;
        TRY(out.append(ByteView(buffer).first(size)));
    }
    return out;
}

class Showing {
public:
    Showing(Invocation& call, const ShowOptions& options, const ShowRequest& request, const RoomDeposit& deposit,
            const Shown& shown)
        : call_(call), options_(options), request_(request), deposit_(deposit), shown_(shown) {}

    Result<int> operator()(const Shown::List& list) {
        if (options_.out) return no_file(options_.path.value_or(""), "is a folder");
        if (!is_json()) {
            call_.console.put(render_list(list, call_.console.style()));
            return kExitYes;
        }
        auto json = stamped("shown-list", head());
        if (request_.path)
            add_path(json, *request_.path);
        else
            json.set("path", "").set("path_base64", Json());
        call_.console.put_json(json.set("entries", entries_of(list)));
        return kExitYes;
    }
    Result<int> operator()(const Shown::File& file) {
        if (options_.out) {
            auto copy = TRY(copy_of(file, *options_.out, call_.interrupt));
            TRY(copy.commit());
            put_file(file.entry, {crypto::hex(file.sha256), Json(), Json(), options_.out->string()});
            if (!is_json())
                call_.console.say("copied " + human_bytes(file.entry.size) + "; it is in this room, in the clear");
            return kExitYes;
        }
        const auto content = TRY(read_content(file));
        if (is_json())
            put_file(file.entry, {crypto::hex(file.sha256), Json(),
                                  content.is_text ? Json(encode_base64(content.bytes)) : Json(), Json()});
        else
            call_.console.put(render_content(file, content, call_.console.style()));
        return kExitYes;
    }
    Result<int> operator()(const Shown::Link& link) {
        if (options_.out) return no_file(link.entry.path.text(), "is a symbolic link");
        if (is_json())
            put_file(link.entry, {Json(), encode_base64(bytes_of(link.target)), Json(), Json()});
        else
            call_.console.put(render_link(link, call_.console.style()));
        return kExitYes;
    }
    Result<int> operator()(const Shown::Missing& missing) { return fail(not_there(missing)); }

private:
    bool is_json() const { return call_.console.is_json(); }
    static std::unexpected<Error> no_file(const std::string& path, const std::string& is) {
        return fail(
            Error(ErrorKind::Invalid, "copying " + quote(path) + ": it " + is).with_hint("without --out it is shown"));
    }
    /// The members that both reports begin with.
    Json::Object head() const {
        return {{"deposit", crypto::render_deposit_id(deposit_.id)},
                {"statement", crypto::hex(shown_.access.id())},
                {"basis", request_.basis}};
    }
    struct Content {
        Json sha256, target_base64, content_base64, file;
    };
    void put_file(const ShownEntry& entry, Content content) {
        if (!is_json()) return;
        auto json = stamped("shown-file", head());
        add_path(json, entry.path);
        json.set("mode", octal_of(entry.mode))
            .set("size", count_json(entry.size))
            .set("sha256", std::move(content.sha256))
            .set("target_base64", std::move(content.target_base64))
            .set("content_base64", std::move(content.content_base64))
            .set("file", std::move(content.file));
        call_.console.put_json(json);
    }

    Invocation& call_;
    const ShowOptions& options_;
    const ShowRequest& request_;
    const RoomDeposit& deposit_;
    const Shown& shown_;
};

}  // namespace

Command show_command() {
    auto options = std::make_shared<ShowOptions>();
    Command command(kShowPage);
    command.positional("DEPOSIT", options->deposit, "a deposit in this room, or the export file it came in");
    command.positional("[PATH]", options->path, "a file or folder of its source; else the names of all");
    command.option("--basis TEXT", options->basis,
                   "why it is opened, one sentence for the vendor and the rooms; else \"" + options->basis + "\"");
    command.option("--out FILE", options->out, "copy the bytes of the file PATH, and show nothing");
    options->room.add_key(command);
    command.handler([options](Invocation& call) -> Result<int> {
        const auto request = TRY(request_of(*options));
        const auto session = TRY(Session::open(options->room, call));
        const auto deposit = TRY(deposit_of(*session, options->deposit));
        const auto accepted = TRY(accept(session->context(), deposit));
        if (const auto* refused = std::get_if<Refused>(&accepted)) return put_refusal(call.console, deposit, *refused);
        const auto shown = TRY(show(session->context(), deposit, std::get<OpenedDeposit>(accepted), request));
        call.console.say("the access is signed and in the outbox; its basis: " + request.basis);
        return std::visit(Showing(call, *options, request, deposit, shown), shown.what);
    });
    return command;
}

}  // namespace assay::verifier
