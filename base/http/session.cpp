// SPDX-License-Identifier: Apache-2.0
#include "base/http/session.hpp"

#include "base/core/text.hpp"
#include "base/http/status.hpp"

#include <algorithm>

#include <sys/resource.h>

namespace assay::http {

namespace {

constexpr std::size_t kReadBytes = 64U << 10;
/// A body up to this size goes out in one piece with its header.
constexpr std::size_t kJoinedBytes = 16U << 10;

/// For so long a body may stop on its way before it has to make room for another one.
constexpr std::chrono::seconds kStall{1};
/// At least so many connections are served, however few descriptors there are.
constexpr std::size_t kConnectionsMin = 16;
constexpr std::chrono::milliseconds kLingerWhenStopping{300};

/// The connection has ended: no answer can be sent.
constexpr unsigned kNoAnswer = 0;
std::unexpected<Refusal> client_gone() {
    return std::unexpected(Refusal{kNoAnswer, Error(ErrorKind::Unavailable, "the client is gone")});
}

/// Runs `work`, which may block, on a worker; goes on in the I/O thread.
template <typename Work>
awaitable<std::invoke_result_t<Work&>> on_worker(asio::thread_pool& workers, Work work) {
    using Value = std::invoke_result_t<Work&>;
    auto task = [work = std::move(work)]() mutable -> awaitable<Value> { co_return work(); };
    co_return co_await asio::co_spawn(workers, std::move(task), asio::use_awaitable);
}

/// What a handler throws is a mistake of ours; its words stay here.
template <typename Work>
auto guarded(const Work& work) -> decltype(work()) {
    try {
        return work();
    } catch (const std::exception&) {
        return fail(ErrorKind::Internal, "answering: the handler ended in an exception");
    }
}

/// An answer that cannot be put on the wire as it is becomes 500: its content type is text of the handler's making.
Response sendable(Result<Response> answer) {
    if (!answer) return error_response(answer.error());
    Headers check;
    const auto named = check.add("content-type", answer->content_type);
    if (named && answer->status >= 200 && answer->status <= 599) return std::move(*answer);
    return error_response(Error(ErrorKind::Internal, "answering: the handler's answer cannot be sent"));
}

ByteView view(const beast::flat_buffer& buffer) {
    const auto data = buffer.data();
    return {static_cast<const std::uint8_t*>(data.data()), data.size()};
}

}  // namespace

SeatLimits Floor::seat_limits(const ServerOptions& options) {
    const auto& limits = options.limits;
    auto all = limits.connections;
    rlimit descriptors{};
    if (::getrlimit(RLIMIT_NOFILE, &descriptors) == 0 && descriptors.rlim_cur != RLIM_INFINITY) {
        const auto left =
            descriptors.rlim_cur > limits.descriptors_kept ? descriptors.rlim_cur - limits.descriptors_kept : 0;
        all = std::min(all, std::max<std::size_t>(left, kConnectionsMin));
    }
    const auto strangers = options.is_known ? all - all / 4 : all;
    return {
        .all = all, .strangers = strangers, .of_origin = limits.origin_connections, .of_key = limits.key_connections};
}

/// Memory that a body takes out of a pool as it arrives; given back when the request is done.
class Session::Reservation {
public:
    Reservation(Floor& floor, const std::optional<SpkiDigest>& known) : floor_(floor), known_(known) {}
    ~Reservation() {
        pool() += bytes_;
        floor_.bytes_since_trim += bytes_;
        if (!known_ || bytes_ == 0) return;
        const auto at = floor_.bodies_bytes_of.find(*known_);
        if ((at->second -= bytes_) == 0) floor_.bodies_bytes_of.erase(at);
    }
    Reservation(const Reservation&) = delete;
    Reservation& operator=(const Reservation&) = delete;

    bool take(std::uint64_t bytes) {
        if (bytes == 0) return true;
        if (bytes > pool()) return false;
        if (known_) {
            auto& own = floor_.bodies_bytes_of[*known_];
            if (own + bytes > floor_.options.limits.bodies_bytes / 4) {
                if (own == 0) floor_.bodies_bytes_of.erase(*known_);
                return false;
            }
            own += bytes;
        }
        pool() -= bytes;
        bytes_ += bytes;
        return true;
    }

private:
    std::uint64_t& pool() { return known_ ? floor_.bodies_bytes_left : floor_.stranger_bodies_bytes_left; }

    Floor& floor_;
    const std::optional<SpkiDigest> known_;
    std::uint64_t bytes_ = 0;
};

Session::Session(Floor& floor, std::unique_ptr<Stream> stream, const Origin& origin)
    : floor_(floor), stream_(std::move(stream)) {
    seat_.origin = origin;
    seat_.leave = [this] {
        ++floor_.count.sent_away;
        close();
    };
    floor_.sessions.insert(this);
    floor_.seats.add(seat_);
}

Session::~Session() {
    floor_.seats.remove(seat_);
    floor_.sessions.erase(this);
}

void Session::enter(Phase phase) { floor_.seats.enter(seat_, phase); }

/// Takes the seat of a known peer where the key shown is known. False where its key has too many already.
bool Session::recognise() {
    const auto peer = stream_->peer();
    const auto& is_known = floor_.options.is_known;
    return seat_.known || !peer || !is_known || !is_known(*peer) || floor_.seats.make_known(seat_, *peer);
}

bool Session::is_stalled() const {
    return seat_.phase == Phase::Receiving && std::chrono::steady_clock::now() - seat_.since > kStall;
}

void Session::leave() {
    is_leaving_ = true;
    if (seat_.phase < Phase::Idle)
        close();
    else if (seat_.phase != Phase::Working)
        stream_->cancel();
}

/// Ends strangers' bodies that have stopped on their way: they hold memory that others are refused for.
void Session::send_stalled_away() {
    for (auto* session : floor_.sessions)
        if (session != this && session->is_stranger() && session->is_stalled()) {
            ++floor_.count.sent_away;
            session->close();
        }
}

awaitable<void> Session::run(std::unique_ptr<Session> session) {
    auto& floor = session->floor_;
    const auto& limits = floor.options.limits;
    ++floor.count.connections;
    if (session->stream_->has_handshake()) {
        // Nothing is set up for a client that says nothing; Server::State::sweep ends it.
        if (!co_await session->stream_->wait_for_bytes()) co_return;
        session->enter(Phase::Handshake);
    }
    if (!co_await session->stream_->handshake(after(limits.handshake))) co_return;
    ++floor.count.handshakes;
    if (!session->recognise()) {
        ++floor.count.sent_away;
        co_return;
    }
    if (session->stream_->has_handshake()) session->enter(Phase::Idle);
    auto next = Next::Request;
    while (next == Next::Request) next = co_await session->exchange();
    session->enter(Phase::Idle);
    const auto linger = floor.stopping ? std::min(limits.linger, kLingerWhenStopping) : limits.linger;
    if (next == Next::Linger) co_await session->stream_->linger(after(linger));
}

awaitable<Session::Next> Session::exchange() {
    auto header = co_await read_header();
    if (!header) co_return co_await refuse(std::move(header).error());
    auto reader = RequestReader::begin(*header);
    if (!reader) co_return co_await refuse(std::move(reader).error());
    reader->head().peer = stream_->peer();
    // A vendor becomes known by its first agreement, on a connection that began as a stranger's.
    (void)recognise();
    if (const auto& check = floor_.options.check_head) {
        if (auto checked = check(reader->head()); !checked) {
            Refusal refusal{status_of(checked.error().kind()), std::move(checked).error()};
            co_return co_await refuse(std::move(refusal));
        }
    }
    const auto& limit = floor_.options.body_bytes_max;
    const auto body_bytes_max = limit ? limit(reader->head()) : kBodyBytesDefault;
    if (auto limited = reader->limit_body(body_bytes_max); !limited)
        co_return co_await refuse(std::move(limited).error());
    Reservation reservation(floor_, seat_.known);
    if (reader->expects_continue() && received_.size() == 0) {
        const auto go_on = render_continue();
        if (!co_await write(bytes_of(go_on))) co_return Next::Close;
    }
    auto body = co_await read_body(*reader, reservation);
    if (!body) co_return co_await refuse(std::move(body).error());

    enter(Phase::Working);
    ++floor_.count.requests;
    const bool keeps = reader->keeps_connection();
    const auto request = std::move(*reader).finish();
    auto answer = co_await on_worker(workers(), [&] { return guarded([&] { return floor_.handler(request); }); });
    const auto response = sendable(std::move(answer));
    const auto connection =
        keeps && !floor_.stopping ? ResponseHead::Connection::Keep : ResponseHead::Connection::Close;
    if (!co_await send(response, request.method, connection)) co_return Next::Close;
    co_return connection == ResponseHead::Connection::Keep ? Next::Request : Next::Linger;
}

awaitable<Session::Next> Session::refuse(Refusal refusal) {
    if (refusal.status == kNoAnswer) co_return is_leaving_ ? Next::Linger : Next::Close;
    enter(Phase::Working);
    ++floor_.count.refusals;
    const auto response = error_response(refusal.error, refusal.status);
    const bool sent = co_await send(response, Method::Get, ResponseHead::Connection::Close);
    co_return sent ? Next::Linger : Next::Close;
}

awaitable<std::expected<std::string, Refusal>> Session::read_header() {
    constexpr std::string_view kEnd = "\r\n\r\n";
    const auto& limits = floor_.options.limits;
    if (received_.size() == 0) {
        if (floor_.stopping || is_leaving_) {
            is_leaving_ = true;
            co_return client_gone();
        }
        if (seat_.phase != Phase::Silent) enter(Phase::Idle);
        // The server ends idle connections politely (Server::State::sweep); this is for where that is late.
        const auto size = co_await read_more(limits.header_bytes, after(2 * limits.idle + kStall));
        if (size == 0) co_return client_gone();
    }
    enter(Phase::Receiving);
    const auto deadline = after(limits.header);
    std::size_t searched = 0;
    for (;;) {
        const auto text = text_of(view(received_)).substr(0, limits.header_bytes);
        // No method starts otherwise. One who speaks TLS to a plain server need not wait for the end of his time.
        if (text.front() < 'A' || text.front() > 'Z')
            co_return std::unexpected(Refusal{400, Error(ErrorKind::Invalid, "reading a request: not HTTP")});
        if (const auto end = text.find(kEnd, searched); end != std::string_view::npos) {
            std::string header(text.substr(0, end + kEnd.size()));
            received_.consume(header.size());
            co_return header;
        }
        if (text.size() == limits.header_bytes)
            co_return std::unexpected(Refusal{
                431, Error(ErrorKind::Limit,
                           "reading a request: the header is longer than " + human_bytes(limits.header_bytes))});
        searched = text.size() < kEnd.size() ? 0 : text.size() - (kEnd.size() - 1);
        const auto size = co_await read_more(limits.header_bytes - text.size(), deadline);
        if (size == 0) co_return client_gone();
    }
}

awaitable<std::expected<void, Refusal>> Session::read_body(RequestReader& reader, Reservation& reservation) {
    const auto began = std::chrono::steady_clock::now();
    std::uint64_t taken_in_all = 0;
    while (!reader.is_complete()) {
        auto taken = received_.size() == 0 ? 0 : reader.take(view(received_));
        if (!taken) co_return std::unexpected(std::move(taken).error());
        received_.consume(*taken);
        taken_in_all += *taken;
        if (!reservation.take(*taken)) {
            if (is_stranger()) send_stalled_away();
            co_return std::unexpected(
                Refusal{503, Error(ErrorKind::Busy, "reading a request: too many bodies are being received")});
        }
        if (*taken != 0) continue;
        // All there is was looked at and is no whole piece: of a body's framing, so much is never needed.
        if (received_.size() >= kReadBytes)
            co_return std::unexpected(
                Refusal{400, Error(ErrorKind::Invalid, "reading a request: a chunk line without end")});
        const auto size = co_await read_more(kReadBytes - received_.size(), transfer_deadline(began, taken_in_all));
        if (size == 0 && is_leaving_)
            co_return std::unexpected(Refusal{503, Error(ErrorKind::Busy, "reading a request: the server is ending")});
        if (size == 0) co_return client_gone();
        enter(Phase::Receiving);
    }
    co_return std::expected<void, Refusal>();
}

awaitable<std::size_t> Session::read_more(std::size_t most, Deadline deadline) {
    const auto room = received_.prepare(most);
    const auto size = co_await stream_->read({static_cast<std::uint8_t*>(room.data()), room.size()}, deadline);
    received_.commit(size);
    floor_.count.bytes_received += size;
    co_return size;
}

awaitable<bool> Session::write(ByteView data) {
    return stream_->write(data, transfer_deadline(std::chrono::steady_clock::now(), data.size()));
}

awaitable<bool> Session::send(const Response& response, Method method, ResponseHead::Connection connection) {
    const auto* stream = std::get_if<BodyStream>(&response.body);
    const auto body = response.bytes();
    ResponseHead head{.body_bytes = stream == nullptr ? body.size() : stream->size, .connection = connection};
    auto out = to_bytes(head.render(response));
    const bool has_body = method != Method::Head && may_have_body(response.status);
    const bool joined = has_body && body.size() <= kJoinedBytes;
    if (joined) append(out, body);
    if (!co_await write(out)) co_return false;
    if (!has_body) co_return true;
    if (stream != nullptr) co_return co_await send_stream(*stream);
    if (joined) co_return true;
    co_return co_await write(body);
}

awaitable<bool> Session::send_stream(const BodyStream& body) {
    std::uint64_t left = body.size.value_or(0);
    for (;;) {
        const auto piece = co_await on_worker(workers(), [&] { return guarded(body.next); });
        if (!piece) co_return false;
        if (body.size) {
            if (piece->empty()) co_return left == 0;
            if (piece->size() > left) co_return false;
            left -= piece->size();
            if (!co_await write(*piece)) co_return false;
        } else {
            const auto chunk = render_chunk(*piece);
            if (!co_await write(chunk)) co_return false;
            if (piece->empty()) co_return true;
        }
    }
}

Deadline Session::transfer_deadline(Deadline began, std::uint64_t bytes) const {
    const auto& limits = floor_.options.limits;
    return began + limits.transfer +
           std::chrono::milliseconds(bytes * 1000 / std::max<std::uint64_t>(limits.bytes_per_second, 1));
}

}  // namespace assay::http
