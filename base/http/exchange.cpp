// SPDX-License-Identifier: Apache-2.0
#include "base/http/exchange.hpp"

#include "base/core/text.hpp"

#include <algorithm>

namespace assay::http {

bool Exchange::is_success() const {
    long status = 0;
    curl_easy_getinfo(handle_, CURLINFO_RESPONSE_CODE, &status);
    return status >= 200 && status < 300;
}

/// The first error counts; what follows from it does not.
bool Exchange::stop(Error because) {
    if (!error_) error_ = std::move(because);
    return false;
}

bool Exchange::take(ByteView data) {
    if (call_.sink && is_success()) {
        const auto taken = call_.sink(data);
        return taken || stop(taken.error());
    }
    if (data.size() > response_bytes_max_ - received_.size())
        return stop(Error(ErrorKind::Limit, "the answer is longer than " + human_bytes(response_bytes_max_)));
    append(received_, data);
    return true;
}

/// Fills `room` from the body; none at the end or after an error.
std::size_t Exchange::give(std::span<std::uint8_t> room) {
    ByteView source;
    if (const auto* bytes = std::get_if<Bytes>(&call_.body)) {
        source = ByteView(*bytes).subspan(body_sent_);
    } else {
        if (piece_sent_ == piece_.size()) {
            auto next = std::get<BodyStream>(call_.body).next();
            if (!next) {
                stop(next.error());
                return 0;
            }
            piece_ = std::move(*next);
            piece_sent_ = 0;
        }
        source = ByteView(piece_).subspan(piece_sent_);
    }
    const auto size = std::min(room.size(), source.size());
    std::copy_n(source.begin(), size, room.begin());
    piece_sent_ += size;
    body_sent_ += size;
    return size;
}

std::size_t Exchange::on_write(char* data, std::size_t, std::size_t size, void* exchange) {
    const bool taken = static_cast<Exchange*>(exchange)->take(bytes_of({data, size}));
    return taken ? size : CURL_WRITEFUNC_ERROR;
}

std::size_t Exchange::on_read(char* room, std::size_t, std::size_t size, void* pointer) {
    auto& exchange = *static_cast<Exchange*>(pointer);
    const auto given = exchange.give({reinterpret_cast<std::uint8_t*>(room), size});
    return exchange.error_ ? CURL_READFUNC_ABORT : given;
}

/// A body in memory can be sent again when a kept connection turns out to be closed; a stream cannot.
int Exchange::on_seek(void* pointer, curl_off_t offset, int origin) {
    auto& exchange = *static_cast<Exchange*>(pointer);
    if (origin != SEEK_SET || offset < 0) return CURL_SEEKFUNC_CANTSEEK;
    const auto wanted = static_cast<std::uint64_t>(offset);
    const auto* bytes = std::get_if<Bytes>(&exchange.call_.body);
    if (bytes == nullptr) return wanted == exchange.body_sent_ ? CURL_SEEKFUNC_OK : CURL_SEEKFUNC_CANTSEEK;
    if (wanted > bytes->size()) return CURL_SEEKFUNC_FAIL;
    exchange.body_sent_ = wanted;
    return CURL_SEEKFUNC_OK;
}

int Exchange::on_progress(void* pointer, curl_off_t to_receive, curl_off_t received, curl_off_t to_send,
                          curl_off_t sent) {
    const auto known = [](curl_off_t total) {
        return total > 0 ? std::optional(static_cast<std::uint64_t>(total)) : std::nullopt;
    };
    auto& exchange = *static_cast<Exchange*>(pointer);
    const auto watched = exchange.call_.watch({.sent = static_cast<std::uint64_t>(sent),
                                               .received = static_cast<std::uint64_t>(received),
                                               .to_send = known(to_send),
                                               .to_receive = known(to_receive)});
    return watched || exchange.stop(watched.error()) ? CURLE_OK : CURLE_ABORTED_BY_CALLBACK;
}

}  // namespace assay::http
