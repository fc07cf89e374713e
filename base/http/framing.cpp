// SPDX-License-Identifier: Apache-2.0
#include "base/http/framing.hpp"

#include "base/core/text.hpp"
#include "base/http/beast_http.hpp"

#include <iterator>
#include <sstream>

namespace assay::http {

namespace {

struct RefuseExtensions {
    void operator()(std::uint64_t, beast::string_view extensions, error_code& error) const {
        if (!extensions.empty()) error = bhttp::error::bad_chunk_extension;
    }
};

constexpr std::string_view kReading = "reading a request";
constexpr std::string_view kLastChunk = "0\r\n\r\n";

std::unexpected<Refusal> refuse(std::string_view cause, unsigned status = 400, ErrorKind kind = ErrorKind::Invalid) {
    return std::unexpected(Refusal{status, Error(kind, std::string(kReading) + ": " + std::string(cause))});
}

std::unexpected<Refusal> refuse(Error error) {
    return std::unexpected(Refusal{error.kind() == ErrorKind::Limit ? 413U : 400U, std::move(error).within(kReading)});
}

/// Lines end in CR LF, begin with no blank, and hold no other control character than the tab.
std::expected<void, Refusal> check_lines(std::string_view header) {
    for (std::size_t i = 0; i < header.size(); ++i) {
        const char c = header[i];
        if (c == '\r' && header.substr(i, 2) == "\r\n") {
            ++i;
            const char next = i + 1 < header.size() ? header[i + 1] : '\r';
            if (next == ' ' || next == '\t') return refuse("a header line is folded");
        } else if (c == '\r' || c == '\n') {
            return refuse("a header line ends without carriage return and newline");
        } else if ((static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f) {
            return refuse("the header holds a control character");
        }
    }
    return {};
}

std::string_view view(beast::string_view text) { return {text.data(), text.size()}; }

std::unexpected<Refusal> refuse(const error_code& error) {
    if (error == bhttp::error::bad_version) return refuse("not HTTP/1.1", 505, ErrorKind::Unsupported);
    if (error == bhttp::error::body_limit)
        return refuse("the body is larger than this address takes", 413, ErrorKind::Limit);
    return refuse(error.message());
}

}  // namespace

struct RequestReader::Parser {
    /// Beast keeps a reference to the callback, so both live here and never move.
    Parser() { beast.on_chunk_header(refuse_extensions); }
    auto field_count() const { return std::distance(beast.get().begin(), beast.get().end()); }

    RefuseExtensions refuse_extensions;
    bhttp::request_parser<bhttp::vector_body<std::uint8_t>> beast;
    std::ptrdiff_t header_fields = 0;
};

RequestReader::RequestReader(std::unique_ptr<Parser> parser) : parser_(std::move(parser)) {}
RequestReader::RequestReader(RequestReader&&) noexcept = default;
RequestReader& RequestReader::operator=(RequestReader&&) noexcept = default;
RequestReader::~RequestReader() = default;

std::expected<RequestReader, Refusal> RequestReader::begin(std::string_view header) {
    if (auto checked = check_lines(header); !checked) return std::unexpected(std::move(checked).error());

    RequestReader reader(std::make_unique<Parser>());
    auto& beast = reader.parser_->beast;
    beast.header_limit(static_cast<std::uint32_t>(header.size() + 1));
    beast.body_limit(boost::none);
    error_code error;
    const auto taken = beast.put(asio::const_buffer(header.data(), header.size()), error);
    if (error) return refuse(error);
    if (!beast.is_header_done() || taken != header.size()) return refuse("the header ends early");

    reader.parser_->header_fields = reader.parser_->field_count();
    const auto& message = beast.get();
    if (message.version() != 11) return refuse("not HTTP/1.1", 505, ErrorKind::Unsupported);
    const auto method = parse_method(view(message.method_string()));
    if (!method)
        return refuse("method " + quote(view(message.method_string())) + " is unknown", 501, ErrorKind::Unsupported);
    reader.head_.method = *method;
    auto target = Target::parse(view(message.target()));
    if (!target) return refuse(std::move(target).error());
    reader.head_.target = std::move(*target);
    for (const auto& field : message)
        if (auto added = reader.head_.headers.add(view(field.name_string()), view(field.value())); !added)
            return refuse(std::move(added).error());

    const auto& headers = reader.head_.headers;
    if (!headers.find("host")) return refuse("no host is named");
    if (const auto length = headers.find("content-length"); length && !parse_decimal(*length))
        return refuse("content-length " + quote(*length) + " is not one decimal number");
    if (const auto coding = headers.find("transfer-encoding"); coding && *coding != "chunked")
        return refuse("transfer-encoding " + quote(*coding) + " is not chunked");
    if (const auto expectation = headers.find("expect"); expectation && *expectation != "100-continue")
        return refuse("expectation " + quote(*expectation) + " is unknown", 417, ErrorKind::Unsupported);
    return reader;
}

bool RequestReader::keeps_connection() const { return parser_->beast.keep_alive(); }

bool RequestReader::expects_continue() const { return head_.headers.find("expect").has_value() && !is_complete(); }

std::optional<std::uint64_t> RequestReader::declared_body_bytes() const {
    if (parser_->beast.chunked()) return std::nullopt;
    const auto length = parser_->beast.content_length();
    return length ? *length : 0;
}

std::expected<void, Refusal> RequestReader::limit_body(std::uint64_t most) {
    if (declared_body_bytes().value_or(0) > most) return refuse(error_code(bhttp::error::body_limit));
    auto& beast = parser_->beast;
    beast.body_limit(most);
    beast.eager(true);
    return {};
}

std::expected<std::size_t, Refusal> RequestReader::take(ByteView bytes) {
    auto& beast = parser_->beast;
    // A chunked body has at least its last five bytes to come, and Beast asserts that it never sees fewer there.
    if (beast.chunked() && bytes.size() < kLastChunk.size()) return 0;
    error_code error;
    const auto taken = beast.put(asio::const_buffer(bytes.data(), bytes.size()), error);
    if (error && error != bhttp::error::need_more) return refuse(error);
    if (beast.is_done() && parser_->field_count() != parser_->header_fields)
        return refuse("header fields follow the body");
    return taken;
}

bool RequestReader::is_complete() const { return parser_->beast.is_done(); }

Request RequestReader::finish() && {
    head_.body = std::move(parser_->beast.get().body());
    return std::move(head_);
}

bool may_have_body(unsigned status) { return status != 204 && status != 304; }

std::string ResponseHead::render(const Response& response) const {
    bhttp::response<bhttp::empty_body> message(static_cast<bhttp::status>(response.status), 11);
    for (const auto& [name, value] : response.headers) message.insert(name, value);
    // Whatever a handler says about framing goes; where the message ends is known here alone.
    for (const auto field : {bhttp::field::connection, bhttp::field::content_length, bhttp::field::transfer_encoding})
        message.erase(field);
    if (may_have_body(response.status)) {
        message.set(bhttp::field::content_type, response.content_type);
        if (body_bytes)
            message.content_length(*body_bytes);
        else
            message.chunked(true);
    }
    if (connection == Connection::Close) message.set(bhttp::field::connection, "close");
    std::ostringstream out;
    out << message.base();
    return std::move(out).str();
}

std::string render_continue() {
    std::ostringstream out;
    out << bhttp::response<bhttp::empty_body>(bhttp::status::continue_, 11).base();
    return std::move(out).str();
}

Bytes render_chunk(ByteView data) {
    Bytes out;
    const auto add = [&](const auto& buffers) {
        for (auto at = asio::buffer_sequence_begin(buffers); at != asio::buffer_sequence_end(buffers); ++at) {
            const asio::const_buffer buffer(*at);
            append(out, ByteView(static_cast<const std::uint8_t*>(buffer.data()), buffer.size()));
        }
    };
    if (data.empty())
        add(bhttp::make_chunk_last());
    else
        add(bhttp::make_chunk(asio::const_buffer(data.data(), data.size())));
    return out;
}

}  // namespace assay::http
