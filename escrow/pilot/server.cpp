// SPDX-License-Identifier: Apache-2.0
#include "escrow/pilot/server.hpp"

#include "base/core/text.hpp"
#include "base/files/durable.hpp"
#include "base/files/read.hpp"
#include "base/process/child.hpp"

#include <cerrno>
#include <chrono>
#include <csignal>
#include <thread>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace assay::escrow {

namespace {

constexpr std::chrono::milliseconds kTick{50};
constexpr int kStartTicks = 400, kStopTicks = 400;  ///< 20 s each
constexpr std::size_t kSmallBytesMax = 4096, kLogBytesMax = 16U << 20;

std::string small_file(const std::string& file) {
    const auto bytes = read_file(std::filesystem::path(file), kSmallBytesMax);
    return bytes ? std::string(trim(text_of(*bytes))) : std::string();
}

/// A port of loopback that nothing listens at now.
Result<std::uint16_t> free_port() {
    const Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), "a socket");
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* plain = reinterpret_cast<sockaddr*>(&address);
    if (::bind(socket.number(), plain, size) != 0 || ::getsockname(socket.number(), plain, &size) != 0)
        return fail(io_error("looking for a free port", errno));
    return ntohs(address.sin_port);
}

}  // namespace

Result<std::string> Server::listen_address() const {
    if (auto kept = small_file(file("listen")); !kept.empty()) return kept;
    auto address = "127.0.0.1:" + std::to_string(TRY(free_port()));
    TRY(write_durably(std::filesystem::path(file("listen")), bytes_of(address + "\n")));
    return address;
}

std::optional<int> Server::process() const {
    const auto number = parse_decimal(small_file(file("pid")));
    if (!number || *number == 0 || *number > 1U << 30) return std::nullopt;
    // The number may be another process's by now; then that one works elsewhere.
    std::error_code gone;
    const auto folder = std::filesystem::read_symlink("/proc/" + std::to_string(*number) + "/cwd", gone);
    if (gone || folder != std::filesystem::current_path(gone)) return std::nullopt;
    return static_cast<int>(*number);
}

bool Server::is_running() const { return process().has_value(); }

Status Server::start(const Programs& programs) const {
    if (is_running()) return {};
    std::error_code ignored;
    for (const auto* what : {"pid", "address"}) std::filesystem::remove(file(what), ignored);
    auto words = words_;
    if (listens_ == Listens::Yes) {
        const auto address = TRY(listen_address());
        words.insert(words.end(), {"--listen", address});
        programs.tell("$ " + shown(words) + " &");
        words.insert(words.end(), {"--address-file", file("address")});
    } else {
        programs.tell("$ " + shown(words) + " &");
    }
    // A session of its own: what ends this terminal does not end the server. The shell leaves its number and becomes
    // it.
    Words command{"setsid", "--fork", "sh", "-c", R"(echo $$ >"$0.pid"; exec "$@" >"$0.log" 2>&1 </dev/null)", name_};
    for (auto& word : programs.with_path(std::move(words))) command.push_back(std::move(word));
    const auto started =
        TRY(process::run({.command = command, .environment = process::our_environment_with({})}, programs.interrupt()));
    if (started.status != 0) return fail(ErrorKind::Unavailable, "starting the " + name_ + ": " + started.last_words());
    const auto ready = file(listens_ == Listens::Yes ? "address" : "pid");
    for (int tick = 0; tick < kStartTicks; ++tick) {
        TRY(programs.interrupt().check("starting the " + name_));
        if (!small_file(ready).empty() && is_running()) return {};
        if (!small_file(file("pid")).empty() && !is_running()) break;
        std::this_thread::sleep_for(kTick);
    }
    const auto said = read_file(std::filesystem::path(file("log")), kLogBytesMax);
    return fail(Error(ErrorKind::Unavailable, "starting the " + name_ + ": it does not answer: " +
                                                  quote(said ? trim(text_of(*said)) : std::string_view(), 1500))
                    .with_hint("where its port is taken, end what listens there, or make another pilot"));
}

Status Server::stop(const Programs& programs) const {
    const auto number = process();
    if (!number) return {};
    programs.tell("$ kill " + std::to_string(*number) + "   # " + name_);
    ::kill(*number, SIGTERM);
    for (int tick = 0; tick < kStopTicks; ++tick) {
        if (!is_running()) {
            std::error_code ignored;
            std::filesystem::remove(file("pid"), ignored);
            return {};
        }
        std::this_thread::sleep_for(kTick);
    }
    return fail(ErrorKind::Unavailable,
                "stopping the " + name_ + ": process " + std::to_string(*number) + " still runs");
}

}  // namespace assay::escrow
