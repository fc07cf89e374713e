// SPDX-License-Identifier: Apache-2.0
#include "base/http/framing.hpp"

#include "tests/support/support.hpp"

#include <rapidcheck.h>
#include <catch2/generators/catch_generators.hpp>

using namespace assay;
using namespace assay::http;

namespace {

/// What becomes of one request that arrives in pieces of `step` bytes: its head and body as text, or a status.
std::string fate(std::string_view message, std::size_t step = std::string_view::npos) {
    const auto end = message.find("\r\n\r\n");
    if (end == std::string_view::npos) return "no end";
    auto reader = RequestReader::begin(message.substr(0, end + 4));
    if (!reader) return std::to_string(reader.error().status) + ' ' + reader.error().error.message();
    if (const auto limited = reader->limit_body(1000); !limited)
        return std::to_string(limited.error().status) + " limited";
    std::string_view rest = message.substr(end + 4);
    std::string waiting;
    while (!reader->is_complete()) {
        if (rest.empty()) return "waits";
        waiting += rest.substr(0, step);
        rest.remove_prefix(std::min(step, rest.size()));
        for (;;) {
            if (waiting.empty() || reader->is_complete()) break;
            const auto taken = reader->take(bytes_of(waiting));
            if (!taken) return std::to_string(taken.error().status) + ' ' + taken.error().error.message();
            if (*taken == 0) break;
            waiting.erase(0, *taken);
        }
    }
    const auto request = std::move(*reader).finish();
    const auto left = waiting + std::string(rest);
    return request.describe() + " <" + to_text(request.body) + ">" + (left.empty() ? "" : " then <" + left + ">");
}

}  // namespace

TEST_CASE("a request is one thing however it is cut into pieces", "[base][http][framing]") {
    const auto [message, expected] = GENERATE(table<std::string, std::string>({
        {"GET /a HTTP/1.1\r\nHost: h\r\n\r\n", "GET \"/a\" <>"},
        {"GET /a HTTP/1.1\r\nhOST:h\r\nX-Empty:\r\n\r\nGET", "GET \"/a\" <> then <GET>"},
        {"POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabcdef", "POST \"/a\" <abc> then <def>"},
        {"POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n", "POST \"/a\" <>"},
        {"PUT /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n1\r\nd\r\n0\r\n\r\nX",
         "PUT \"/a\" <abcd> then <X>"},
        {"POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "POST \"/a\" <>"},
    }));
    CAPTURE(message);
    for (const std::size_t step : {1U, 2U, 3U, 5U, 1000U}) CHECK(fate(message, step) == expected);
}

TEST_CASE("framing that could be read in two ways is refused", "[base][http][framing]") {
    const auto [lines, expected] = GENERATE(table<std::string, std::string>({
        {"Content-Length: 3\r\nTransfer-Encoding: chunked", "400"},
        {"Transfer-Encoding: chunked\r\nContent-Length: 3", "400"},
        {"Content-Length: 3\r\nContent-Length: 3", "400"},
        {"Content-Length: 3\r\nContent-Length: 4", "400"},
        {"Content-Length: 3, 3", "400"},
        {"Content-Length: +3", "400"},
        {"Content-Length: -3", "400"},
        {"Content-Length: 03", "400"},
        {"Content-Length: 0x3", "400"},
        {"Content-Length: 3 ", "waits"},  // blanks around a value are no part of it (RFC 9110, section 5.5)
        {"Content-Length: 3 3", "400"},
        {"Content-Length:", "400"},
        {"Content-Length: 18446744073709551616", "400"},
        {"Content-Length: 18446744073709551615", "413"},
        {"Content-Length: 1001", "413"},
        {"Content-Length : 3", "400"},
        {" Content-Length: 3", "400 reading a request: a header line is folded"},
        {"X: a\r\n b", "400 reading a request: a header line is folded"},
        {"X: a\r\n\tb", "400 reading a request: a header line is folded"},
        {"Transfer-Encoding: gzip", "400"},
        {"Transfer-Encoding: identity", "400"},
        {"Transfer-Encoding: gzip, chunked", "400"},
        {"Transfer-Encoding: chunked, chunked", "400"},
        {"Transfer-Encoding: chunked, identity", "400"},
        {"Transfer-Encoding: Chunked", "400"},
        {"Transfer-Encoding: xchunked", "400"},
        {"Transfer-Encoding:\x0b"
         "chunked",
         "400"},
        {"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", "400"},
        {"Transfer_Encoding: chunked", "GET"},  // another name
        {"Transfer-Encoding : chunked", "400"},
        {"X: a\nContent-Length: 3", "400 reading a request: a header line ends without"},
        {"X: a\rContent-Length: 3", "400 reading a request: a header line ends without"},
        {"X: a\r\r\nY: b", "400 reading a request: a header line ends without"},
        {std::string("X: a\0b", 6), "400 reading a request: the header holds a control character"},
        {"X: \x7f", "400 reading a request: the header holds a control character"},
        {"X: \xff", "400"},
        {"X\xc3\xa9: a", "400"},
        {"X a: b", "400"},
        {": b", "400"},
        {"X", "400"},
        {"Host: other", "400"},
        {"Expect: 200-ok", "417"},
    }));
    CAPTURE(lines);
    CHECK(fate("GET / HTTP/1.1\r\nHost: h\r\n" + lines + "\r\n\r\n").starts_with(expected));
}

TEST_CASE("chunks are hexadecimal lengths and nothing else", "[base][http][framing]") {
    const auto [chunks, expected] = GENERATE(table<std::string, std::string>({
        {"3\r\nabc\r\n0\r\n\r\n", "POST"},
        {"003\r\nabc\r\n0\r\n\r\n", "POST"},
        {"3;x=y\r\nabc\r\n0\r\n\r\n", "400"},
        {"3;\nx\r\nabc\r\n0\r\n\r\n", "400"},
        {"3 \r\nabc\r\n0\r\n\r\n", "400"},
        {" 3\r\nabc\r\n0\r\n\r\n", "400"},
        {"+3\r\nabc\r\n0\r\n\r\n", "400"},
        {"0x3\r\nabc\r\n0\r\n\r\n", "400"},
        {"-1\r\nabc\r\n0\r\n\r\n", "400"},
        {"3\nabc\r\n0\r\n\r\n", "400"},
        {"3\r\nabcd\r\n0\r\n\r\n", "400"},
        {"3\r\nabc0\r\n\r\n", "400"},
        {"3\r\nabc\r\n0;x\r\n\r\n", "400"},
        {"3\r\nabc\r\n0\r\nTrailer: x\r\n\r\n", "400"},
        {"3e9\r\n", "413"},
        {"10000000000000003\r\nabc\r\n0\r\n\r\n", "400"},
        {"ffffffffffffffff\r\n", "413"},
        {"200\r\n" + std::string(0x200, 'a') + "\r\n200\r\n", "413"},
    }));
    CAPTURE(chunks);
    for (const std::size_t step : {1U, 7U, 10000U})
        CHECK(fate("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks, step)
                  .starts_with(expected));
}

TEST_CASE("only HTTP/1.1 in origin form with a known method and one host is taken", "[base][http][framing]") {
    const auto [header, expected] = GENERATE(table<std::string, std::string>({
        {"GET / HTTP/1.0\r\nHost: h", "505"},
        {"GET / HTTP/2.0\r\nHost: h", "505"},
        {"GET / HTTP/1.2\r\nHost: h", "505"},
        {"GET / http/1.1\r\nHost: h", "505"},
        {"GET /\r\nHost: h", "400"},
        {"GET / HTTP/1.1", "400 reading a request: no host is named"},
        {"GET  / HTTP/1.1\r\nHost: h", "400"},
        {"GET /  HTTP/1.1\r\nHost: h", "505"},
        {"GET / HTTP/1.1 \r\nHost: h", "505"},
        {" GET / HTTP/1.1\r\nHost: h", "400"},
        {"get / HTTP/1.1\r\nHost: h", "501"},
        {"BREW / HTTP/1.1\r\nHost: h", "501"},
        {"CONNECT h:1 HTTP/1.1\r\nHost: h", "501"},
        {"OPTIONS * HTTP/1.1\r\nHost: h", "501"},
        {"GET http://h/ HTTP/1.1\r\nHost: h", "400"},
        {"GET /%2e%2e HTTP/1.1\r\nHost: h", "400"},
        {"GET /\xff HTTP/1.1\r\nHost: h", "400"},
        {"PRI * HTTP/2.0", "505"},
    }));
    CAPTURE(header);
    CHECK(fate(header + "\r\n\r\n").starts_with(expected));
}

TEST_CASE("the client asks for leave only where a body follows", "[base][http][framing]") {
    const auto reader = [](const std::string& lines) {
        auto made = RequestReader::begin("POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\n" + lines + "\r\n");
        REQUIRE(made);
        return std::move(*made);
    };
    CHECK(reader("Content-Length: 1\r\n").expects_continue());
    CHECK_FALSE(reader("Content-Length: 0\r\n").expects_continue());
    CHECK_FALSE(reader("").expects_continue());
}

TEST_CASE("no header of a handler speaks about framing", "[base][http][framing]") {
    Response response = Response::text("abc");
    for (const auto* name : {"Content-Length", "Transfer-Encoding", "Connection", "Content-Type"})
        REQUIRE(response.headers.add(name, "77"));
    const auto fixed = ResponseHead{.body_bytes = 3, .connection = ResponseHead::Connection::Close}.render(response);
    CHECK(
        fixed ==
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 3\r\nConnection: close\r\n\r\n");
    const auto chunked = ResponseHead{.body_bytes = {}, .connection = ResponseHead::Connection::Keep}.render(response);
    CHECK(chunked ==
          "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n");
    CHECK(text_of(render_chunk(bytes_of("abc"))) == "3\r\nabc\r\n");
    CHECK(text_of(render_chunk({})) == "0\r\n\r\n");
}

TEST_CASE("header fields are tokens and visible text, each once", "[base][http][message]") {
    Headers headers;
    REQUIRE(headers.add("X-One", "a b\tc"));
    CHECK(headers.find("x-one") == "a b\tc");
    CHECK(test::message_of(headers.add("x-ONE", "d")) == "header field \"x-ONE\": appears twice");
    for (const auto* value : {" a", "a ", "a\r\nX: b", "a\nb", "\x7f", "\xc3\xa9"})
        CHECK(test::message_of(headers.add("y", value)).contains("not plain visible text"));
    for (const auto* name : {"", "a b", "a:", "a\r\n", "\xc3\xa9", "(x)"})
        CHECK(test::message_of(headers.add(name, "v")).contains("not a token"));
}

TEST_CASE("any bytes are a request, wait for more or are refused", "[base][http][framing]") {
    const std::vector<std::string> pieces{"GET ",
                                          "POST ",
                                          "/",
                                          "a",
                                          "?",
                                          " HTTP/1.1",
                                          "\r\n",
                                          "\r",
                                          "\n",
                                          "Host: h\r\n",
                                          ": ",
                                          "%41",
                                          "Content-Length: ",
                                          "3",
                                          "Transfer-Encoding: ",
                                          "chunked",
                                          "\r\n\r\n",
                                          "0",
                                          "abc",
                                          " ",
                                          "\t"};
    CHECK(rc::check([&] {
        const auto chosen = *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(pieces));
        std::string message = "POST / HTTP/1.1\r\nHost: h\r\n";
        for (const auto& piece : chosen) message += piece;
        // What is no request may be refused earlier or later; what is one, is the same one.
        const auto at_once = fate(message), bit_by_bit = fate(message, 1);
        const auto is_request = [](const std::string& text) { return text.starts_with("POST"); };
        RC_ASSERT(is_request(at_once) == is_request(bit_by_bit));
        if (is_request(at_once)) RC_ASSERT(at_once == bit_by_bit);
    }));
}
