// SPDX-License-Identifier: Apache-2.0
#include "base/http/client.hpp"

#include "base/core/encoding.hpp"
#include "base/core/text.hpp"
#include "base/http/cause.hpp"
#include "base/http/exchange.hpp"
#include "base/http/status.hpp"

#include <fcntl.h>
#include <algorithm>
#include <cstdlib>

namespace assay::http {

namespace {

/// Above this, the server is asked for its leave before the body is sent; below, asking costs more than it saves.
constexpr std::uint64_t kAskFirstBytes = 1U << 20;
constexpr long kReceiveBufferBytes = 256L << 10;

/// libcurl's own state, made once by whichever thread comes first and never torn down.
void start_curl() {
    static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (started != CURLE_OK) std::abort();
}

template <typename Value>
Status set(CURL* handle, CURLoption option, Value value) {
    if (curl_easy_setopt(handle, option, value) == CURLE_OK) return {};
    return fail(ErrorKind::Internal, "setting up an HTTP client: libcurl lacks option " + std::to_string(option));
}

/// One that repeats odd bytes of a server is replaced by the general one.
std::string cause_of(CURLcode code, std::string_view detail) {
    detail = trim(detail);
    const bool plain = std::all_of(detail.begin(), detail.end(), [](char c) { return c >= 0x20 && c < 0x7f; });
    return as_cause(detail.empty() || !plain ? curl_easy_strerror(code) : detail);
}

ErrorKind kind_of_failure(CURLcode code) {
    switch (code) {
        case CURLE_WEIRD_SERVER_REPLY:
        case CURLE_UNSUPPORTED_PROTOCOL:
        case CURLE_BAD_CONTENT_ENCODING: return ErrorKind::Invalid;
        case CURLE_OUT_OF_MEMORY:
        case CURLE_SSL_CERTPROBLEM: return ErrorKind::Internal;
        default: return ErrorKind::Unavailable;
    }
}

/// Refuses everything of a URL but scheme, host, port and a plain prefix.
Status check_base_url(const ClientOptions& options) {
    const auto& url = options.base_url;
    const auto wrong = [&](std::string_view cause) {
        return fail(ErrorKind::Usage, "connecting to " + quote(url) + ": " + std::string(cause));
    };
    const CurlUrlPtr parsed(curl_url());
    if (!parsed || curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), CURLU_DISALLOW_USER) != CURLUE_OK ||
        url.contains('\0'))
        return wrong("not an address");
    if (url.find_first_of("?#\\ ") != std::string::npos || url.ends_with('/'))
        return wrong("not of the form https://HOST:PORT/PREFIX");
    if (url.starts_with("https://")) {
        if (!options.server) return wrong("no key is named that the server must hold");
    } else if (url.starts_with("http://")) {
        if (options.plain == PlainHttp::Refused)
            return fail(
                wrong("plain HTTP is not allowed here").error().with_hint("write https:// in place of http://"));
        if (options.server) return wrong("a key is expected, which plain HTTP cannot prove");
    } else {
        return wrong("neither https nor http");
    }
    return {};
}

/// Removes from libcurl the pointers of one exchange; the connection stays.
class ResetWhenDone {
public:
    explicit ResetWhenDone(CURL* handle) : handle_(handle) {}
    ~ResetWhenDone() { curl_easy_reset(handle_); }
    ResetWhenDone(const ResetWhenDone&) = delete;
    ResetWhenDone& operator=(const ResetWhenDone&) = delete;

private:
    CURL* handle_;
};

/// Programs that this one starts must not inherit the connection.
int on_socket(void*, curl_socket_t descriptor, curlsocktype) {
    return ::fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0 ? CURL_SOCKOPT_OK : CURL_SOCKOPT_ERROR;
}

Result<Headers> headers_of(CURL* handle) {
    Headers headers;
    for (curl_header* each = nullptr; (each = curl_easy_nextheader(handle, CURLH_HEADER, -1, each)) != nullptr;)
        TRY(headers.add(each->name, trim(each->value)));
    return headers;
}

Status append(CurlListPtr& list, const std::string& line) {
    auto* const longer = curl_slist_append(list.get(), line.c_str());
    if (longer == nullptr) return fail(ErrorKind::Internal, "setting up an HTTP request: no memory");
    (void)list.release();
    list.reset(longer);
    return {};
}

/// libcurl's form: `name;` sends a field without a value, `name:` takes back one that libcurl would add.
Result<CurlListPtr> render(const Headers& always, const Call& call) {
    auto headers = always;
    for (const auto& [name, value] : call.headers) TRY(headers.add(name, value));
    if (!call.content_type.empty()) TRY(headers.add("content-type", call.content_type));
    CurlListPtr list;
    for (const auto& [name, value] : headers) TRY(append(list, value.empty() ? name + ';' : name + ": " + value));
    const auto* bytes = std::get_if<Bytes>(&call.body);
    if (bytes != nullptr && bytes->size() <= kAskFirstBytes) TRY(append(list, "Expect:"));
    return list;
}

}  // namespace

struct Client::State {
    explicit State(ClientOptions given) : options(std::move(given)) {}

    Status prepare();
    Status prepare(const Call& call, const std::string& url);
    Status prepare_body(const Call& call);

    const ClientOptions options;
    std::string pin;
    CurlPtr handle;
};

/// Everything that is the same for each exchange.
Status Client::State::prepare() {
    auto* const curl = handle.get();
    TRY(set(curl, CURLOPT_PROTOCOLS_STR, options.server ? "https" : "http"));
    TRY(set(curl, CURLOPT_HTTP_VERSION, long{CURL_HTTP_VERSION_1_1}));
    TRY(set(curl, CURLOPT_NOSIGNAL, 1L));
    TRY(set(curl, CURLOPT_FOLLOWLOCATION, 0L));
    TRY(set(curl, CURLOPT_PROXY, ""));
    TRY(set(curl, CURLOPT_NETRC, long{CURL_NETRC_IGNORED}));
    TRY(set(curl, CURLOPT_PATH_AS_IS, 1L));
    TRY(set(curl, CURLOPT_BUFFERSIZE, kReceiveBufferBytes));
    TRY(set(curl, CURLOPT_SOCKOPTFUNCTION, on_socket));
    if (!options.from.empty()) TRY(set(curl, CURLOPT_INTERFACE, ("host!" + options.from).c_str()));
    TRY(set(curl, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.connect.count())));
    TRY(set(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(options.total.count())));
    TRY(set(curl, CURLOPT_LOW_SPEED_LIMIT, 1L));
    TRY(set(curl, CURLOPT_LOW_SPEED_TIME, static_cast<long>(options.stall.count())));
    if (!options.server) return {};

    TRY(set(curl, CURLOPT_SSLVERSION, long{CURL_SSLVERSION_TLSv1_3}));
    TRY(set(curl, CURLOPT_SSL_ENABLE_ALPN, 0L));
    TRY(set(curl, CURLOPT_SSL_SESSIONID_CACHE, 0L));
    // The pin is all the trust there is. Names and authorities are not looked at, so none are loaded either.
    TRY(set(curl, CURLOPT_PINNEDPUBLICKEY, pin.c_str()));
    TRY(set(curl, CURLOPT_SSL_VERIFYPEER, 0L));
    TRY(set(curl, CURLOPT_SSL_VERIFYHOST, 0L));
    TRY(set(curl, CURLOPT_CAINFO, static_cast<const char*>(nullptr)));
    TRY(set(curl, CURLOPT_CAPATH, static_cast<const char*>(nullptr)));
    if (!options.identity) return {};

    // Not copied: the key stays in the one place that is wiped.
    const auto blob = [](ByteView bytes) {
        return curl_blob{
            .data = const_cast<std::uint8_t*>(bytes.data()), .len = bytes.size(), .flags = CURL_BLOB_NOCOPY};
    };
    const auto certificate = blob(options.identity->certificate_pem());
    const auto key = blob(options.identity->key_pem());
    TRY(set(curl, CURLOPT_SSLCERTTYPE, "PEM"));
    TRY(set(curl, CURLOPT_SSLCERT_BLOB, &certificate));
    TRY(set(curl, CURLOPT_SSLKEYTYPE, "PEM"));
    return set(curl, CURLOPT_SSLKEY_BLOB, &key);
}

Status Client::State::prepare(const Call& call, const std::string& url) {
    auto* const curl = handle.get();
    TRY(set(curl, CURLOPT_URL, url.c_str()));
    TRY(set(curl, CURLOPT_WRITEFUNCTION, &Exchange::on_write));
    TRY(set(curl, CURLOPT_XFERINFOFUNCTION, &Exchange::on_progress));
    TRY(set(curl, CURLOPT_NOPROGRESS, call.watch ? 0L : 1L));
    switch (call.method) {
        case Method::Get: return set(curl, CURLOPT_HTTPGET, 1L);
        case Method::Head: return set(curl, CURLOPT_NOBODY, 1L);
        case Method::Post:
        case Method::Put: return prepare_body(call);
    }
    return {};
}

Status Client::State::prepare_body(const Call& call) {
    auto* const curl = handle.get();
    const auto* bytes = std::get_if<Bytes>(&call.body);
    const auto size =
        bytes != nullptr ? std::optional<std::uint64_t>(bytes->size()) : std::get<BodyStream>(call.body).size;
    TRY(set(curl, CURLOPT_UPLOAD, 1L));
    TRY(set(curl, CURLOPT_CUSTOMREQUEST, call.method == Method::Post ? "POST" : "PUT"));
    TRY(set(curl, CURLOPT_INFILESIZE_LARGE, size ? static_cast<curl_off_t>(*size) : curl_off_t{-1}));
    TRY(set(curl, CURLOPT_READFUNCTION, &Exchange::on_read));
    return set(curl, CURLOPT_SEEKFUNCTION, &Exchange::on_seek);
}

Client::Client(std::unique_ptr<State> state) : state_(std::move(state)) {}
Client::Client(Client&&) noexcept = default;
Client& Client::operator=(Client&&) noexcept = default;
Client::~Client() = default;

Result<Client> Client::open(ClientOptions options) {
    start_curl();
    TRY(check_base_url(options));
    auto state = std::make_unique<State>(std::move(options));
    if (state->options.server) state->pin = "sha256//" + encode_base64(state->options.server->view());
    state->handle.reset(curl_easy_init());
    if (!state->handle) return fail(ErrorKind::Internal, "setting up an HTTP client: no memory");
    return Client(std::move(state));
}

Result<Response> Client::exchange(const Call& call) {
    auto* const curl = state_->handle.get();
    const auto url = state_->options.base_url + call.target;
    const auto doing = std::string(name_of(call.method)) + ' ' + quote(url);
    TRY_WITHIN(doing, Target::parse(call.target));
    const auto list = TRY_WITHIN(doing, render(state_->options.headers, call));

    Exchange exchange(curl, call, state_->options.response_bytes_max);
    char detail[CURL_ERROR_SIZE] = {};
    const ResetWhenDone reset(curl);
    TRY_WITHIN(doing, state_->prepare());
    TRY_WITHIN(doing, state_->prepare(call, url));
    TRY_WITHIN(doing, set(curl, CURLOPT_ERRORBUFFER, detail));
    TRY_WITHIN(doing, set(curl, CURLOPT_HTTPHEADER, list.get()));
    for (const auto option : {CURLOPT_WRITEDATA, CURLOPT_READDATA, CURLOPT_SEEKDATA, CURLOPT_XFERINFODATA})
        TRY_WITHIN(doing, set(curl, option, &exchange));

    const auto code = curl_easy_perform(curl);
    if (exchange.error()) return fail(std::move(*exchange.error()).within(doing));
    if (code == CURLE_SSL_PINNEDPUBKEYNOTMATCH)
        return fail(Error(ErrorKind::Untrusted, doing + ": the server holds another TLS key than the expected " +
                                                    encode_hex(state_->options.server->view()))
                        .with_hint("compare with the tls key in the server's identity statement"));
    if (code != CURLE_OK) return fail(kind_of_failure(code), doing + ": " + cause_of(code, detail));

    Response response;
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    response.status = static_cast<unsigned>(status);
    response.headers = TRY_WITHIN(doing, headers_of(curl));
    response.content_type = response.headers.find("content-type").value_or("");
    response.body = std::move(exchange.received());
    return response;
}

Result<Response> Client::send(const Call& call) {
    auto response = TRY(exchange(call));
    if (response.status >= 200 && response.status < 300) return response;
    if (response.status < 400)
        return fail(ErrorKind::Unsupported, std::string(name_of(call.method)) + ' ' + quote(base_url() + call.target) +
                                                ": the server redirects, which is never followed");
    return fail(error_from_response(response));
}

Result<Response> Client::get(std::string target) { return send({.method = Method::Get, .target = std::move(target)}); }

Result<Response> Client::post(std::string target, std::string content_type, Body body) {
    return send({.method = Method::Post,
                 .target = std::move(target),
                 .content_type = std::move(content_type),
                 .body = std::move(body)});
}

const std::string& Client::base_url() const { return state_->options.base_url; }

}  // namespace assay::http
