// SPDX-License-Identifier: Apache-2.0
// Private to base/http: the one place that names Boost. Asio moves bytes, Beast parses and renders HTTP/1.1.
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>

#include <chrono>

namespace assay::http {

namespace asio = boost::asio;
namespace beast = boost::beast;

using asio::awaitable;
using asio::ip::tcp;
using boost::system::error_code;

/// A moment on the clock that never jumps.
using Deadline = std::chrono::steady_clock::time_point;
inline Deadline after(std::chrono::milliseconds wait) { return std::chrono::steady_clock::now() + wait; }

/// Awaits an operation without exceptions: `auto [error, n] = co_await operation(kAwait)`.
inline constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);

}  // namespace assay::http
